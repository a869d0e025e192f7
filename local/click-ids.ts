import { randomUUID } from "node:crypto";
import { type ClickMessage, type ClickRecord, clickRecord } from "../contracts/click-message.ts";
import { publishedLink } from "../contracts/published.ts";
import { createClickId } from "../core/link/click-id.ts";
import { linkKey } from "../core/link/published-keys.ts";
import { hmacSha256 } from "../platform/hmac.ts";
import { parseSecret } from "../platform/keys.ts";
import { randomBytes } from "../platform/random.ts";
import { workspaceTag } from "../platform/workspace-tag.ts";
import type { Workers } from "./workers.ts";

/** Signs a click id as the edge would have at that time. `key` is 32 bytes in base64url. */
export function mintClickId(options: { key: string; workspaceId: string; timestampMs: number }): string {
  const { key, workspaceId, timestampMs } = options;
  const parts = { timestampMs, workspaceTag: workspaceTag(workspaceId), random6: randomBytes(6) };
  return createClickId(parts, hmacSha256(parseSecret(key))).text;
}

/** Clicks whose id is known already while their record is still on its way. */
export type LateClicks = {
  /** Makes a click on a published link and keeps its record back. Undefined if there is no such link. */
  hold(link: { host: string; slug: string }): Promise<string | undefined>;
  /** Sends the record of a held click to the queue, as the edge does. False if none is held by that id. */
  release(clickId: string): Promise<boolean>;
};

/** Plays a slow queue, so that a conversion can come before its click. */
export function createLateClicks(workers: Workers, clickIdKey: string): LateClicks {
  const held = new Map<string, ClickRecord>();
  return {
    hold: async ({ host, slug }) => {
      const published = await workers.kv("PUBLISHED", "edge");
      const link = publishedLink.safeParse(await published.get(linkKey(host, slug), "json"));
      if (!link.success) return undefined;
      const clickedAtMs = Date.now();
      const { workspace_id: workspaceId } = link.data;
      const id = mintClickId({ key: clickIdKey, workspaceId, timestampMs: clickedAtMs });
      const { link_id, affiliate_id, program_id } = link.data;
      held.set(
        id,
        clickRecord.parse({
          ...{ id, workspace_id: workspaceId, link_id, affiliate_id, program_id, host, slug },
          ...{ clicked_at_ms: clickedAtMs, visitor_id: randomUUID(), visitor_kind: "cookie" },
          ...{ verdict: "human", evidence: [], network_hash: null, user_agent: null, referrer_host: null },
          ...{ country: null, asn: null, sub_ids: [], is_opted_out: false, request_id: randomUUID() },
        }),
      );
      return id;
    },
    release: async (clickId) => {
      const record = held.get(clickId);
      if (!record) return false;
      const message: ClickMessage = { v: 1, clicks: [record] };
      await (await workers.queue("CLICKS", "edge")).send(JSON.stringify(message), { contentType: "text" });
      held.delete(clickId);
      return true;
    },
  };
}
