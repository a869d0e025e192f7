import * as z from "zod/mini";
import { PLAN_QUESTIONS } from "../../../contracts/api/plan-conditions.ts";
import { named } from "../../../contracts/described.ts";
import { BASIS_PARTS, CAP_SCOPES, VOLUME_METRICS } from "../../../core/commission/commission-plan.ts";
import { PERIODS } from "../../../core/commission/period.ts";
import {
  count,
  currency,
  idOf,
  maybe,
  maybeInstant,
  minor,
  oneOf,
  quotedRate,
  several,
  text,
} from "./schema.ts";

/** The facts and answers of core are plain JSON: these are its words, not those of the wire. */
const asked = {
  actual: maybe(z.union([text, several(text)])),
  holds: z.boolean(),
};
const answers = several(z.lazy((): z.ZodMiniType => answer));
const answer: z.ZodMiniType = named(
  "PlanAnswer",
  z.union([
    ...PLAN_QUESTIONS.map((question) => z.strictObject({ ...question.shape, ...asked })),
    z.strictObject({ all: answers, holds: z.boolean() }),
    z.strictObject({ any: answers, holds: z.boolean() }),
  ]),
  "A question of a plan's rule with what was found, or a group of them.",
);
const plan = z.strictObject({ id: idOf("pln"), version: count });
const recurring = z.strictObject({
  ...{ months: count, first: maybeInstant, until: maybeInstant, holds: z.boolean() },
});
const askedRule = z.strictObject({
  ...{ rule_id: text, holds: z.boolean(), conditions: z.optional(answer), recurring: z.optional(recurring) },
});
const saleTrace = z.strictObject({
  plan,
  basis: z.strictObject({
    ...{ of: oneOf("order", "items"), whole_minor: minor, amount_minor: minor },
    less: z.partialRecord(z.enum(BASIS_PARTS), minor),
  }),
  share: z.strictObject({ credit_ppm: count, base_minor: minor }),
  minimum_order: z.strictObject({
    ...{ minimum_minor: maybe(minor), actual: z.optional(minor), holds: z.boolean() },
  }),
  matches: several(
    z.strictObject({
      item: maybe(z.strictObject({ sku: maybe(text), category: maybe(text) })),
      ...{ rule_id: maybe(text), rules: several(askedRule) },
    }),
  ),
  steps: several(z.strictObject({ rule_id: text, words: text, exact: text })),
  rounded: z.strictObject({ exact: text, divisor: text, mode: z.literal("half_up"), amount_minor: minor }),
  caps: several(
    z.strictObject({
      ...{ scope: z.enum(CAP_SCOPES), period: maybe(text), cap_minor: minor, used_minor: minor },
      ...{ before_minor: minor, after_minor: minor },
    }),
  ),
});
const overrideTrace = z.strictObject({
  plan,
  override: z.strictObject({
    ...{ of: oneOf("commission", "base"), level: count, below: maybe(idOf("aff")) },
    ...{ of_minor: minor, rate_ppm: text, amount_minor: minor },
  }),
});
const bonusTrace = z.strictObject({
  plan,
  bonus: z.strictObject({
    ...{ id: text, key: text, metric: z.enum(VOLUME_METRICS), period: z.enum(PERIODS) },
    ...{ threshold: text, reached: text, amount_minor: minor },
  }),
});

/** How a commission came about: every condition with its answer and every step, of a sale, an override or a bonus. */
export const commissionTrace = named("CommissionTrace", z.union([saleTrace, overrideTrace, bonusTrace]));

/** A stored trace, as core wrote it. */
export const showTrace = (trace: unknown) => trace as z.output<typeof commissionTrace> | null;

const ofPlan = { planId: idOf("pln"), period: z.enum(PERIODS), currency };

/** What history knew when a decision was made, in the words of the core, which works commissions out from it again. */
export const commissionInputs = named(
  "CommissionInputs",
  z.strictObject({
    timeZone: text,
    rates: several(quotedRate),
    /** Null for who may not see what tells of customers. */
    customer: z.strictObject({ conversionsBefore: maybe(count), firstConvertedAtMs: maybe(count) }),
    affiliates: several(
      z.strictObject({
        ...{ affiliateId: idOf("aff"), group: maybe(text), tier: maybe(text), class: text },
        ...{ country: maybe(text), tags: several(text) },
      }),
    ),
    sponsors: several(
      z.strictObject({
        affiliateId: idOf("aff"),
        chain: several(z.strictObject({ affiliateId: idOf("aff"), isActive: z.boolean() })),
      }),
    ),
    volumes: several(
      z.strictObject({ ...ofPlan, affiliateId: idOf("aff"), baseMinor: minor, conversions: count }),
    ),
    earned: several(z.strictObject({ ...ofPlan, affiliateId: maybe(idOf("aff")), amountMinor: minor })),
    bonuses: several(z.strictObject({ affiliateId: idOf("aff"), bonusKey: text })),
  }),
);
