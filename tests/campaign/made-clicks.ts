import type { ClickRecord } from "../../contracts/click-message.ts";
import { createClickId, type Hmac } from "../../core/link/click-id.ts";
import { CLICKS_PER_MESSAGE_MAX } from "../../core/link/click-limits.ts";
import { VERDICTS } from "../../core/link/verdict.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import type { Sample } from "../support/sample.ts";
import type { SeededRandom } from "./seeded-random.ts";

const HOUR_MS = 3_600_000;

/** Makes clicks of three past hours, of two affiliates of each workspace, as the edge records them. */
export function makeClicks(
  count: number,
  from: {
    readonly random: SeededRandom;
    readonly samples: readonly Sample[];
    readonly hmac: Hmac;
    readonly endsAtMs: number;
  },
): readonly ClickRecord[] {
  const { random, samples, hmac, endsAtMs } = from;
  return Array.from({ length: count }, () => {
    const sample = random.pick(samples);
    const { affiliateId, linkId } = random.pick(sample.affiliates);
    const clickedAtMs = endsAtMs - 1 - random.below(3 * HOUR_MS);
    const tag = workspaceTag(sample.workspaceId);
    const id = createClickId({ timestampMs: clickedAtMs, workspaceTag: tag, random6: random.bytes(6) }, hmac);
    return {
      id: id.text,
      workspace_id: sample.workspaceId,
      link_id: linkId,
      affiliate_id: affiliateId,
      program_id: sample.programId,
      host: "localhost",
      slug: "campaign",
      clicked_at_ms: clickedAtMs,
      visitor_id: encodeBase64url(random.bytes(16)),
      visitor_kind: "cookie",
      verdict: random.pick(VERDICTS),
      evidence: [],
      network_hash: encodeBase64url(random.bytes(16)),
      user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      referrer_host: random.chance(0.5) ? "blog.example" : null,
      country: random.pick(["DE", "JP", null]),
      asn: random.chance(0.5) ? 64_500 : null,
      sub_ids: random.chance(0.3) ? ["a", "b"] : [],
      is_opted_out: false,
      request_id: `req_${random.below(2 ** 32)}`,
    };
  });
}

/** Packs clicks into messages as a more or less busy edge does: most of them small, some full. */
export function packClicks(clicks: readonly ClickRecord[], random: SeededRandom): readonly string[] {
  const messages: string[] = [];
  for (let start = 0; start < clicks.length; ) {
    const size = 1 + random.below(random.chance(0.1) ? CLICKS_PER_MESSAGE_MAX : 20);
    messages.push(JSON.stringify({ v: 1, clicks: clicks.slice(start, start + size) }));
    start += size;
  }
  return messages;
}
