import type { Why } from "../survivors.ts";

/** Why mutants of core/attribution survive. */
export const ATTRIBUTION: Why = {
  "core/attribution/attribute.ts": [
    {
      changes: ['couponPrecedence.kind === "split" → true'],
      why: "Equivalent: coupons and clicks take credit together only where the policy splits it.",
    },
    {
      changes: [
        "why !== undefined && Object.hasOwn(REASONS, why) → why !== undefined || Object.hasOwn(REASONS, why)",
        "why !== undefined → true",
      ],
      why: "Equivalent: there is no reason of the name `undefined`; the question is there for the types, and where it is asked every word is a reason of its own.",
    },
  ],
  "core/attribution/half-life.ts": [
    {
      changes: ["halvings > WEIGHT_PLACES → false"],
      why: "Equivalent: so many halvings leave nothing of the weight either way; it saves the work.",
    },
    {
      changes: ["POWERS[chunk]?.[digit] → POWERS[chunk][digit]"],
      why: "Equivalent: there is a table for each chunk; the types do not know it.",
    },
    {
      changes: ["chunk < CHUNKS → chunk <= CHUNKS", "digit < CHUNK_SIZE → digit <= CHUNK_SIZE"],
      why: "Equivalent: it makes a table, or a power, that nobody reads.",
    },
    {
      changes: ["value.toString(2).length / 2 → value.toString(2).length * 2"],
      why: "Equivalent: Newton's method begins farther away and comes to the same root.",
    },
  ],
  "core/attribution/journey-count.ts": [
    { changes: ["left < right → left <= right"], why: "Equivalent: each affiliate is there once." },
  ],
  "core/attribution/judge-touch.ts": [
    { changes: ["verdict === null → false"], why: "Equivalent: a policy never counts the verdict null." },
  ],
  "core/attribution/markov.ts": [
    {
      changes: ["adjugate[index]?.[index] → adjugate[index][index]"],
      why: "Equivalent: the matrix has a row for each affiliate; the types do not know it.",
    },
    {
      changes: ["{ lost: 0n, of: 1n } → {}", '[] → ["Stryker was here"]', "row → true"],
      why: "Out of reach: there is one for each affiliate; the types do not know it.",
    },
    {
      changes: ["() => 0n → () => undefined"],
      why: "Equivalent: whoever reads a place takes undefined for nothing.",
    },
    {
      changes: ["first !== undefined → true"],
      why: "Equivalent: a journey that touched nobody is added at no place.",
    },
    {
      changes: [
        "pivot > 0n → true",
        "pivot > 0n → pivot >= 0n",
        '"whoever is somewhere can leave for good" → ""',
      ],
      why: "Out of reach: the pivots of counted journeys are positive (Bareiss); the assertion guards against a change of the code above it.",
    },
  ],
  "core/attribution/policy-body.ts": [
    {
      changes: ["model !== undefined → true"],
      why: "Equivalent: undefined is no model either; the question is there for the types.",
    },
    {
      changes: ['typeof value === "number" → true'],
      why: "Equivalent: what is no number is no safe integer; the question is there for the types.",
    },
  ],
  "core/attribution/policy-case.ts": [
    { changes: ['[] → ["Stryker was here"]'], why: "Equivalent: what is no reason is passed over." },
    { changes: ['"" → "Stryker was here!"'], why: "Out of reach: who is credited is in the journey." },
    {
      changes: ["left.affiliate < right.affiliate → left.affiliate <= right.affiliate"],
      why: "Equivalent: each affiliate is there once.",
    },
    {
      changes: ['"click" → ""', '"lock" → ""', '"click_id" → ""'],
      why: "Harmless: the id of a case's touchpoint and the way it came are in no answer of a case; ids keep their order by their numbers.",
    },
  ],
  "core/attribution/select-touches.ts": [
    {
      changes: ["classPriority.length === 0 → false"],
      why: "Equivalent: without classes all rank alike, and nobody is outranked; it saves the work.",
    },
  ],
  "core/attribution/shapley.ts": [
    {
      changes: ["left / divisor → left * divisor"],
      why: "Equivalent: a common multiple that is not the least shares alike.",
    },
  ],
  "core/attribution/touchpoint.ts": [
    {
      changes: ['"content" → ""'],
      why: "Harmless here: no rule reads it; it is the class that contracts give to an affiliate of a case without one.",
    },
    {
      changes: [
        "left.touchId === right.touchId → false",
        "left.touchId < right.touchId → left.touchId <= right.touchId",
      ],
      why: "Equivalent: no two touchpoints of a journey have one id.",
    },
  ],
};
