import { button, type Case, click, covering } from "./case.ts";

const link = (to: string, attributes = ""): string => covering("a", `href="${to}" ${attributes}`, "link");
const quoted = (text: string): string => JSON.stringify(text);

/** Ways in which a person follows a link, and what a browser does by itself to a link once followed. */
export const PERSON_CASES: readonly Case[] = [
  { name: "click-anchor", page: (at) => link(at.link), act: click },
  { name: "click-noreferrer", page: (at) => link(at.link, 'rel="noreferrer"'), act: click },
  { name: "click-nofollow-sponsored", page: (at) => link(at.link, 'rel="nofollow sponsored"'), act: click },
  {
    name: "click-under-no-referrer-policy",
    page: (at) => `<meta name="referrer" content="no-referrer">${link(at.link)}`,
    act: click,
  },
  { name: "click-blank", page: (at) => link(at.link, 'target="_blank"'), act: click },
  { name: "click-middle", page: (at) => link(at.link), act: (tab) => tab.click({ button: "middle" }) },
  { name: "click-with-control", page: (at) => link(at.link), act: (tab) => tab.click({ withControl: true }) },
  { name: "click-by-enter", page: (at) => link(at.link), act: (tab) => tab.pressEnterOnLink() },
  { name: "click-window-open", page: (at) => button(`window.open(${quoted(at.link)})`), act: click },
  {
    name: "click-window-open-noopener",
    page: (at) => button(`window.open(${quoted(at.link)}, "_blank", "noopener")`),
    act: click,
  },
  { name: "click-js-location", page: (at) => button(`location.href = ${quoted(at.link)}`), act: click },
  {
    name: "click-js-location-later",
    page: (at) => button(`setTimeout(() => location.assign(${quoted(at.link)}), 300)`),
    act: click,
  },
  {
    name: "click-js-location-after-fetch",
    page: (at) => button(`fetch(location.href).then(() => { location.href = ${quoted(at.link)} })`),
    act: click,
  },
  {
    name: "click-js-location-too-late",
    page: (at) => button(`setTimeout(() => location.assign(${quoted(at.link)}), 6_000)`),
    act: click,
  },
  {
    name: "click-form-get",
    page: (at) => `<form action="${at.link}">${covering("button", "", "go")}</form>`,
    act: click,
  },
  {
    name: "click-form-post",
    page: (at) => `<form action="${at.link}" method="post">${covering("button", "", "go")}</form>`,
    act: click,
  },
  {
    name: "click-image-map",
    page: (at) =>
      `<map name="m"><area shape="rect" coords="0,0,300,200" href="${at.link}"></map>${covering("img", 'usemap="#m" src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%22300%22 height=%22200%22/%3E"')}`,
    act: click,
  },
  {
    name: "click-in-frame-to-top",
    page: (at) => covering("iframe", `src="${at.frame}"`),
    frame: (at) => link(at.link, 'target="_top"'),
    act: click,
  },
  {
    name: "click-in-frame-to-blank",
    page: (at) => covering("iframe", `src="${at.frame}"`),
    frame: (at) => link(at.link, 'target="_blank"'),
    act: click,
  },
  { name: "click-via-302", page: (at) => link(at.by302), act: click },
  { name: "click-via-js-interstitial", page: (at) => link(at.byScript), act: click },
  { name: "click-via-meta-interstitial", page: (at) => link(at.byMeta), act: click },
  { name: "click-download", page: (at) => link(at.link, "download"), act: click },
  {
    ...{ name: "click-ping", only: "chromium" },
    page: (at) => link("about:blank#", `ping="${at.link}"`),
    act: click,
  },
  { name: "typed-address", start: ({ desktop, at }) => desktop.typeAddress(at.link) },
  {
    name: "reload",
    start: async ({ desktop, at }) => {
      await desktop.typeAddress(at.link);
      await desktop.press("F5");
    },
    ...{ landing: "page", requests: 2 },
  },
  { name: "opened-at-start", start: async () => undefined },
  {
    ...{ name: "opened-from-desktop", only: "chromium" },
    start: ({ browser, at }) => browser.openFromDesktop(at.link),
  },
];
