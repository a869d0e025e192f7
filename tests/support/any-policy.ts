import * as fc from "fast-check";
import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import { VERDICTS } from "../../core/link/verdict.ts";

const count = fc.nat();
const holder = fc.constantFrom("first" as const, "latest" as const);
/** Any policy that can be stored. */
export const policies: fc.Arbitrary<AttributionPolicy> = fc.record({
  model: fc.oneof(
    fc.record({ kind: fc.constantFrom("last_click" as const, "first_click" as const, "linear" as const) }),
    fc.record({
      kind: fc.constant("position_based" as const),
      firstPpm: fc.integer({ min: 1, max: 500_000 }),
      lastPpm: fc.integer({ min: 0, max: 500_000 }),
    }),
    fc.record({ kind: fc.constant("time_decay" as const), halfLifeMs: fc.integer({ min: 1 }) }),
  ),
  lookbackMs: count,
  minClickToConversionMs: count,
  countedVerdicts: fc.subarray([...VERDICTS]),
  couponPrecedence: fc.oneof(
    fc.record({ kind: fc.constantFrom("coupon_wins" as const, "click_wins" as const, "ignored" as const) }),
    fc.record({ kind: fc.constant("split" as const), couponPpm: fc.integer({ min: 1, max: 999_999 }) }),
  ),
  customerLock: fc.oneof(
    fc.constant({ kind: "none" as const }),
    fc.record({ kind: fc.constant("days" as const), days: fc.integer({ min: 1 }), affiliate: holder }),
    fc.record({ kind: fc.constant("lifetime" as const), affiliate: holder }),
  ),
  classPriority: fc.uniqueArray(fc.string()),
  standDown: fc.record({ beforeOrderMs: count, inSessionMs: count }),
});
