import { VERDICTS, type Verdict } from "../link/verdict.ts";
import { divideHalfUp } from "../money/money.ts";
import type { SaleMeasure } from "./measures.ts";

/** What clicks are summed by: all, those a policy counts, each visitor once a day and link, and each verdict. */
export type ClickMeasure = "gross" | "net" | "unique" | Verdict;
/** Anything that is summed. */
export type Measure = ClickMeasure | SaleMeasure;

/**
 * `count`: whole; `part`: conversions, of which affiliates share one in parts; `rate`: one by another; `money`: per
 * currency; `money_each`: money by another, per currency.
 */
export type MetricUnit = "count" | "part" | "rate" | "money" | "money_each";

/** What a metric is worked out from: sums added up, less others, by others. */
export type Metric = {
  readonly unit: MetricUnit;
  readonly plus: readonly Measure[];
  readonly minus?: readonly Measure[];
  readonly per?: readonly Measure[];
  /** An affiliate may ask for it of itself. */
  readonly isOwn: boolean;
};

const count = (measure: ClickMeasure, isOwn: boolean): Metric => ({ unit: "count", plus: [measure], isOwn });
const part = (plus: readonly SaleMeasure[], isOwn = true): Metric => ({ unit: "part", plus, isOwn });
const money = (measure: SaleMeasure, isOwn: boolean): Metric => ({ unit: "money", plus: [measure], isOwn });

/** Conversions that somebody is credited with. */
const ATTRIBUTED = {
  plus: ["conversions_ppm"],
  minus: ["undecided_ppm", "unattributed_ppm"],
} as const satisfies Partial<Metric>;
/** What commissions come to now: what was earned, less what was taken, and what was carried into later payouts. */
const COMMISSION = {
  plus: ["earned_minor", "adjusted_minor"],
  minus: ["reversed_minor"],
} as const satisfies Partial<Metric>;
const DECIDED = ["pending_ppm", "held_ppm", "approved_ppm", "reversed_ppm"] as const;

const OF_VERDICTS = Object.fromEntries(
  VERDICTS.map((verdict) => [`clicks_${verdict}`, count(verdict, false)]),
) as Readonly<Record<`clicks_${Verdict}`, Metric>>;

/** Every metric of a report by its name; docs/reports.md defines each. */
export const METRICS = {
  clicks: count("gross", true),
  clicks_net: count("net", true),
  clicks_unique: count("unique", true),
  ...OF_VERDICTS,
  conversions: part(["conversions_ppm"]),
  conversions_attributed: { unit: "part", ...ATTRIBUTED, isOwn: false },
  conversions_unattributed: part(["unattributed_ppm"], false),
  conversions_undecided: part(["undecided_ppm"], false),
  conversions_refunded: part(["refunded_ppm"]),
  conversions_pending: part(["pending_ppm"]),
  conversions_held: part(["held_ppm"], false),
  conversions_approved: part(["approved_ppm"]),
  conversions_reversed: part(["reversed_ppm"]),
  conversion_rate: { unit: "rate", ...ATTRIBUTED, per: ["net"], isOwn: true },
  approval_rate: { unit: "rate", plus: ["approved_ppm"], per: ["approved_ppm", "reversed_ppm"], isOwn: true },
  reversal_rate: { unit: "rate", plus: ["reversed_ppm"], per: DECIDED, isOwn: true },
  revenue: money("amount_minor", false),
  refunds: money("refunded_minor", false),
  revenue_net: { unit: "money", plus: ["amount_minor"], minus: ["refunded_minor"], isOwn: false },
  aov: { unit: "money_each", plus: ["amount_minor"], per: ["conversions_ppm"], isOwn: false },
  commission: { unit: "money", ...COMMISSION, isOwn: true },
  commission_earned: money("earned_minor", true),
  commission_pending: money("pending_minor", true),
  commission_held: money("held_minor", false),
  commission_approved: money("approved_minor", true),
  commission_paid: money("paid_minor", true),
  commission_reversed: money("reversed_minor", true),
  commission_adjusted: money("adjusted_minor", true),
  epc: { unit: "money_each", ...COMMISSION, per: ["net"], isOwn: true },
} as const satisfies Readonly<Record<string, Metric>>;
/** The name of a metric. */
export type MetricName = keyof typeof METRICS;
/** All of them, in the order of the reference. */
export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];

