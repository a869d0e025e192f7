import type { AffiliateId } from "../../core/shared/id.ts";
import type { Result } from "../../core/shared/result.ts";
import type { Guard } from "../events/judge-address.ts";
import { postbackResource } from "../events/target-resources.ts";
import type { EventTarget, TargetInput } from "../events/targets.ts";
import { writeRow } from "../resources/write-rows.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";

/** Sets up an address that is asked for whenever something happens to an affiliate's commissions or payouts. */
export function createPostback(
  context: Context,
  fields: TargetInput & Pick<EventTarget, "programId"> & { readonly affiliateId: AffiliateId },
  guard: Guard,
): Promise<Result<EventTarget, Problem>> {
  return writeRow(context, postbackResource, { kind: "create", fields }, { guard });
}
