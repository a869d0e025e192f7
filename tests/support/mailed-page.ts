import { runInNewContext } from "node:vm";
import type { Part } from "../../sdk/mailed/page.ts";
import type { ApiWithSample } from "./api-with-sample.ts";
import type { Browser } from "./people.ts";

type Shown = Part & { submit?: (event: { preventDefault(): void }) => void };

/** A page behind a mailed link as a browser has it: what of it is shown, what it says, and its forms to be sent. */
export type OpenPage = {
  readonly shown: () => readonly string[];
  readonly said: () => string;
  /** Sends a form with what is typed into it, and waits until the page has said what came of it. */
  readonly send: (form: string, typed?: string) => Promise<string>;
  /** Where each call went, and with which body. */
  readonly posted: readonly (readonly [path: string, body: Readonly<Record<string, unknown>>])[];
  /** What the bar of the browser shows. */
  readonly address: () => string;
};

/** Follows a link in a browser that has what such a page needs and no more; what its script asks goes to the API. */
export async function openMailedPage(shop: ApiWithSample, browser: Browser, link: string): Promise<OpenPage> {
  const { pathname, hash } = new URL(link);
  const html = await (await shop.api.fetch("GET", pathname, null)).text();
  const script = await (await shop.api.fetch("GET", "/mailed.js", null)).text();
  const parts = new Map<string, Shown>();
  for (const [, tag = "", id = ""] of html.matchAll(/<(\w+) id="([\w-]+)"/g)) {
    const part: Shown = {
      ...{ hidden: tag === "form", textContent: "", value: "" },
      addEventListener: (_, listener) => {
        part.submit = listener;
      },
    };
    parts.set(id, part);
  }
  const of = (id: string): Shown => parts.get(id) as Shown;
  const posted: [string, Record<string, unknown>][] = [];
  let address = link;
  runInNewContext(script, {
    document: {
      body: { dataset: { kind: /data-kind="(\w+)"/.exec(html)?.[1] } },
      getElementById: of,
    },
    location: { hash, pathname },
    history: {
      replaceState: (_: null, __: string, path: string) => {
        address = path;
      },
    },
    fetch: async (path: string, { body }: { readonly body: string }) => {
      posted.push([path, JSON.parse(body)]);
      const answer = await browser.call("POST", path, JSON.parse(body));
      return { status: answer.status, json: async () => answer.body };
    },
  });
  const said = () => of("said").textContent ?? "";
  return {
    ...{ said, posted, address: () => address },
    shown: () =>
      [...parts].filter(([id, part]) => html.includes(`<form id="${id}"`) && !part.hidden).map(([id]) => id),
    send: async (form, typed) => {
      if (typed !== undefined) of(`${form}-input`).value = typed;
      of(form).submit?.({ preventDefault: () => undefined });
      while (said() === "…") await new Promise((resolve) => setTimeout(resolve, 5));
      return said();
    },
  };
}
