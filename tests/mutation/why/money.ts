import type { Why } from "../survivors.ts";

/** Why mutants of core/money survive. */
export const MONEY: Why = {
  "core/money/allocate.ts": [
    {
      changes: [
        "left.remainder === right.remainder → false",
        "left.index - right.index → left.index + right.index",
        "left.remainder > right.remainder → left.remainder >= right.remainder",
      ],
      why: "Equivalent: shares come in their order and the engine's sort is stable, so that equals stay where they are whatever above nothing the comparison says of them.",
    },
    {
      changes: ["sum(parts) === amountMinor → true", '"the parts must sum to the whole" → ""'],
      why: "Out of reach: the assertion guards against a change of the code above it, and no input breaks it.",
    },
  ],
  "core/money/format.ts": [
    {
      changes: ["amountMinor < 0n → amountMinor <= 0n"],
      why: "Equivalent: it decides of the digits of nothing, and minus nothing is nothing.",
    },
  ],
  "core/money/fx.ts": [
    { changes: ['"" → "Stryker was here!"'], why: "Out of reach: a text that was split has a first part." },
  ],
  "core/money/money.ts": [
    { changes: ["dividend < 0n → dividend <= 0n"], why: "Equivalent: minus nothing is nothing." },
  ],
  "core/money/parse-decimal.ts": [
    { changes: ['[] → ["Stryker was here"]'], why: "Equivalent: only what stands behind the first is read." },
    {
      changes: ['whole !== "0" → true', '"0" → ""'],
      why: "Equivalent: one digit and the decimals of any currency are fewer than the most.",
    },
  ],
};
