import type { Why } from "../survivors.ts";

/** Why mutants of core/commission survive. */
export const COMMISSION: Why = {
  "core/commission/add-bonuses.ts": [
    {
      changes: ['[] → ["Stryker was here"]'],
      why: "Equivalent: a text among the commissions has no amount, and what is not above nothing is left out.",
    },
  ],
  "core/commission/add-overrides.ts": [
    {
      changes: ['[] → ["Stryker was here"]'],
      why: "Equivalent: a text among the commissions has no amount, and one among the sponsors is not active.",
    },
  ],
  "core/commission/adjust.ts": [
    {
      changes: ["takenMinor === 0n → false"],
      why: "Equivalent: of a commission above nothing, where nothing is taken nothing changes; it saves the work.",
    },
    {
      changes: ["value < 0n → value <= 0n", "value > max → value >= max"],
      why: "Equivalent: it gives back the end itself.",
    },
  ],
  "core/commission/apply-rules.ts": [
    {
      changes: ['action.period === "order" → false', '"order" → ""', "false → true"],
      why: "Equivalent: tiers of an order read the order's own amount and no volume.",
    },
  ],
  "core/commission/calculate-plan.ts": [
    {
      changes: ["credits.length === 0 → false"],
      why: "Equivalent: no credits give no shares; it saves the work.",
    },
    {
      changes: ['action.period !== "order" → true', '"order" → ""'],
      why: "Harmless: a volume is counted that tiers of an order do not ask for, in a currency those tiers ask for already.",
    },
    {
      changes: [
        "!first → false",
        "{ amountMinor: credit.amountMinor, caps: [] } → {}",
        '[] → ["Stryker was here"]',
      ],
      why: "Out of reach: each plan has a credit, and each credit a place among the capped; the types do not know it.",
    },
    {
      changes: ['cap.scope === "conversion" → false', '"conversion" → ""'],
      why: "Equivalent: a cap of a conversion has no period, and nothing was earned in none.",
    },
  ],
  "core/commission/caps.ts": [
    {
      changes: ["cap.amountMinor > usedMinor → cap.amountMinor >= usedMinor"],
      why: "Equivalent: the room is nothing both ways.",
    },
    {
      changes: [
        "standing[place]?.amountMinor → standing[place].amountMinor",
        "!before → false",
        '[] → ["Stryker was here"]',
      ],
      why: "Equivalent: every place named is one of the list; the types do not know it.",
    },
  ],
  "core/commission/commissionable.ts": [
    { changes: ["rest > 0n → rest >= 0n"], why: "Equivalent: it gives nothing both ways." },
    {
      changes: ["sum + amountMinor → sum - amountMinor"],
      why: "Equivalent: of the sum it is asked whether it is nothing, and its sign is not.",
    },
  ],
  "core/commission/condition.ts": [
    {
      changes: ['[] → ["Stryker was here"]'],
      why: "Harmless: what is not known is a text that no condition lists.",
    },
  ],
  "core/commission/earn-credit.ts": [
    {
      changes: ['[] → ["Stryker was here"]'],
      why: "Out of reach: every place is one of the lines; the types do not know it.",
    },
    { changes: ["exact > 0n → exact >= 0n"], why: "Equivalent: half up of nothing is nothing." },
  ],
  "core/commission/judge-plan.ts": [
    {
      changes: ['action.kind === "tiered" → true', 'action.kind !== "tiered" → false'],
      why: "Equivalent: no other action has a mode.",
    },
    {
      changes: [
        '"min" in condition && condition.min !== undefined → "min" in condition || condition.min !== undefined',
        "condition.min !== undefined → true",
        '"from" in condition && condition.from !== undefined → "from" in condition || condition.from !== undefined',
        "condition.from !== undefined → true",
      ],
      why: "Equivalent: a condition has no end that is there and undefined.",
    },
    {
      changes: [
        '"from" in condition && condition.from !== undefined && cond… → true',
        '"from" in condition && condition.from !== undefined && cond… → "from" in condition && condition.from !== undefined || cond…',
        '"from" in condition && condition.from !== undefined → true',
        "condition.to !== undefined → true",
      ],
      why: "Equivalent: a time that is not there is no number, and is not before any.",
    },
  ],
  "core/commission/match-rules.ts": [
    {
      changes: ["rules[index]?.holds → rules[index].holds"],
      why: "Equivalent: every rule has its answer; the types do not know it.",
    },
    {
      changes: ["{ ...first, sku: null, category: null } → {}"],
      why: "Equivalent: an article that is not there is as null.",
    },
  ],
  "core/commission/period.ts": [
    {
      changes: [
        'new Intl.DateTimeFormat("en", { timeZone: name }).resolvedO… → new Intl.DateTimeFormat("en", { timeZone: name }).resolvedO…',
      ],
      why: "Equivalent: a name that is no zone throws, and no zone has an empty name.",
    },
  ],
  "core/commission/plan-case.ts": [
    { changes: ["left < right → left <= right"], why: "Equivalent: each key is there once." },
    {
      changes: ['[] → ["Stryker was here"]'],
      why: "Equivalent: a text is no rate, no bonus earned before, and of nobody.",
    },
    {
      changes: ['"case" → ""'],
      why: "Harmless: the id of a case's own plan and the source of its rates are in no answer of a case.",
    },
  ],
  "core/commission/plan.ts": [
    {
      changes: ['typeof rate_bps === "number" → true', 'typeof currency === "string" → true'],
      why: "Equivalent: what is no number is no integer, and what is no text is no currency; the questions are there for the types.",
    },
  ],
  "core/commission/refund.ts": [
    {
      changes: ['change.kind !== "chargeback_won" → true', '"chargeback_won" → ""'],
      why: "Equivalent: a chargeback that was won gives no sum back, of which the next question asks.",
    },
    {
      changes: ["items === null → true"],
      why: "Equivalent: a change of items gives no sum back, of which the next question asks.",
    },
    {
      changes: ["left > 0n → left >= 0n", "left < right → left <= right"],
      why: "Equivalent: it gives the same both ways.",
    },
  ],
  "core/commission/tiers.ts": [
    {
      changes: ["tier.from > from → tier.from >= from", "next < to → next <= to"],
      why: "Equivalent: it gives the same both ways.",
    },
    {
      changes: ["next !== undefined → true"],
      why: "Equivalent: undefined is not below any volume; the question is there for the types.",
    },
    { changes: ["high > low → high >= low"], why: "Equivalent: a band without width adds nothing." },
  ],
};
