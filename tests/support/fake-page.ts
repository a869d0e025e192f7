import { runInNewContext } from "node:vm";
import type { Tributary } from "../../sdk/browser/page.ts";
import { SNIPPET } from "../../workers/intake/snippet-text.ts";

/** The click id that the intake answers unless told. */
export const ANSWERED_ID = "AaH807IUW9novGoJFQXfmiYgCbsdrQs3";
const SRC = "https://go.example.com/t.js";

/** What a browser keeps of a site between its pages. */
export type Site = { readonly cookies: Map<string, string>; readonly stored: Map<string, string> };
type Sent = { readonly url: string; readonly init: { readonly body: string; readonly keepalive: boolean } };
/** A page, and what its browser is like. */
export type PageOptions = {
  readonly address?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly gpc?: boolean;
  readonly hasStorage?: boolean;
  readonly hasCookies?: boolean;
  /** Cookies may not be asked for at all, as in a frame without an origin. */
  readonly refusesCookies?: boolean;
  readonly prerendering?: boolean;
  /** What the intake answers; a click where absent. */
  readonly answer?: unknown;
  readonly isOffline?: boolean;
};

/** Loads a page of the shop that holds the snippet, in a browser that has what a page has and no more. */
export async function loadPage(site: Site, nowMs: () => number, options: PageOptions = {}) {
  const { address = "https://shop.example/", data = {}, hasStorage = true, hasCookies = true } = options;
  const sent: Sent[] = [];
  const writes: string[] = [];
  const activations: (() => void)[] = [];
  const { href, search, protocol } = new URL(address);
  const refused = () => {
    throw new Error("SecurityError");
  };
  const document = {
    currentScript: { src: SRC, dataset: { key: "tb_pk_x", ...data } },
    referrer: "https://blog.example/post?secret=1",
    prerendering: options.prerendering ?? false,
    addEventListener: (_: string, listener: () => void) => activations.push(listener),
    get cookie() {
      if (options.refusesCookies) return refused();
      return [...site.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    },
    set cookie(text: string) {
      if (options.refusesCookies) refused();
      writes.push(text);
      const [, name = "", value = "", seconds] = /^([^=]*)=([^;]*).*max-age=(\d+)/.exec(text) ?? [];
      if (!hasCookies) return;
      if (Number(seconds) > 0) site.cookies.set(name, value);
      else site.cookies.delete(name);
    },
  };
  const localStorage = hasStorage
    ? {
        getItem: (name: string) => site.stored.get(name) ?? null,
        setItem: (name: string, value: string) => void site.stored.set(name, value),
        removeItem: (name: string) => void site.stored.delete(name),
      }
    : { getItem: refused, setItem: refused, removeItem: refused };
  const fetch = async (url: URL, init: Sent["init"]) => {
    sent.push({ url: String(url), init });
    if (options.isOffline) throw new TypeError("Failed to fetch");
    return { json: async () => options.answer ?? { object: "click", click_id: ANSWERED_ID } };
  };
  const window: { tributary?: Tributary } = {};
  const page = {
    ...{ window, document, localStorage, fetch, URL, URLSearchParams },
    location: { href, search, protocol },
    navigator: options.gpc === undefined ? {} : { globalPrivacyControl: options.gpc },
    Date: { now: nowMs },
  };
  runInNewContext(SNIPPET, page);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  const { tributary } = window;
  if (!tributary) throw new Error("the snippet gave the page nothing");
  return { tributary, sent, writes, activate: () => activations.forEach((each) => void each()), settle };
}
