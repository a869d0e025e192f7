import { showVerb } from "./show-verb.ts";

/** The commands that print one thing. */
export const SHOWS = [
  showVerb({
    words: "links show",
    summary: "shows a link",
    named: "lnk_…",
    path: (id) => `/v1/links/${id}`,
  }),
  showVerb({
    words: "conversions show",
    summary: "shows a conversion",
    named: "cnv_…, or ext: and the merchant's own",
    path: (id) => `/v1/conversions/${id}`,
  }),
  showVerb({
    words: "payouts show",
    summary: "shows a payout with what was asked of its provider",
    named: "pay_…",
    path: (id) => `/v1/payouts/${id}`,
  }),
  showVerb({
    words: "payouts batch",
    summary: "shows a batch of payouts",
    named: "bat_…",
    path: (id) => `/v1/payout-batches/${id}`,
  }),
];
