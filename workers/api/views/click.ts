import type { ClickView } from "../../../services/reading/clicks.ts";
import { showInstant } from "./money.ts";

/**
 * Shows the primary key of a click: `clk_` and the first 16 bytes of its click id in hexadecimal. The
 * signature is left out, so that whoever reads a list cannot claim the clicks in it.
 */
export function showClickId(rowId: string): string {
  return `clk_${rowId.replaceAll("-", "")}`;
}

/** Shows a click without what stands for its visitor and network. */
export function showClick(click: ClickView) {
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
