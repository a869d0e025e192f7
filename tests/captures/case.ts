import type { Browser, BrowserName, Tab } from "./browser.ts";
import type { Desktop } from "./desktop.ts";

/** The addresses of one case. */
export type Addresses = {
  /** The tracker's link, which the case is about. */
  readonly link: string;
  readonly page: string;
  /** A page of the publisher for use in a frame. */
  readonly frame: string;
  /** Addresses of the publisher that lead on to the link: by status 302, by a script, by a meta tag. */
  readonly by302: string;
  readonly byScript: string;
  readonly byMeta: string;
  /** A page of the publisher's that leads on by the header `Refresh`. */
  readonly byRefresh: string;
};

/** One way of reaching a link. */
export type Case = {
  readonly name: string;
  /** The publisher's page that the browser opens first. Without one, `start` does it all. */
  readonly page?: (at: Addresses) => string;
  /** What the publisher serves for the frame of that page. */
  readonly frame?: (at: Addresses) => string;
  readonly act?: (tab: Tab, at: Addresses) => Promise<void>;
  readonly start?: (on: { browser: Browser; desktop: Desktop; at: Addresses }) => Promise<void>;
  /** How many requests it takes; the last is the one captured. */
  readonly requests?: number;
  /** `page`: the tracker shows a page of its own instead of sending the visitor on. */
  readonly landing?: "page";
  /** The one browser that has this way. */
  readonly only?: BrowserName;
};

/** A page that opens with nothing above its content. */
export const page = (body: string): string =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body style="margin:0">${body}`;

const COVER = "position:fixed;left:0;top:0;width:300px;height:200px;background:#ccd";

/** An element where the driver clicks. */
export const covering = (tag: string, attributes = "", content = ""): string =>
  `<${tag} ${attributes} style="${COVER}">${content}</${tag}>`;

/** A page whose button runs a script. */
export const button = (script: string): string =>
  `${covering("button", 'id="it" type="button"', "go")}<script>it.onclick = () => { ${script} }</script>`;

/** A page that runs a script as soon as it is there. */
export const atOnce = (script: string): string =>
  `<script>addEventListener("load", () => { ${script} })</script>`;

export const click = (tab: Tab): Promise<void> => tab.click();
