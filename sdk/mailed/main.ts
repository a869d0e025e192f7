import { type Part, start } from "./page.ts";

/** What this script needs of a browser. */
type Browser = {
  readonly document: {
    readonly body: { readonly dataset: { readonly kind?: string } };
    getElementById(id: string): Part;
  };
  readonly location: { readonly hash: string; readonly pathname: string };
  readonly history: { replaceState(state: null, title: string, address: string): void };
};

const { document, location, history } = globalThis as unknown as Browser;
const token = location.hash.slice(1);
// The secret stays on the page, and in no bar and no history.
history.replaceState(null, "", location.pathname);
start({
  kind: document.body.dataset.kind ?? "",
  token,
  part: (id) => document.getElementById(id),
  post: async (path, given) => {
    const response = await fetch(path, {
      ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(given) },
      ...{ credentials: "same-origin", redirect: "error", referrerPolicy: "no-referrer", cache: "no-store" },
    } as RequestInit);
    return { status: response.status, body: await response.json() };
  },
});
