import { BROWSER, publishKey, publishLink } from "../support/worker-fakes.ts";
import { createTestIntake } from "./intake-env.ts";

/** The page that the key is for. */
export const ORIGIN = "https://shop.example";
/** What a browser says of the snippet's own call, which is not what came to the shop. */
const FETCH = {
  ...BROWSER,
  "sec-fetch-dest": "empty",
  "sec-fetch-mode": "cors",
  "accept-language": "de-AT,de;q=0.9",
};

/** How a call is made; a header that is null is left out. */
export type Sending = {
  readonly headers?: Record<string, string | null>;
  readonly host?: string;
  readonly cf?: object;
};

let workspaces = 0;

/** A page of a shop with a publishable key of its own, and a link of the same workspace. */
export async function openPage() {
  workspaces += 1;
  const intake = createTestIntake();
  const workspaceId = `ws_direct_${workspaces}_${crypto.randomUUID()}`;
  const allowed_hosts = ["shop.example", "*.shop.example"];
  const page = {
    ...{ intake, workspaceId },
    key: await publishKey({ kind: "publishable", scopes: [], workspace_id: workspaceId, allowed_hosts }),
    slug: await publishLink({ workspace_id: workspaceId }),
    /** Sends a body: an object as JSON, a text as it is. */
    send(body: unknown, { headers = {}, host = "localhost", cf = {} }: Sending = {}): Promise<Response> {
      const all = { ...FETCH, origin: ORIGIN, "content-type": "text/plain;charset=UTF-8", ...headers };
      const kept = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null);
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const init = { method: "POST", headers: kept, body: text, cf } as RequestInit;
      return intake.call(`http://${host}/v1/clicks`, init);
    },
    /** Tells of a click on the link, with these fields changed. */
    report(changes: Record<string, unknown> = {}, sending: Sending = {}): Promise<Response> {
      return page.send({ key: page.key, slug: page.slug, ...changes }, sending);
    },
  };
  return page;
}
