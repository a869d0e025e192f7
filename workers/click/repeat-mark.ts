import { type Hmac, verifyClickId } from "../../core/link/click-id.ts";
import type { PublishedLink } from "../../core/link/published-link.ts";
import { constantTimeEqual, encodeBase64url } from "../../core/shared/encoding.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { REPEAT_SECONDS } from "./visitor.ts";

const CLICK_ID_CHARS = 32;
/** Twelve letters of base64url, without bits to spare. */
const PROOF_BYTES = 9;

const encoder = new TextEncoder();

/**
 * Writes the mark of a click that passed: its id. On a link with caps a proof follows that it passed on this very link, since
 * the ids of clicks that were stopped, and of those on other links, travel in addresses for everyone to copy.
 */
export function repeatMark(clickId: string, link: PublishedLink, sign: Hmac): string {
  if (link.caps === undefined) return clickId;
  // Longer than what a click id's own signature covers, so neither can stand for the other.
  return clickId + encodeBase64url(sign(encoder.encode(`${clickId} ${link.link_id}`)), PROOF_BYTES);
}

/**
 * Gives the click that a mark names; null unless we wrote the mark for this link, and so lately that the next click is a
 * repeat.
 */
export function repeatedClick(
  mark: string,
  { link, nowMs, sign }: { readonly link: PublishedLink; readonly nowMs: number; readonly sign: Hmac },
): string | null {
  const clickId = mark.slice(0, CLICK_ID_CHARS);
  const verified = verifyClickId(clickId, [sign]);
  if (!verified.ok || verified.value.workspaceTag !== workspaceTag(link.workspace_id)) return null;
  if (nowMs - verified.value.timestampMs >= REPEAT_SECONDS * 1_000) return null;
  const own = repeatMark(clickId, link, sign);
  return constantTimeEqual(encoder.encode(mark), encoder.encode(own)) ? clickId : null;
}
