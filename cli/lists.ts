import { listVerb } from "./list-verb.ts";

const id = (what: string) => ({ type: "string", valueHint: "ID", description: `of this ${what}` }) as const;
const word = (what: string) => ({ type: "string", valueHint: "WORD", description: what }) as const;

const type = word("of this type, e.g. payout.paid");

/** The commands that print lists. */
export const LISTS = [
  listVerb({
    words: "programs list",
    summary: "lists programs",
    path: "/v1/programs",
    columns: ["id", "name", "currency", "status"],
  }),
  listVerb({
    words: "affiliates list",
    summary: "lists affiliates",
    path: "/v1/affiliates",
    columns: ["id", "status", "name", "email", "class", "group", "country"],
  }),
  listVerb({
    words: "links list",
    summary: "lists links",
    path: "/v1/links",
    filters: { "affiliate-id": id("affiliate"), "program-id": id("program") },
    columns: ["id", "status", "short_url", "destination_url", "affiliate_id", "program_id"],
  }),
  listVerb({
    words: "conversions list",
    summary: "lists conversions, the last received first",
    path: "/v1/conversions",
    filters: { status: word("e.g. attributed"), reason: word("e.g. no_eligible_touch") },
    columns: [
      "id",
      "received_at",
      "status",
      "external_id",
      "amount.amount_minor",
      "amount.currency",
      "reason.code",
    ],
  }),
  listVerb({
    words: "commissions list",
    summary: "lists commissions",
    path: "/v1/commissions",
    filters: {
      status: word("e.g. approved"),
      "affiliate-id": id("affiliate"),
      "conversion-id": id("conversion"),
    },
    columns: ["id", "status", "affiliate_id", "amount.amount_minor", "amount.currency", "conversion_id"],
  }),
  listVerb({
    words: "payouts list",
    summary: "lists payouts",
    path: "/v1/payouts",
    filters: { status: word("e.g. paid"), "affiliate-id": id("affiliate"), "batch-id": id("batch") },
    columns: ["id", "status", "affiliate_id", "amount.amount_minor", "amount.currency", "batch_id", "reason"],
  }),
  listVerb({
    words: "events list",
    summary: "lists events, the newest first",
    path: "/v1/events",
    filters: { type },
    columns: ["id", "timestamp", "type"],
  }),
  listVerb({
    words: "webhooks list",
    summary: "lists webhook endpoints",
    path: "/v1/webhook-endpoints",
    columns: ["id", "status", "url", "types", "disabled_because"],
  }),
  listVerb({
    words: "payouts batches",
    summary: "lists batches of payouts",
    path: "/v1/payout-batches",
    columns: ["id", "status", "provider", "currency", "created_at"],
  }),
];
