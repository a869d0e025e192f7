import type { ClickRecord } from "../../contracts/click-message.ts";
import { createClickId } from "../../core/link/click-id.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { gzip } from "../../platform/gzip.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { randomBytes } from "../../platform/random.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { rawObjectKey } from "../../services/clicks/raw-object-key.ts";

/** The key of the click ids that tests make. */
export const CLICK_ID_KEYS = Buffer.alloc(32, 1).toString("base64url");
const [HMAC] = parseClickIdKeys(CLICK_ID_KEYS);

/** The record of a click as the edge writes it, with all that it may have; `change` says otherwise. */
export function clickRecordOf(
  workspaceId: WorkspaceId,
  at: Date,
  change: Partial<ClickRecord> = {},
): ClickRecord {
  const timestampMs = at.getTime();
  const random6 = randomBytes(6);
  return {
    id: createClickId({ timestampMs, workspaceTag: workspaceTag(workspaceId), random6 }, HMAC).text,
    workspace_id: workspaceId,
    link_id: "lnk_0123456789abcdefghjkmnpqrs",
    affiliate_id: "aff_0123456789abcdefghjkmnpqrs",
    program_id: "prg_0123456789abcdefghjkmnpqrs",
    host: "go.example.com",
    slug: "spring",
    clicked_at_ms: timestampMs,
    visitor_id: Buffer.from(randomBytes(16)).toString("base64url"),
    visitor_kind: "cookie",
    verdict: "human",
    evidence: [],
    network_hash: Buffer.from(randomBytes(16)).toString("base64url"),
    user_agent:
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    referrer_host: "blog.example",
    country: "DE",
    asn: 3320,
    sub_ids: ["newsletter", "", "", "", "", "", "", "autumn"],
    is_opted_out: false,
    request_id: `req_${Buffer.from(randomBytes(16)).toString("hex")}`,
    source: "redirect",
    region: "BE",
    language: "de-de",
    landing_host: "shop.example",
    ...change,
  };
}

/** The row id of a click as lists and files show it. */
export function shownIdOf({ id }: ClickRecord): string {
  return `clk_${Buffer.from(id, "base64url").subarray(0, 16).toString("hex")}`;
}

/** A raw object of clicks of one hour, as the consumer of the queue writes it. */
export function rawObjectOf(clicks: readonly ClickRecord[]): {
  readonly key: string;
  readonly bytes: Uint8Array;
} {
  const [first] = clicks;
  if (!first) throw new Error("a raw object holds at least one click");
  const text = `${clicks.map((click) => JSON.stringify(click)).join("\n")}\n`;
  const at = new Date(first.clicked_at_ms);
  return { key: rawObjectKey(first.workspace_id as WorkspaceId, at, sha256Hex(text)), bytes: gzip(text) };
}
