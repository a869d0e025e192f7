/**
 * The accounts of a workspace, each per currency, and per affiliate where money is owed to one.
 * `merchant_payable` is what the merchant owes for commissions; the others follow it to the affiliate.
 */
export const ACCOUNTS = [
  "merchant_payable",
  "affiliate_pending",
  "affiliate_payable",
  "payout_clearing",
  "paid_out",
  "fx",
  "fees",
  "write_off",
] as const;
/** One of the accounts. */
export type Account = (typeof ACCOUNTS)[number];
