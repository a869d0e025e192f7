import { assert } from "../../core/shared/assert.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Call } from "./route.ts";

/** The affiliate whose own key calls. Routes of the portal take no other word for it, in no path, query or body. */
export function ownAffiliate({ key }: Pick<Call, "key">): AffiliateId {
  assert(key.affiliateId !== null, "a key with a scope of the portal is an affiliate's");
  return key.affiliateId;
}
