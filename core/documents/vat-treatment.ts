import { BPS_WHOLE, divideHalfUp } from "../money/money.ts";
import { assert } from "../shared/assert.ts";
import { readVatId } from "./vat-id.ts";

/** How VAT stands with what an affiliate sells to a merchant, which is a service to a business. */
export type VatTreatment = "reverse_charge" | "domestic" | "outside_scope" | "not_registered";
/** A party as far as it decides on VAT. */
export type PartyVat = { readonly country: string; readonly vatId: string | null };

/** Member states, whose VAT is one system (Article 5 of Directive 2006/112/EC). */
const UNION = "AT BE BG CY CZ DE DK EE GR ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");

/**
 * The place of such a service is where the customer is (Article 44). In its own country a registered supplier
 * charges VAT; to another member state it shifts the VAT to a registered customer; elsewhere VAT is no matter of
 * the supplier. Null where a member's supplier does not know the customer's VAT id.
 */
export function judgeVat(supplier: PartyVat, customer: PartyVat): VatTreatment | null {
  const isDomestic = supplier.country === customer.country;
  if (supplier.vatId === null) return isOfUnion(supplier) || isDomestic ? "not_registered" : "outside_scope";
  if (isDomestic) return "domestic";
  if (!isOfUnion(supplier) || !isOfUnion(customer)) return "outside_scope";
  const isKnown = customer.vatId !== null && readVatId(customer.vatId)?.isOfUnion === true;
  return isKnown ? "reverse_charge" : null;
}

const isOfUnion = ({ country }: PartyVat): boolean => UNION.includes(country);

/**
 * Splits an amount that includes VAT: the net is rounded half up, and the VAT is the rest, so that both sum to it.
 *
 * @param grossMinor minor units, not negative
 */
export function splitVat(
  grossMinor: bigint,
  rateBps: bigint,
): { readonly netMinor: bigint; readonly vatMinor: bigint } {
  assert(grossMinor >= 0n && rateBps >= 0n, "neither an amount nor a rate of VAT is negative");
  const netMinor = divideHalfUp(grossMinor * BPS_WHOLE, BPS_WHOLE + rateBps);
  return { netMinor, vatMinor: grossMinor - netMinor };
}
