import { allocate } from "../money/allocate.ts";
import type { Currency } from "../money/currency.ts";
import { formatMinor } from "../money/format.ts";
import { divideHalfUp, multiplyBps } from "../money/money.ts";
import type { CommissionRule } from "./plan.ts";

const WHOLE_PPM = 1_000_000n;

/** What one credit earns. */
export type CalculatedCommission = {
  /** The credit's part of the sale, in minor units of the sale's currency. */
  readonly baseMinor: bigint;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  /** The calculation in words. */
  readonly arithmetic: string;
};

/**
 * Works out the commission of each credit of a sale: the amount is split by the credits so that the
 * parts sum to the whole, then each credit's own rule is applied, rounded half up once at its end.
 *
 * @param shares credits in parts per million, with the rule of each; the parts come in the same order
 */
export function calculateCommissions({
  amountMinor,
  currency,
  shares,
}: {
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly shares: readonly { readonly creditPpm: number; readonly rule: CommissionRule }[];
}): readonly CalculatedCommission[] {
  if (shares.length === 0) return [];
  const bases = allocate(
    amountMinor,
    shares.map(({ creditPpm }) => BigInt(creditPpm)),
  );
  return shares.map(({ creditPpm, rule }, index) =>
    applyRule({ baseMinor: bases[index] ?? 0n, currency, creditPpm: BigInt(creditPpm), rule }),
  );
}

function applyRule({
  baseMinor,
  currency,
  creditPpm,
  rule,
}: {
  readonly baseMinor: bigint;
  readonly currency: Currency;
  readonly creditPpm: bigint;
  readonly rule: CommissionRule;
}): CalculatedCommission {
  if (rule.kind === "percent") {
    const amountMinor = multiplyBps(baseMinor, rule.rateBps);
    const rate = `${formatBps(rule.rateBps)} % of ${formatMinor(baseMinor, currency)} ${currency}`;
    return {
      baseMinor,
      amountMinor,
      currency,
      arithmetic: `${rate} = ${formatMinor(amountMinor, currency)} ${currency}`,
    };
  }
  const amountMinor = divideHalfUp(rule.amountMinor * creditPpm, WHOLE_PPM);
  const flat = `${formatMinor(rule.amountMinor, rule.currency)} ${rule.currency}`;
  const share = creditPpm === WHOLE_PPM ? "" : ` x ${creditPpm} / 1000000`;
  const earned = `${formatMinor(amountMinor, rule.currency)} ${rule.currency}`;
  return { baseMinor, amountMinor, currency: rule.currency, arithmetic: `flat ${flat}${share} = ${earned}` };
}

/** Basis points as a percentage with as many decimals as it needs: 1000 as 10, 525 as 5.25. */
function formatBps(rateBps: bigint): string {
  const decimals = String(rateBps % 100n)
    .padStart(2, "0")
    .replace(/0+$/, "");
  return decimals === "" ? String(rateBps / 100n) : `${rateBps / 100n}.${decimals}`;
}
