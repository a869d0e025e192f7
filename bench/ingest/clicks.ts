import { createClickId } from "../../core/link/click-id.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { randomBytes } from "../../platform/random.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import type { ClickRow, CountedClick } from "../../services/clicks/click-row.ts";

/** What a bench clicks on. */
export type Shop = {
  readonly workspaceId: WorkspaceId;
  readonly programId: string;
  readonly affiliateId: string;
  readonly linkIds: readonly string[];
};

/** The key of the bench's click ids, which is good for nothing else. */
export const CLICK_ID_KEYS = Buffer.alloc(32, 1).toString("base64url");
const [HMAC] = parseClickIdKeys(CLICK_ID_KEYS);

const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
];
const REFERRERS = ["blog.example", "news.example", null];
/** One click in seven is no person's. */
const BOT_EVERY = 7;

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;
const token = (): string => Buffer.from(randomBytes(16)).toString("base64url");

/** Makes clicks that nobody has seen, a millisecond apart, ending now or later than any before. */
export class ClickMaker {
  readonly #shops: readonly Shop[];
  #lastMs = Date.now() - 3_600_000;

  constructor(shops: readonly Shop[]) {
    this.#shops = shops;
  }

  make(count: number): readonly CountedClick[] {
    return Array.from({ length: count }, (_, index) => this.#one(index));
  }

  #one(index: number): CountedClick {
    this.#lastMs += 1;
    const shop = this.#shops[index % this.#shops.length] as Shop;
    const { workspaceId, programId, affiliateId, linkIds } = shop;
    const parts = {
      timestampMs: this.#lastMs,
      workspaceTag: workspaceTag(workspaceId),
      random6: randomBytes(6),
    };
    const { text, uuid } = createClickId(parts, HMAC);
    const isBot = index % BOT_EVERY === 0;
    const linkId = pick(linkIds);
    const click: ClickRow = {
      id: text,
      workspace_id: workspaceId,
      link_id: linkId,
      affiliate_id: affiliateId,
      program_id: programId,
      host: "go.example.com",
      slug: linkId,
      clicked_at_ms: this.#lastMs,
      visitor_id: token(),
      visitor_kind: "cookie",
      verdict: isBot ? "bot" : "human",
      evidence: isBot ? ["bot_agent"] : [],
      network_hash: token(),
      user_agent: pick(AGENTS),
      referrer_host: pick(REFERRERS),
      country: "DE",
      asn: 3320,
      sub_ids: ["newsletter", "", "spring"],
      is_opted_out: false,
      request_id: `req_${token()}`,
      source: "redirect",
      region: "BE",
      language: "de-de",
      landing_host: "shop.example",
    };
    return { uuid, click, velocity: 1 };
  }
}
