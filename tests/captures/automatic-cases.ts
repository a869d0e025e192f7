import { atOnce, type Case, click, covering } from "./case.ts";
import { EXTENSIONS } from "./extension.ts";

const quoted = (text: string): string => JSON.stringify(text);
const iframe = (to: string, attributes = ""): string => covering("iframe", `src="${to}" ${attributes}`);

/** Whole pages that go to a link by themselves. */
const FORCED: readonly Case[] = [
  { name: "auto-js-location", page: (at) => atOnce(`location.href = ${quoted(at.link)}`) },
  { name: "auto-js-replace", page: (at) => atOnce(`location.replace(${quoted(at.link)})`) },
  { name: "auto-meta-refresh", page: (at) => `<meta http-equiv="refresh" content="0;url=${at.link}">` },
  { name: "auto-refresh-header", start: async ({ browser, at }) => void (await browser.open(at.byRefresh)) },
  {
    name: "auto-form-submit",
    page: (at) => `<form id="f" action="${at.link}"></form>${atOnce("f.submit()")}`,
  },
  { name: "auto-popunder", page: (at) => atOnce(`window.open(${quoted(at.link)}); window.focus()`) },
  {
    name: "auto-synthetic-click",
    page: (at) => `<a id="a" href="${at.link}">x</a>${atOnce("a.click()")}`,
  },
  {
    name: "auto-dispatched-click",
    page: (at) =>
      `<a id="a" href="${at.link}">x</a>${atOnce('a.dispatchEvent(new MouseEvent("click", { bubbles: true }))')}`,
  },
  {
    name: "auto-frame-to-top",
    page: (at) => iframe(at.frame),
    frame: (at) => atOnce(`top.location = ${quoted(at.link)}`),
  },
  { name: "auto-via-302", page: (at) => atOnce(`location.href = ${quoted(at.by302)}`) },
];

/** A link followed as a frame inside a page. */
const FRAMES: readonly Case[] = [
  { name: "stuff-iframe", page: (at) => iframe(at.link) },
  { name: "stuff-iframe-hidden", page: (at) => `<iframe hidden src="${at.link}"></iframe>` },
  { name: "stuff-iframe-sandbox", page: (at) => iframe(at.link, "sandbox") },
  { name: "stuff-iframe-lazy", page: (at) => iframe(at.link, 'loading="lazy"') },
  { name: "stuff-iframe-noreferrer", page: (at) => iframe(at.link, 'referrerpolicy="no-referrer"') },
  { name: "stuff-iframe-via-302", page: (at) => iframe(at.by302) },
  {
    name: "stuff-iframe-js",
    page: (at) => iframe(at.frame),
    frame: (at) => atOnce(`location = ${quoted(at.link)}`),
  },
  {
    name: "stuff-iframe-clicked",
    page: (at) => iframe(at.frame),
    frame: (at) => covering("a", `href="${at.link}"`, "link"),
    act: click,
  },
  {
    name: "stuff-iframe-form",
    page: (at) =>
      `<iframe name="i"></iframe><form id="f" action="${at.link}" target="i"></form>${atOnce("f.submit()")}`,
  },
  {
    name: "stuff-frameset",
    page: (at) =>
      atOnce(`document.documentElement.innerHTML = '<frameset><frame src="${at.link}"></frameset>'`),
  },
  { name: "stuff-embed", page: (at) => `<embed type="text/html" src="${at.link}">` },
  { name: "stuff-object", page: (at) => `<object type="text/html" data="${at.link}"></object>` },
];

/** A link followed as a part of a page. */
const PARTS: readonly Case[] = [
  { name: "stuff-img", page: (at) => `<img src="${at.link}">` },
  { name: "stuff-img-srcset", page: (at) => `<img srcset="${at.link} 1x">` },
  { name: "stuff-img-noreferrer", page: (at) => `<img referrerpolicy="no-referrer" src="${at.link}">` },
  { name: "stuff-img-via-302", page: (at) => `<img src="${at.by302}">` },
  { name: "stuff-img-js", page: (at) => atOnce(`new Image().src = ${quoted(at.link)}`) },
  { name: "stuff-input-image", page: (at) => `<input type="image" src="${at.link}">` },
  { name: "stuff-css-background", page: (at) => `<div style="background:url(${at.link})">x</div>` },
  { name: "stuff-stylesheet", page: (at) => `<link rel="stylesheet" href="${at.link}">` },
  { name: "stuff-css-import", page: (at) => `<style>@import url(${at.link});</style>` },
  {
    name: "stuff-font",
    page: (at) =>
      `<style>@font-face { font-family: f; src: url(${at.link}) }</style><p style="font-family:f">x`,
  },
  { name: "stuff-script", page: (at) => `<script src="${at.link}"></script>` },
  { name: "stuff-script-module", page: (at) => `<script type="module" src="${at.link}"></script>` },
  { name: "stuff-dynamic-import", page: (at) => atOnce(`import(${quoted(at.link)})`) },
  { name: "stuff-video", page: (at) => `<video preload="auto" src="${at.link}"></video>` },
  { name: "stuff-video-poster", page: (at) => `<video poster="${at.link}"></video>` },
  { name: "stuff-audio", page: (at) => `<audio preload="auto" src="${at.link}"></audio>` },
  {
    name: "stuff-track",
    page: (at) => `<video crossorigin src="data:,"><track default src="${at.link}"></video>`,
  },
  {
    name: "stuff-favicon",
    page: (at) => `<script>document.querySelector("[rel=icon]").href = ${quoted(at.link)}</script>`,
  },
];

