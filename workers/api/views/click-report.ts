import type { ClickCounts, ClickGroup } from "../../../services/reading/click-counts.ts";
import type { ClickDimension, DimensionCounts } from "../../../services/reading/click-dimensions.ts";
import type { ClickReport } from "../../../services/reading/click-report.ts";
import type { Span } from "../../../services/reading/clicks.ts";

/** What a group is called in an answer, where it is not called what it was asked for as. */
const FIELDS: Readonly<Partial<Record<ClickGroup | ClickDimension, string>>> = {
  link: "link_id",
  affiliate: "affiliate_id",
  program: "program_id",
  rule: "rule_id",
  variant: "variant_id",
};

/** Shows a report made from the clicks of a span. */
export function showClickReport(span: Span, { gross, net, byVerdict, byAffiliate }: ClickReport) {
  return {
    object: "click_report",
    ...showSpan(span),
    gross,
    net,
    by_verdict: byVerdict,
    by_affiliate: byAffiliate.map((each) => ({
      affiliate_id: each.affiliateId,
      gross: each.gross,
      net: each.net,
    })),
  };
}

/** Shows counts of clicks, summed by a group. */
export function showClickCounts(
  span: Span,
  group: ClickGroup | ClickDimension,
  { gross, net, groups }: ClickCounts | DimensionCounts,
) {
  return {
    object: "click_counts",
    ...showSpan(span),
    group_by: group,
    gross,
    net,
    groups: groups.map(({ key, ...counts }) => ({ [FIELDS[group] ?? group]: key, ...counts })),
  };
}

const showSpan = ({ from, to }: Span) => ({ from: from.toISOString(), to: to.toISOString() });
