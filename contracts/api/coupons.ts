import * as z from "zod/mini";
import { slug } from "./links.ts";
import { destinationUrl, id, linkHost } from "./parts.ts";

/** The link of a coupon, whose slug is the code. */
const vanity = z.strictObject({
  destination_url: z.optional(destinationUrl),
  host: z.optional(linkHost),
});

/** `POST /v1/coupons`. The code can be a slug, so that a link of it can be made. */
export const createCouponRequest = z.strictObject({
  code: slug,
  program_id: id,
  affiliate_id: id,
  vanity: z.optional(
    z.union([z.boolean(), vanity], "must be true, false, or an object of destination_url and host"),
  ),
});

/** `PATCH /v1/coupons/{id}`. */
export const updateCouponRequest = z.strictObject({
  status: z.optional(z.enum(["active", "disabled"], "must be active or disabled")),
});