/** Those an affiliate may ask for of itself. */
export const OWN_METRIC_NAMES = METRIC_NAMES.filter((name) => METRICS[name].isOwn);

/** Digits after the point of a rate, and of money by something, in minor units. */
const RATE_DIGITS = 6;
const EACH_DIGITS = 4;
const PPM = 1_000_000n;

/** True of what is counted in parts per million. */
export const isPpm = (measure: Measure): boolean => measure.endsWith("_ppm");
/** True of what clicks are summed by. */
export const isClickMeasure = (measure: Measure): measure is ClickMeasure =>
  !measure.includes("_ppm") && !measure.endsWith("_minor");
/** Every sum a metric needs. */
export const measuresOf = ({ plus, minus = [], per = [] }: Metric): readonly Measure[] => [
  ...plus,
  ...minus,
  ...per,
];

/** A quotient that is not there, since nothing is to be divided by, is null. */
type Quotient = { readonly dividend: bigint; readonly divisor: bigint };

/** The metric as a quotient of whole numbers, parts per million taken for what they are parts of. */
function quotientOf(metric: Metric, sumOf: (measure: Measure) => bigint): Quotient {
  const scaled = (measures: readonly Measure[]) =>
    measures.reduce((sum, each) => sum + sumOf(each) * (isPpm(each) ? 1n : PPM), 0n);
  const dividend = scaled(metric.plus) - scaled(metric.minus ?? []);
  return { dividend, divisor: metric.per ? scaled(metric.per) : PPM };
}

/**
 * The metric in decimal digits: whole of counts and money, to six digits of conversions and rates, to four of minor
 * units by something. Rounded half up (half away from zero); null where the divisor is nothing.
 */
export function metricText(metric: Metric, sumOf: (measure: Measure) => bigint): string | null {
  const { dividend, divisor } = quotientOf(metric, sumOf);
  if (divisor === 0n) return null;
  switch (metric.unit) {
    case "count":
    case "money":
      return String(divideHalfUp(dividend, divisor));
    case "part":
      return decimalText(dividend, divisor, RATE_DIGITS).replace(/0+$/, "").replace(/\.$/, "");
    case "rate":
      return decimalText(dividend, divisor, RATE_DIGITS);
    case "money_each":
      return decimalText(dividend, divisor, EACH_DIGITS);
  }
}

/** How much a metric grew, by what it was before: `0.250000` for a quarter more. Null where it was nothing, or not there. */
export function changeText(
  metric: Metric,
  now: (measure: Measure) => bigint,
  before: (measure: Measure) => bigint,
): string | null {
  const [one, other] = [quotientOf(metric, now), quotientOf(metric, before)];
  if (one.divisor === 0n || other.divisor === 0n || other.dividend === 0n) return null;
  const divisor = other.dividend * one.divisor;
  const dividend = one.dividend * other.divisor - divisor;
  return divisor < 0n
    ? decimalText(dividend, -divisor, RATE_DIGITS)
    : decimalText(dividend, divisor, RATE_DIGITS);
}

/** A quotient with so many digits after the point, rounded half up (half away from zero). */
function decimalText(dividend: bigint, divisor: bigint, digits: number): string {
  const scaled = divideHalfUp(dividend * 10n ** BigInt(digits), divisor);
  const text = String(scaled < 0n ? -scaled : scaled).padStart(digits + 1, "0");
  return `${scaled < 0n ? "-" : ""}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
