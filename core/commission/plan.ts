import { type Currency, isCurrency } from "../money/currency.ts";
import { BPS_WHOLE } from "../money/money.ts";
import { assert } from "../shared/assert.ts";

/** What a credit earns: a rate of its part of the sale, or a sum in a currency of its own. */
export type CommissionRule =
  | { readonly kind: "percent"; readonly rateBps: bigint }
  | { readonly kind: "flat"; readonly amountMinor: bigint; readonly currency: Currency };

/** A rule as it is stored and hashed: plain JSON. */
export type PlanBody =
  | { readonly kind: "percent"; readonly rate_bps: number }
  | { readonly kind: "flat"; readonly amount_minor: string; readonly currency: Currency };

/** Writes a rule in its stored form. */
export function planBody(rule: CommissionRule): PlanBody {
  return rule.kind === "percent"
    ? { kind: "percent", rate_bps: Number(rule.rateBps) }
    : { kind: "flat", amount_minor: String(rule.amountMinor), currency: rule.currency };
}

/** Reads the stored form back; throws `InvariantError` if it is not one that `planBody` wrote. */
export function parsePlan(body: unknown): CommissionRule {
  assert(typeof body === "object" && body !== null && "kind" in body, "a stored plan has a kind");
  if (body.kind === "percent" && "rate_bps" in body) {
    const { rate_bps } = body;
    assert(typeof rate_bps === "number" && Number.isInteger(rate_bps), "a stored rate is in basis points");
    assert(rate_bps >= 0 && rate_bps <= BPS_WHOLE, "a stored rate is at most the whole");
    return { kind: "percent", rateBps: BigInt(rate_bps) };
  }
  assert(
    body.kind === "flat" && "amount_minor" in body && "currency" in body,
    "a stored plan has a known kind",
  );
  const { amount_minor, currency } = body;
  assert(typeof amount_minor === "string" && /^\d+$/.test(amount_minor), "a stored sum is in minor units");
  assert(typeof currency === "string" && isCurrency(currency), "a stored sum has a currency");
  return { kind: "flat", amountMinor: BigInt(amount_minor), currency };
}
