import * as z from "zod/mini";
import type { ClickCounts, ClickGroup } from "../../../services/reading/click-counts.ts";
import type { ClickDimension, DimensionCounts } from "../../../services/reading/click-dimensions.ts";
import type { ClickReport } from "../../../services/reading/click-report.ts";
import type { Span } from "../../../services/reading/clicks.ts";
import { count, idOf, instant, maybe, several, text, view } from "./schema.ts";

const counts = { gross: count, net: count };
/** A report made from the clicks of a span. */
export const clickReport = view("ClickReport", {
  object: z.literal("click_report"),
  from: instant,
  to: instant,
  ...counts,
  by_verdict: several(z.strictObject({ verdict: text, clicks: count })),
  by_affiliate: several(z.strictObject({ affiliate_id: idOf("aff"), ...counts })),
});
/** Counts of clicks by a group; each has its sums and what it is called by. */
export const clickCounts = view("ClickCounts", {
  object: z.literal("click_counts"),
  from: instant,
  to: instant,
  group_by: text,
  ...counts,
  groups: several(z.catchall(z.object(counts), maybe(text))),
});

/** What a group is called in an answer, where it is not called what it was asked for as. */
const FIELDS: Readonly<Partial<Record<ClickGroup | ClickDimension, string>>> = {
  link: "link_id",
  affiliate: "affiliate_id",
  program: "program_id",
  rule: "rule_id",
  variant: "variant_id",
};

/** Shows a report made from the clicks of a span. */
export function showClickReport(
  span: Span,
  { gross, net, byVerdict, byAffiliate }: ClickReport,
): z.output<typeof clickReport> {
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

type Shown = z.output<typeof clickCounts>;
/** Shows counts of clicks, summed by a group. */
export function showClickCounts(
  span: Span,
  group: ClickGroup | ClickDimension,
  { gross, net, groups }: ClickCounts | DimensionCounts,
): Shown {
  return {
    object: "click_counts",
    ...showSpan(span),
    group_by: group,
    gross,
    net,
    groups: groups.map(({ key, ...sums }) => ({
      ...({ [FIELDS[group] ?? group]: key } as Record<string, string | null>),
      ...sums,
    })) as unknown as Shown["groups"],
  };
}

const showSpan = ({ from, to }: Span) => ({ from: from.toISOString(), to: to.toISOString() });
