import { env } from "cloudflare:workers";
import type { ClickMessage, ClickRecord } from "../../contracts/click-message.ts";
import { type PublishedKey, publishedKey, publishedLink } from "../../contracts/published.ts";
import { formatKey, type KeyKind } from "../../core/access/key-format.ts";
import { apiKeyKey, linkKey } from "../../core/link/published-keys.ts";
import type { PublishedLink } from "../../core/link/published-link.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { randomBytes } from "../../platform/random.ts";

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

/** A queue that keeps what it takes, and refuses while it is told to. Like the runtime's it takes bytes away from their sender. */
export class FakeQueue<Message> {
  readonly taken: Message[] = [];
  attempts = 0;
  /** Throws to refuse. */
  onSend: (message: Message) => Promise<void> = async () => undefined;

  async send(message: Message): Promise<void> {
    this.attempts += 1;
    const transfer = message instanceof Uint8Array ? [message.buffer] : [];
    const sent = structuredClone(message, { transfer });
    await this.onSend(sent);
    this.taken.push(sent);
  }
}

/** A queue of clicks, which takes the bytes of JSON and shows what it says. */
export class FakeClickQueue extends FakeQueue<Uint8Array> {
  get messages(): readonly ClickMessage[] {
    return this.taken.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as ClickMessage);
  }

  /** Every click that was queued, in order. */
  get clicks(): readonly ClickRecord[] {
    return this.messages.flatMap(({ clicks }) => clicks);
  }
}

/** Refuses whatever is asked of it, as a store that is away. */
export const refuse = async (): Promise<never> => {
  throw new Error("the store is away");
};

/** A bucket or namespace of which every call fails. */
export const awayStore = <Store extends R2Bucket | KVNamespace>(): Store =>
  ({ get: refuse, put: refuse, list: refuse, head: refuse, delete: refuse }) as unknown as Store;

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
