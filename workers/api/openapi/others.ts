import * as z from "zod/mini";
import { changeRequest, refundRequest } from "../../../contracts/change.ts";
import { conversionRequest } from "../../../contracts/conversion.ts";
import { directClick } from "../../../contracts/direct-click.ts";
import { pixel } from "../../../contracts/pixel.ts";
import { idOf, text } from "../views/schema.ts";
import type { Described } from "./operation.ts";

const accepted = z.strictObject({
  id: idOf("cnv"),
  object: z.literal("conversion"),
  status: z.literal("accepted"),
  external_id: text,
});
const acceptedChange = z.strictObject({
  id: idOf("chg"),
  object: z.literal("change"),
  status: z.literal("accepted"),
  conversion_id: idOf("cnv"),
  external_id: text,
});
const acceptedOrder = z.strictObject({
  id: idOf("cnv"),
  object: z.literal("conversion"),
  status: z.literal("accepted"),
});
const ok = z.strictObject({ status: z.literal("ok") });
/** What a network calls its order by; further names of a workspace's own are its to say. */
const postbackQuery = z.object({
  key: z.optional(text),
  txid: z.optional(text),
  amount: z.optional(text),
  amount_minor: z.optional(text),
  currency: z.optional(text),
  event: z.optional(text),
  click_id: z.optional(text),
  coupon_code: z.optional(text),
  customer_id: z.optional(text),
});
const image = { files: ["image/gif"] };
/** Only a key may report. What is reported is known by its own id, so a repeat is the same and needs no `Idempotency-Key`. */
const reports = {
  by: { permission: "conversions:write", isByKeyAlone: true },
  description: "A repeat with the same `external_id` does nothing more; `Idempotency-Key` is not read.",
} as const;
const conversionPath = z.object({ id: z.string() });

/** What is answered without a declared route: by the intake, or without a key. */
export const OTHERS: readonly Described[] = [
  {
    ...{ method: "POST", path: "/v1/conversions", ...reports, summary: "Reports a conversion." },
    ...{ body: conversionRequest, answers: { 202: accepted } },
  },
  {
    ...{ method: "POST", path: "/v1/conversions/:id/changes", ...reports, params: conversionPath },
    ...{ summary: "Reports a refund, a chargeback or another change of a conversion." },
    ...{ body: changeRequest, answers: { 202: acceptedChange } },
  },
  {
    ...{ method: "POST", path: "/v1/conversions/:id/refunds", ...reports, params: conversionPath },
    ...{
      summary: "Reports a refund of a conversion.",
      body: refundRequest,
      answers: { 202: acceptedChange },
    },
  },
  {
    ...{ method: "GET", path: "/v1/postback", by: { scheme: "postbackKey" }, query: postbackQuery },
    ...{ summary: "Takes a network's word for an order.", answers: { 200: acceptedOrder } },
  },
  {
    ...{ method: "POST", path: "/v1/postback", by: { scheme: "postbackKey" }, body: postbackQuery },
    ...{ summary: "As GET, by query, form or JSON.", takes: ["application/x-www-form-urlencoded"] },
    answers: { 200: acceptedOrder },
  },
  {
    ...{ method: "POST", path: "/v1/clicks", by: { scheme: "publishableKey" }, body: directClick },
    ...{ summary: "Notes a click without a redirect.", takes: ["text/plain"] },
    answers: { 201: z.strictObject({ object: z.literal("click"), click_id: text }) },
  },
  {
    ...{ method: "POST", path: "/v1/pixel", by: { scheme: "publishableKey" }, body: pixel },
    ...{ summary: "Takes an order that the merchant's server signed.", answers: { 202: accepted } },
  },
  {
    ...{ method: "GET", path: "/v1/pixel.gif", by: { scheme: "publishableKey" } },
    ...{
      summary: "As POST /v1/pixel by query, answered by an image whatever is wrong.",
      answers: { 200: image, 401: image, 403: image, 422: image, 429: image, 503: image },
    },
  },
  {
    ...{ method: "GET", path: "/v1/exports/objects", by: { scheme: null } },
    ...{ summary: "Gives an exported object by its signed address.", answers: { 200: { files: ["*/*"] } } },
  },
  {
    ...{ method: "POST", path: "/v1/payout-callbacks/:provider/:workspace", by: { scheme: null } },
    ...{ summary: "Takes what a provider of payouts tells, by its signature.", takes: ["application/json"] },
    answers: { 200: z.strictObject({ object: z.literal("payout_callback"), status: z.literal("taken") }) },
  },
  {
    ...{ method: "GET", path: "/healthz", by: { scheme: null }, summary: "Says that the API is there." },
    answers: { 200: ok },
  },
  {
    ...{
      method: "GET",
      path: "/readyz",
      by: { scheme: null },
      summary: "Says that the API and its database are.",
    },
    answers: { 200: ok },
  },
];
