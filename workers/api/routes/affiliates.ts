import { createAffiliateRequest, updateAffiliateRequest } from "../../../contracts/api/affiliates.ts";
import { affiliateResource } from "../../../services/affiliates/affiliates.ts";
import { defineResource } from "../resources/define-resource.ts";

/** Affiliates: who promotes and earns. */
export const affiliateRoutes = defineResource({
  ...{ path: "/v1/affiliates", one: "an affiliate", many: "affiliates", resource: affiliateResource },
  permissions: { read: "affiliates:read", write: "affiliates:write", export: "affiliates:export" },
  schemas: { create: createAffiliateRequest, update: updateAffiliateRequest },
});
