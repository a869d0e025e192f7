import { createAffiliateRequest, updateAffiliateRequest } from "../../../contracts/api/affiliates.ts";
import { type Affiliate, affiliateResource } from "../../../services/affiliates/affiliates.ts";
import { defineResource } from "../resources/define-resource.ts";
import type { Definition } from "../resources/definition.ts";

/** Affiliates as the API has them: who promotes and earns. */
export const affiliateDefinition: Definition<Affiliate> = {
  ...{ path: "/v1/affiliates", one: "an affiliate", many: "affiliates", resource: affiliateResource },
  permissions: { read: "affiliates:read", write: "affiliates:write", export: "affiliates:export" },
  schemas: { create: createAffiliateRequest, update: updateAffiliateRequest },
  ofOthers: ["sponsor_id"],
};

/** Affiliates. */
export const affiliateRoutes = defineResource(affiliateDefinition);
