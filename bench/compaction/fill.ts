import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { gzip } from "../../platform/gzip.ts";
import { randomBytes } from "../../platform/random.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { rawObjectKey } from "../../services/clicks/raw-object-key.ts";
import { HOUR_MS, type LogHour } from "../../services/log/log-keys.ts";

/** How an hour's raw objects are made. */
export type Filling = {
  readonly clicks: number;
  readonly clicksPerObject: number;
  /** `arrival`: as a consumer writes them, each of some seconds; `scattered`: each of the whole hour. */
  readonly order: "arrival" | "scattered";
};

/** One object in so many repeats clicks of another: a batch that was delivered again and grouped anew. */
const REPEATED_EVERY = 40;
/** What a click's message may be late. */
const LATE_MS = 4_000;
const LINKS = 400;
const AGENTS = [120, 122, 124, 126, 128, 130, 131, 132, 133, 134].flatMap((version) => [
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (X11; Linux x86_64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`,
  `Mozilla/5.0 (iPhone; CPU iPhone OS 17_${version % 7} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.${version % 7} Mobile/15E148 Safari/604.1`,
]);
const REFERRERS = ["blog.example", "news.example", "www.search.example", "coupons.example", null, null];
const COUNTRIES = ["DE", "US", "FR", "GB", "NL", "PL"];

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;
const token = (): string => Buffer.from(randomBytes(16)).toString("base64url");
const hex = (bytes: number): string => Buffer.from(randomBytes(bytes)).toString("hex");

/** Writes the raw objects of an hour into a folder, and tells how many bytes of lines they hold. */
export function fillHour(root: string, hour: LogHour, filling: Filling): { readonly lineBytes: number } {
  const links = Array.from({ length: LINKS }, () => ({
    ...{ link_id: `lnk_${hex(13)}`, affiliate_id: `aff_${hex(13)}`, program_id: `prg_${hex(13)}` },
    slug: hex(4),
  }));
  const objects = Math.ceil(filling.clicks / filling.clicksPerObject);
  let lineBytes = 0;
  let before: readonly string[] = [];
  for (let index = 0; index < objects; index += 1) {
    const count = Math.min(filling.clicksPerObject, filling.clicks - index * filling.clicksPerObject);
    const lines = Array.from({ length: count }, () => {
      const at = timeOf(filling, index / objects);
      return JSON.stringify(clickOf(hour, at, pick(links)));
    });
    const again = index % REPEATED_EVERY === 1 ? before.slice(0, Math.floor(before.length / 2)) : [];
    const text = `${[...again, ...lines].join("\n")}\n`;
    lineBytes += text.length;
    const path = join(root, rawObjectKey(hour.workspaceId, hour.hour, sha256Hex(text)));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, gzip(text));
    utimesSync(path, index, index);
    before = lines;
  }
  return { lineBytes };
}

/** When a click happened, in milliseconds after the hour began. */
function timeOf({ order }: Filling, share: number): number {
  if (order === "scattered") return Math.floor(Math.random() * HOUR_MS);
  return Math.floor(share * (HOUR_MS - LATE_MS) + Math.random() * LATE_MS);
}

function clickOf(
  { workspaceId, hour }: LogHour,
  afterMs: number,
  link: Pick<ClickRecord, "link_id" | "affiliate_id" | "program_id" | "slug">,
): ClickRecord {
  const ms = hour.getTime() + afterMs;
  const id = Buffer.alloc(24);
  id.writeUIntBE(ms, 0, 6);
  id.writeUInt32BE(workspaceTag(workspaceId), 6);
  id.set(randomBytes(14), 10);
  const { slug, ...owners } = link;
  return {
    id: id.toString("base64url"),
    workspace_id: workspaceId,
    ...owners,
    host: "go.example.com",
    slug,
    clicked_at_ms: ms,
    visitor_id: token(),
    visitor_kind: "cookie",
    verdict: Math.random() < 0.8 ? "human" : "bot",
    evidence: Math.random() < 0.2 ? ["no_user_activation"] : [],
    network_hash: token(),
    user_agent: pick(AGENTS),
    referrer_host: pick(REFERRERS),
    country: pick(COUNTRIES),
    asn: pick([3320, 7922, 3215, 2856]),
    sub_ids: Math.random() < 0.5 ? ["newsletter", "spring", "", "", "", "", "", ""] : [],
    is_opted_out: false,
    request_id: `req_${hex(16)}`,
    source: "redirect",
    region: pick(["BE", "BY", "CA"]),
    language: pick(["de-de", "en-us", "fr"]),
    landing_host: "shop.example",
  };
}