/** A link followed by a script. */
const FETCHES: readonly Case[] = [
  { name: "stuff-fetch-no-cors", page: (at) => atOnce(`fetch(${quoted(at.link)}, { mode: "no-cors" })`) },
  {
    name: "stuff-fetch-credentials",
    page: (at) =>
      atOnce(`fetch(${quoted(at.link)}, { mode: "no-cors", credentials: "include", keepalive: true })`),
  },
  { name: "stuff-fetch-cors", page: (at) => atOnce(`fetch(${quoted(at.link)})`) },
  {
    name: "stuff-fetch-head",
    page: (at) => atOnce(`fetch(${quoted(at.link)}, { mode: "no-cors", method: "HEAD" })`),
  },
  {
    name: "stuff-xhr",
    page: (at) => atOnce(`const x = new XMLHttpRequest(); x.open("GET", ${quoted(at.link)}); x.send()`),
  },
  { name: "stuff-beacon", page: (at) => atOnce(`navigator.sendBeacon(${quoted(at.link)}, "x")`) },
  { name: "stuff-event-source", page: (at) => atOnce(`new EventSource(${quoted(at.link)})`) },
  {
    name: "stuff-fetch-in-worker",
    page: (at) =>
      atOnce(`new Worker(URL.createObjectURL(new Blob(['fetch("${at.link}", { mode: "no-cors" })'])))`),
  },
];

/** A link fetched ahead of a click that may never come. */
const AHEAD: readonly Case[] = [
  { name: "prefetch-link", page: (at) => `<link rel="prefetch" href="${at.link}">` },
  { name: "prefetch-link-document", page: (at) => `<link rel="prefetch" as="document" href="${at.link}">` },
  {
    name: "prefetch-link-then-click",
    page: (at) => `<link rel="prefetch" href="${at.link}">${covering("a", `href="${at.link}"`, "link")}`,
    act: async (tab) => tab.click(),
    requests: 2,
  },
  { name: "preload-image", page: (at) => `<link rel="preload" as="image" href="${at.link}">` },
  { name: "preload-script", page: (at) => `<link rel="preload" as="script" href="${at.link}">` },
  { name: "preload-style", page: (at) => `<link rel="preload" as="style" href="${at.link}">` },
  { name: "preload-fetch", page: (at) => `<link rel="preload" as="fetch" href="${at.link}">` },
  { name: "modulepreload", page: (at) => `<link rel="modulepreload" href="${at.link}">` },
  ...(["prefetch", "prerender"] as const).flatMap((kind): Case[] => {
    const rules = (to: string) =>
      `<script type="speculationrules">{"${kind}":[{"source":"list","urls":["${to}"],"eagerness":"immediate"}]}</script>`;
    return [
      { name: `speculation-${kind}`, page: (at) => rules(at.link), only: "chromium" },
      {
        name: `speculation-${kind}-then-click`,
        page: (at) => `${rules(at.link)}${covering("a", `href="${at.link}"`, "link")}`,
        act: async (tab) => tab.click(),
        requests: 2,
        only: "chromium",
      },
    ];
  }),
];

/** What an extension does; its scripts read the act from the page. */
const EXTENSION: readonly Case[] = EXTENSIONS.flatMap((extension) =>
  (extension === "broad"
    ? ["tab-active", "tab-background", "tab-update", "window", "fetch", "iframe", "embed", "object", "img"]
    : ["tab-active", "tab-update", "window", "fetch"]
  ).map((act) => ({
    name: `extension-${extension}-${act}`,
    page: (at) => `<p data-extension="${extension}" data-act="${act}" data-link="${at.link}">x</p>`,
  })),
);

/** Ways in which a link is followed without a person's act. */
export const AUTOMATIC_CASES: readonly Case[] = [
  ...FORCED,
  ...FRAMES,
  ...PARTS,
  ...FETCHES,
  ...AHEAD,
  ...EXTENSION,
];
