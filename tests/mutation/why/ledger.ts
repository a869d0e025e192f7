import type { Why } from "../survivors.ts";

/** Why mutants of core/ledger survive. */
export const LEDGER: Why = {
  "core/ledger/chain.ts": [
    {
      changes: ["left < right → left <= right"],
      why: "Equivalent: no two members of an object have one name.",
    },
  ],
  "core/ledger/merkle.ts": [
    { changes: ["levels.slice(0, -1) → levels"], why: "Equivalent: the root has nothing beside it." },
    {
      changes: ["right.paths.length === 0 → false"],
      why: "Equivalent: without paths on the right those of the left are all; it saves the work.",
    },
  ],
  "core/ledger/postings.ts": [
    {
      changes: ["amountMinor < 0n → amountMinor <= 0n"],
      why: "Equivalent: an adjustment of nothing is refused whichever way it is taken.",
    },
    {
      changes: ["/:back$/ → /:back/"],
      why: "Equivalent: an id has no colon, so that the end is the only place it can stand.",
    },
  ],
  "core/ledger/statement-file.ts": [
    {
      changes: ["each > most → each >= most"],
      why: "Equivalent: of two that are equal it does not matter which is the most.",
    },
    {
      changes: ['[] → ["Stryker was here"]'],
      why: "Out of reach: the line above lets 64 digits pass and nothing else, so that there are pairs.",
    },
  ],
};
