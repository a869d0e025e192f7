import type { ChangeView } from "./changes.ts";
import type { CommissionView } from "./commission-view.ts";
import type { ConversionView } from "./conversions.ts";
import type { DecisionView } from "./decision.ts";
import type { Unearned } from "./explain-unearned.ts";
import type { JournalView } from "./journals.ts";
import type { Waiting } from "./waiting.ts";

/** All that led from a merchant's report to entries in the ledger. */
export type Explanation = {
  readonly conversion: ConversionView;
  /** Null once the conversion is decided; then there is a decision. */
  readonly waiting: Waiting | null;
  readonly decision: DecisionView | null;
  /** In the order of their credits, those of earlier decisions among them. */
  readonly commissions: readonly CommissionView[];
  /** Credits of the newest decision that earned nothing, and why. */
  readonly unearned: readonly Unearned[];
  /** Refunds and the like, in the order in which they came, with what they did to the commissions. */
  readonly changes: readonly ChangeView[];
  /** Those that booked the commissions, their changes and their payouts, oldest first. */
  readonly journals: readonly JournalView[];
};
