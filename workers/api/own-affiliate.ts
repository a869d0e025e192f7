import { assert } from "../../core/shared/assert.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { affiliateOf } from "./caller.ts";
import type { Call } from "./route.ts";

/** The affiliate who calls. Routes of the portal take no other word for it, in no path, query or body. */
export function ownAffiliate({ caller }: Pick<Call, "caller">): AffiliateId {
  const affiliateId = affiliateOf(caller);
  assert(affiliateId !== null, "a caller with a permission of the portal is an affiliate's");
  return affiliateId;
}
