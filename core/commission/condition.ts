import { instantText } from "../shared/calendar.ts";

/** Fields that are texts, and tags, of which any may match. */
export const TEXT_FIELDS = [
  ...(["affiliate.id", "affiliate.group", "affiliate.tier", "affiliate.class"] as const),
  ...(["affiliate.country", "affiliate.tags"] as const),
  ...(["conversion.event", "conversion.currency", "conversion.coupon", "conversion.country"] as const),
  ...(["conversion.customer", "item.sku", "item.category"] as const),
] as const;
/** A field of texts. */
export type TextField = (typeof TEXT_FIELDS)[number];

/** Fields that are whole numbers: minor units as reported, and the how-manieth conversion of the customer it is. */
export const NUMBER_FIELDS = ["conversion.amount_minor", "conversion.payment"] as const;
/** A field of a whole number. */
export type NumberField = (typeof NUMBER_FIELDS)[number];

/**
 * One question. Texts are compared as they are, but for codes of coupons, which are the same in any case, as where they
 * are looked up; numbers are closed at both ends; times open at their end.
 */
export type ConditionLeaf =
  | { readonly field: TextField; readonly in: readonly string[] }
  | { readonly field: TextField; readonly not_in: readonly string[] }
  | { readonly field: "conversion.metadata"; readonly key: string; readonly in: readonly string[] }
  | { readonly field: "conversion.metadata"; readonly key: string; readonly not_in: readonly string[] }
  | { readonly field: NumberField; readonly min?: string; readonly max?: string }
  | { readonly field: "conversion.occurred_at"; readonly from?: string; readonly to?: string };

/** Questions joined by AND and OR; plain JSON, as it is stored. An empty `all` holds, an empty `any` does not. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | ConditionLeaf;

/** What conditions ask. A text that is not known is null, and tags are a list. */
export type Answers = {
  readonly texts: Readonly<Record<TextField, string | null | readonly string[]>>;
  readonly numbers: Readonly<Record<NumberField, bigint>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly occurredAtMs: number;
};

/** What was asked, what the answer was, and whether it held: plain JSON. */
export type ConditionTrace =
  | { readonly all: readonly ConditionTrace[]; readonly holds: boolean }
  | { readonly any: readonly ConditionTrace[]; readonly holds: boolean }
  | (ConditionLeaf & { readonly actual: unknown; readonly holds: boolean });

/** Asks all that a condition asks, also what does not matter any more, so that a reader sees every answer. */
export function askCondition(condition: Condition, answers: Answers): ConditionTrace {
  if ("all" in condition) {
    const all = condition.all.map((each) => askCondition(each, answers));
    return { all, holds: all.every(({ holds }) => holds) };
  }
  if ("any" in condition) {
    const any = condition.any.map((each) => askCondition(each, answers));
    return { any, holds: any.some(({ holds }) => holds) };
  }
  return { ...condition, ...askLeaf(condition, answers) };
}

/** Whether a condition holds, as `askCondition` says, without the answers. */
export function isHeld(condition: Condition, answers: Answers): boolean {
  if ("all" in condition) return condition.all.every((each) => isHeld(each, answers));
  if ("any" in condition) return condition.any.some((each) => isHeld(each, answers));
  return askLeaf(condition, answers).holds;
}

/** Every question of a condition, in order. */
export function leavesOf(condition: Condition): readonly ConditionLeaf[] {
  if ("all" in condition) return condition.all.flatMap(leavesOf);
  if ("any" in condition) return condition.any.flatMap(leavesOf);
  return [condition];
}

function askLeaf(leaf: ConditionLeaf, answers: Answers): { actual: unknown; holds: boolean } {
  if (leaf.field === "conversion.occurred_at") {
    const { occurredAtMs: at } = answers;
    const isFrom = leaf.from === undefined || at >= Date.parse(leaf.from);
    const isBefore = leaf.to === undefined || at < Date.parse(leaf.to);
    return { actual: instantText(at), holds: isFrom && isBefore };
  }
  if (leaf.field === "conversion.amount_minor" || leaf.field === "conversion.payment") {
    const actual = answers.numbers[leaf.field];
    const isLeast = leaf.min === undefined || actual >= BigInt(leaf.min);
    const isMost = leaf.max === undefined || actual <= BigInt(leaf.max);
    return { actual: String(actual), holds: isLeast && isMost };
  }
  const known =
    leaf.field === "conversion.metadata"
      ? Object.hasOwn(answers.metadata, leaf.key)
        ? answers.metadata[leaf.key]
        : null
      : answers.texts[leaf.field];
  const actual = known ?? null;
  const values = actual === null ? [] : typeof actual === "string" ? [actual] : actual;
  const isAnyOf = (listed: readonly string[]): boolean =>
    leaf.field === "conversion.coupon"
      ? values.some((value) => listed.some((each) => each.toLowerCase() === value.toLowerCase()))
      : values.some((value) => listed.includes(value));
  const holds = "not_in" in leaf ? !isAnyOf(leaf.not_in) : "in" in leaf && isAnyOf(leaf.in);
  return { actual, holds };
}
