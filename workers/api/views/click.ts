import * as z from "zod/mini";
import { VERDICTS } from "../../../core/link/verdict.ts";
import type { ClickView } from "../../../services/reading/clicks.ts";
import { showInstant } from "./money.ts";
import { count, idOf, instant, maybe, oneOf, several, text, view } from "./schema.ts";

/** A click, without what stands for its visitor and network. */
export const clickView = view("Click", {
  id: text,
  object: z.literal("click"),
  clicked_at: instant,
  received_at: instant,
  link_id: idOf("lnk"),
  affiliate_id: idOf("aff"),
  program_id: idOf("prg"),
  source: oneOf("redirect", "direct"),
  verdict: z.enum(VERDICTS),
  evidence: several(text),
  velocity: maybe(count),
  visitor_kind: oneOf("cookie", "daily"),
  is_opted_out: z.boolean(),
  user_agent: maybe(text),
  referrer_host: maybe(text),
  device: maybe(text),
  os: maybe(text),
  browser: maybe(text),
  language: maybe(text),
  country: maybe(text),
  region: maybe(text),
  asn: maybe(count),
  sub_ids: several(maybe(text)),
  rule_id: maybe(text),
  variant_id: maybe(text),
  landing_host: maybe(text),
});

/**
 * Shows the primary key of a click: `clk_` and the first 16 bytes of its click id in hexadecimal. The
 * signature is left out, so that whoever reads a list cannot claim the clicks in it.
 */
export function showClickId(rowId: string): string {
  return `clk_${rowId.replaceAll("-", "")}`;
}

/** Shows a click without what stands for its visitor and network. */
export function showClick(click: ClickView): z.output<typeof clickView> {
  return {
    id: showClickId(click.id),
    object: "click",
    clicked_at: showInstant(click.clickedAt),
    received_at: showInstant(click.receivedAt),
    link_id: click.linkId,
    affiliate_id: click.affiliateId,
    program_id: click.programId,
    source: click.source,
    verdict: click.verdict,
    evidence: click.evidence,
    velocity: click.velocity,
    visitor_kind: click.visitorKind,
    is_opted_out: click.isOptedOut,
    user_agent: click.userAgent,
    referrer_host: click.referrerHost,
    device: click.device,
    os: click.os,
    browser: click.browser,
    language: click.language,
    country: click.country,
    region: click.region,
    asn: click.asn,
    sub_ids: click.subIds,
    rule_id: click.ruleId,
    variant_id: click.variantId,
    landing_host: click.landingHost,
  };
}
