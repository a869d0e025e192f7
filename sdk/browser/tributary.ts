/**
 * The browser snippet: `<script async src="https://go.example.com/t.js" data-key="tb_pk_…"></script>`.
 *
 * It keeps the click ids that visitors bring to the shop, reports visitors who come with the slug of a link
 * in the address, and tells of orders that the shop's server signed. It is served minified and must stay
 * within 1,024 bytes of gzip; docs/ways-in.md is its reference.
 */
import type { Answered, Page } from "./page.ts";

declare const document: Page["document"];
declare const location: Page["location"];
declare const navigator: Page["navigator"];
declare const localStorage: Page["localStorage"];
declare const fetch: Page["fetch"];
declare const window: Page["window"];

/** Name of the cookie, of the entry in local storage, and of the parameter unless the page names another. */
const STORE = "tb_clid";
/** Clicks kept: the newest and five before it. */
const KEPT_MAX = 6;
const CLICK_ID = /^[\w-]{32}$/;
const SLUG = /^[\w-]{1,64}$/;
/** A click id, when it came in milliseconds since 1970, and the slug for which it was reported, if it was. */
const ENTRY = /^[\w-]{32}\.\w{8}(\.[\w-]+)?$/;
/** A page that is loaded again within this time is the same visit. */
const VISIT_MS = 18e5;
/** Letters of an address that are told; the intake keeps its host and the labels in it. */
const ADDRESS_CHARS_MAX = 4e3;

const {
  src,
  dataset: { key, param = STORE, via = "via", days = 90, domain, consent: given = "granted" },
} = document.currentScript;
/** Newest first. */
let kept: string[] = [];
/** `granted`, `denied`, or anything else while the visitor has not decided. */
let consent: string | undefined;

const ageOf = (entry: string): number => Date.now() - parseInt(entry.slice(33), 36);
const idsOf = (): string[] => kept.map((entry) => entry.slice(0, 32));

/** Undefined where the browser refuses, as it may in a frame or where the visitor blocks storage. */
const attempt = <Value>(act: () => Value): Value | undefined => {
  try {
    return act();
  } catch {
    return;
  }
};

/**
 * Adds what the browser keeps, newest first by the time at which it came. What has not the form of an entry, is too old or of
 * the future is as if absent. A cookie for a whole domain stands alone: local storage is one host's, and would bring back there
 * what the visitor had removed on another.
 */
const read = (): void => {
  kept = [
    ...new Set(
      // Every cookie of the name, and what else is known as if it were one more.
      `; ${attempt(() => document.cookie)}; ${STORE}=${attempt(() => domain || localStorage.getItem(STORE))},${kept}`
        .match(/; tb_clid=[^;]*/g)
        ?.join()
        .split(/[~,=]/),
    ),
  ]
    .filter((entry) => ENTRY.test(entry) && ageOf(entry) < +days * 864e5 && ageOf(entry) >= 0)
    .sort((one, other) => ageOf(one) - ageOf(other))
    .slice(0, KEPT_MAX);
};

/** Keeps in the browser what is kept here, or nothing. */
const write = (text: string): void => {
  attempt(() => localStorage[domain || !text ? "removeItem" : "setItem"](STORE, text));
  attempt(
    () =>
      (document.cookie =
        `${STORE}=${text};path=/;samesite=lax;max-age=${text ? +days * 86400 : 0}` +
        (domain ? `;domain=${domain}` : "") +
        (location.protocol === "https:" ? ";secure" : "")),
  );
};

/** Takes the visitor's decision. What a browser itself refuses is refused, whatever a page says. */
const decide = (decision: string): void => {
  consent = navigator.globalPrivacyControl ? "denied" : decision;
  if (consent === "granted") {
    read();
    write(kept.join("~"));
  } else if (consent === "denied") write("");
};

const keep = (entry: string): void => {
  kept.unshift(entry);
  decide(consent as string);
};

/** Sent as text, so that the browser need not ask first whether it may. */
const post = (path: string, body: object): Promise<Answered> =>
  fetch(new URL(`/v1/${path}`, src), {
    method: "POST",
    body: JSON.stringify({ key, ...body }),
    keepalive: true,
  }).then((answer) => answer.json() as Promise<Answered>);

const report = (order: object): Promise<Answered> => {
  const [click_id, ...others] = idsOf();
  return post("pixel", { click_id, click_ids: others.join(), ...order });
};

/** Looks at how the visitor came. */
const start = (): void => {
  decide(given);
  const query = new URL(location.href).searchParams;
  const now = `.${Date.now().toString(36)}`;
  const clickId = query.get(param) as string;
  const slug = via
    .split(/[ ,]/)
    .map((name) => query.get(name))
    .find((value) => value && SLUG.test(value));
  if (CLICK_ID.test(clickId)) {
    if (!idsOf().includes(clickId)) keep(clickId + now);
  } else if (slug && key) {
    const isSameVisit = kept[0]?.endsWith(`.${slug}`) && ageOf(kept[0]) < VISIT_MS;
    if (isSameVisit) return;
    post("clicks", {
      slug,
      url: location.href.slice(0, ADDRESS_CHARS_MAX),
      referrer: document.referrer,
      consent: consent === "granted" ? consent : "denied",
    }).then(
      ({ click_id }) => click_id && keep(`${click_id + now}.${slug}`),
      () => {},
    );
  }
};

window.tributary = {
  clickId: () => idsOf()[0],
  clickIds: idsOf,
  sale: report,
  lead: (order) => report({ event: "lead", ...order }),
  consent: decide,
};
// A page that the browser prepares may never be seen.
if (document.prerendering) document.addEventListener("prerenderingchange", start);
else start();
