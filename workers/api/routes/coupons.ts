import type * as z from "zod/mini";
import { createCouponRequest, updateCouponRequest } from "../../../contracts/api/coupons.ts";
import { type Coupon, couponResource } from "../../../services/coupons/coupons.ts";
import type { VanityInput } from "../../../services/coupons/vanity-links.ts";
import { json } from "../../../services/resources/columns.ts";
import { fieldsOf } from "../../../services/resources/resource.ts";
import { hostOfNewLink } from "../link-hosts.ts";
import { publishChanges } from "../publisher.ts";
import { defineResource } from "../resources/define-resource.ts";
import type { Asking } from "../resources/definition.ts";

/** Coupons: codes that name an affiliate in the shop's checkout. */
export const couponRoutes = defineResource<Coupon>({
  ...{ path: "/v1/coupons", one: "a coupon of an affiliate, and if asked a link whose slug is the code" },
  ...{ many: "coupons", resource: couponResource },
  permissions: { read: "coupons:read", write: "coupons:write" },
  schemas: { create: createCouponRequest, update: updateCouponRequest },
  asked: { vanity: json("vanity") },
  toFields: (body, call, kind) => ({
    ...fieldsOf(couponResource, body),
    ...(kind === "create" ? { vanity: vanityOf(body.vanity as Vanity, call) } : {}),
  }),
  publish: (call, rows) => {
    const linkIds = rows.flatMap(({ linkId }) => (linkId === null ? [] : [linkId]));
    if (linkIds.length > 0) publishChanges(call, linkIds);
  },
});

type Vanity = z.output<typeof createCouponRequest>["vanity"];

function vanityOf(asked: Vanity = false, { env }: Asking): VanityInput | undefined {
  if (asked === false) return undefined;
  const { destination_url: destinationUrl, host } = asked === true ? {} : asked;
  return { destinationUrl, ...hostOfNewLink(host, env) };
}
