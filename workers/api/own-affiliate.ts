import { assert } from "../../core/shared/assert.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Call } from "./route.ts";

/** The affiliate who calls. Routes of the portal take no other word for it, in no path, query or body. */
export function ownAffiliate({ caller }: Pick<Call, "caller">): AffiliateId {
  assert(
    caller.kind === "key" && caller.affiliateId !== null,
    "a caller with a permission of the portal is an affiliate's",
  );
  return caller.affiliateId;
}
