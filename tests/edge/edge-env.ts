import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { ClickMessage, ClickRecord } from "../../contracts/click-message.ts";
import type { ConversionMessage } from "../../contracts/conversion.ts";
import {
  apiKeyKey,
  linkKey,
  type PublishedKey,
  type PublishedLink,
  publishedKey,
  publishedLink,
} from "../../contracts/published.ts";
import { formatKey, type KeyKind } from "../../core/access/key-format.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { randomBytes } from "../../platform/random.ts";
import { createApp } from "../../workers/edge/app.ts";
import type { EdgeEnv } from "../../workers/edge/env.ts";

/** What a person's Chromium sends when a link on another site is clicked. */
export const BROWSER = {
  "user-agent":
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "sec-fetch-site": "cross-site",
  "sec-fetch-user": "?1",
  "cf-connecting-ip": "203.0.113.77",
} as const;

/** A queue that keeps what it takes, and refuses while it is told to. */
export class FakeQueue<Message> {
  readonly taken: Message[] = [];
  attempts = 0;
  /** Throws to refuse. */
  onSend: (message: Message) => Promise<void> = async () => undefined;

  async send(message: Message): Promise<void> {
    this.attempts += 1;
    const sent = structuredClone(message);
    await this.onSend(sent);
    this.taken.push(sent);
  }
}

/** Refuses whatever is asked of it, as a store that is away. */
export const refuse = async (): Promise<never> => {
  throw new Error("the store is away");
};

/** A bucket or namespace of which every call fails. */
export const awayStore = <Store extends R2Bucket | KVNamespace>(): Store =>
  ({ get: refuse, put: refuse, list: refuse, head: refuse, delete: refuse }) as unknown as Store;

/** The edge in an isolate of its own: real KV and R2, queues that can be looked into, a clock that can be set. */
export function createEdge(changes: Partial<EdgeEnv> = {}) {
  const clock = { nowMs: Date.now() };
  const app = createApp(() => clock.nowMs);
  const clicks = new FakeQueue<ClickMessage>();
  const conversions = new FakeQueue<ConversionMessage>();
  const edgeEnv = {
    ...env,
    CLICKS: clicks as unknown as Queue<ClickMessage>,
    CONVERSIONS: conversions as unknown as Queue<ConversionMessage>,
    ...changes,
  } satisfies EdgeEnv;
  return {
    clock,
    clicks,
    conversions,
    /** Can be changed between requests, as when a store goes away. */
    env: edgeEnv as { -readonly [Name in keyof EdgeEnv]: EdgeEnv[Name] },
    log: app.log,
    /** Answers once all that the request left to do is done. */
    async call(url: string, init: RequestInit = {}): Promise<Response> {
      const context = createExecutionContext();
      const response = await app.fetch(new Request(url, { redirect: "manual", ...init }), edgeEnv, context);
      await waitOnExecutionContext(context);
      return response;
    },
    /** Every click that was queued, in order. */
    queuedClicks: (): readonly ClickRecord[] => clicks.taken.flatMap((message) => message.clicks),
  };
}

let published = 0;

/** Publishes a link of its own for a test, under `localhost` unless told; returns its slug. */
export async function publishLink(
  changes: Partial<PublishedLink> & { readonly slug?: string; readonly host?: string } = {},
): Promise<string> {
  const {
    slug = `slug-${++published}-${crypto.randomUUID().slice(0, 8)}`,
    host = "localhost",
    ...fields
  } = changes;
  const link = publishedLink.parse({
    v: 1,
    link_id: `lnk_${slug}`.slice(0, 64),
    workspace_id: "ws_one",
    program_id: "prg_one",
    affiliate_id: "aff_one",
    destination_url: "https://shop.example/product?color=red#size",
    status: "active",
    expires_at_ms: null,
    cookie_mode: "first_party",
    ...fields,
  });
  await env.PUBLISHED.put(linkKey(host, slug), JSON.stringify(link));
  return slug;
}

/** Publishes an API key of its own for a test; returns the key as its owner has it. */
export async function publishKey(changes: Partial<PublishedKey> = {}): Promise<string> {
  const kind: KeyKind = changes.kind ?? "secret_live";
  const key = formatKey(kind, randomBytes(32));
  const stored = publishedKey.parse({
    v: 1,
    key_id: "key_one",
    workspace_id: "ws_one",
    kind,
    scopes: ["conversions:write"],
    status: "active",
    expires_at_ms: null,
    ...changes,
  });
  await env.PUBLISHED.put(apiKeyKey(hashApiKey(key, env.API_KEY_PEPPER)), JSON.stringify(stored));
  return key;
}
