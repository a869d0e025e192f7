import { and, count, eq } from "drizzle-orm";
import { templateProblem } from "../../core/events/macros.ts";
import type { AffiliateId, PostbackId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { eventTargets } from "../../db/schema/index.ts";
import { parseUrl } from "../../platform/parse-url.ts";
import { newId } from "../../platform/random.ts";
import { changeTarget, type TargetChange, type TargetInput } from "../events/change-target.ts";
import { addressMessage, type Guard } from "../events/judge-address.ts";
import { hostOf } from "../events/shown-changes.ts";
import type { EventTarget } from "../events/targets.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { findMissing } from "../shared/find-missing.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";

/** Postbacks an affiliate may have. */
const POSTBACKS_MAX = 20;

/** What is said of a new postback. */
type NewPostback = TargetInput & Pick<EventTarget, "programId"> & { readonly affiliateId: AffiliateId };

/** Sets up an address that is asked for whenever something happens to an affiliate's commissions or payouts. */
export async function createPostback(
  context: Context,
  input: NewPostback,
  guard: Guard,
): Promise<Result<EventTarget, NotFound | Invalid>> {
  const message = await templateMessage(input.url, guard);
  if (message !== null) return fail({ code: "invalid", param: "url", message });
  return transact(context, async (tx) => {
    const { workspaceId, now } = context;
    const missing = await findMissing(tx, context, input);
    if (missing !== null) return fail({ code: "not_found", param: missing });
    const isOwn = and(
      eq(eventTargets.workspaceId, workspaceId),
      eq(eventTargets.affiliateId, input.affiliateId),
    );
    const [had] = await tx.select({ postbacks: count() }).from(eventTargets).where(isOwn);
    if ((had?.postbacks ?? 0) >= POSTBACKS_MAX) {
      const tooMany = `would be one more than the ${POSTBACKS_MAX} an affiliate may have`;
      return fail({ code: "invalid", param: "affiliate_id", message: tooMany });
    }
    const id = newId("pbk", now.getTime());
    const [row] = await tx
      .insert(eventTargets)
      .values({ ...input, workspaceId, id, kind: "postback", createdAt: now, updatedAt: now })
      .returning();
    if (!row) throw new Error("a postback was not written");
    const { affiliateId, programId, types } = input;
    await audit(tx, context, [
      {
        action: "postback.created",
        subjectId: id,
        change: { affiliateId, programId, types, host: hostOf(row) },
      },
    ]);
    return ok(row);
  });
}

/** Changes a postback. One that is disabled tells nothing, also not what happened meanwhile. */
export function updatePostback(
  context: Context,
  id: PostbackId,
  change: TargetChange,
  guard: Guard,
): Promise<Result<EventTarget, NotFound | Invalid>> {
  return changeTarget(context, { id, kind: "postback" }, change, (url) => templateMessage(url, guard));
}

async function templateMessage(template: string, guard: Guard): Promise<string | null> {
  return templateProblem(template, parseUrl) ?? addressMessage(template.replace(/[{}]/g, ""), guard);
}
