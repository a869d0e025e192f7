import { createOfferRequest, updateOfferRequest } from "../../../contracts/api/offers.ts";
import { offerResource } from "../../../services/offers/offers.ts";
import { defineResource } from "../resources/define-resource.ts";
import { creativeRoutes } from "./creatives.ts";

const permissions = { read: "offers:read", write: "offers:write" } as const;

/** Offers of programs, and what affiliates show to promote them. */
export const offerRoutes = [
  ...defineResource({
    ...{ path: "/v1/offers", one: "an offer", many: "offers", resource: offerResource, permissions },
    schemas: { create: createOfferRequest, update: updateOfferRequest },
  }),
  ...creativeRoutes,
];
