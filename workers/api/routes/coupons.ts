import * as z from "zod/mini";
import { createCouponRequest, updateCouponRequest } from "../../../contracts/api/coupons.ts";
import { line } from "../../../contracts/text.ts";
import { type AffiliateId, isId, type ProgramId } from "../../../core/shared/id.ts";
import { createCoupon, getCoupon, listCoupons, updateCoupon } from "../../../services/coupons/coupons.ts";
import { unwrap } from "../answer.ts";
import { hostOfNewLink } from "../link-hosts.ts";
import { listBody, pageParams } from "../list.ts";
import { idParam, orNotFound, pageRequestOf, pathIds } from "../params.ts";
import { publishChanges } from "../publisher.ts";
import { defineRoute } from "../route.ts";
import { givenOnly } from "../values.ts";
import { couponView, showCoupon } from "../views/coupon.ts";
import { listOf } from "../views/schema.ts";

const listQuery = z.strictObject({
  ...pageParams,
  affiliate_id: z.optional(idParam("aff")),
  code: z.optional(line(64)),
});

/** Coupons: codes that name an affiliate in the shop's checkout. */
export const couponRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/coupons",
    permission: "coupons:write",
    summary: "Creates a coupon of an affiliate, and if asked a link whose slug is the code.",
    body: createCouponRequest,
    answers: { 201: couponView },
    handler: async (call) => {
      const { body } = call;
      const { vanity = false } = body;
      const asked = vanity === true ? {} : vanity;
      const created = await createCoupon(call.context, {
        code: body.code,
        programId: body.program_id as ProgramId,
        affiliateId: body.affiliate_id as AffiliateId,
        vanity:
          asked === false
            ? undefined
            : { destinationUrl: asked.destination_url, ...hostOfNewLink(asked.host, call.env) },
      });
      const coupon = unwrap(created);
      if (coupon.linkId !== null) publishChanges(call, [coupon.linkId]);
      return Response.json(showCoupon(coupon), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/coupons",
    permission: "coupons:read",
    summary: "Lists coupons, oldest first.",
    query: listQuery,
    answers: { 200: listOf(couponView) },
    handler: async ({ context, query }) => {
      const { affiliate_id: affiliateId, code, ...paging } = query;
      const page = pageRequestOf(paging, (after) => isId("cpn", after));
      return Response.json(listBody(await listCoupons(context, page, { affiliateId, code }), showCoupon));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/coupons/:id",
    permission: "coupons:read",
    summary: "Shows a coupon.",
    params: pathIds({ id: "cpn" }),
    answers: { 200: couponView },
    handler: async ({ context, params }) =>
      Response.json(showCoupon(orNotFound(await getCoupon(context, params.id)))),
  }),
  defineRoute({
    method: "PATCH",
    path: "/v1/coupons/:id",
    permission: "coupons:write",
    summary: "Enables or disables a coupon, and its link with it.",
    params: pathIds({ id: "cpn" }),
    body: updateCouponRequest,
    answers: { 200: couponView },
    handler: async (call) => {
      const id = call.params.id;
      const change = givenOnly(call.body);
      const coupon = unwrap(await updateCoupon(call.context, id, change));
      if (coupon.linkId !== null) publishChanges(call, [coupon.linkId]);
      return Response.json(showCoupon(coupon));
    },
  }),
];
