import { and, asc, count, eq, gt } from "drizzle-orm";
import { templateProblem } from "../../core/events/macros.ts";
import type { AffiliateId, PostbackId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { eventTargets } from "../../db/schema/index.ts";
import { parseUrl } from "../../platform/parse-url.ts";
import { newId } from "../../platform/random.ts";
import { addressMessage, type Guard } from "../events/judge-address.ts";
import { hostOf, shownChanges } from "../events/shown-changes.ts";
import { type EventTarget, isTarget, lockTarget, statusChange, updateTarget } from "../events/targets.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import { findMissing } from "../shared/find-missing.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";

/** Postbacks an affiliate may have. */
const POSTBACKS_MAX = 20;

/** What is said of a postback. */
export type PostbackInput = Pick<EventTarget, "url" | "types" | "description" | "contactEmail">;
type NewPostback = PostbackInput & Pick<EventTarget, "programId"> & { readonly affiliateId: AffiliateId };

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
export async function updatePostback(
  context: Context,
  id: PostbackId,
  { status, ...input }: Partial<PostbackInput & Pick<EventTarget, "status">>,
  guard: Guard,
): Promise<Result<EventTarget, NotFound | Invalid>> {
  const message = input.url === undefined ? null : await templateMessage(input.url, guard);
  if (message !== null) return fail({ code: "invalid", param: "url", message });
  return transact(context, async (tx) => {
    const before = await lockTarget(tx, context, { id, kind: "postback" });
    if (!before) return fail({ code: "not_found", param: null });
    const change = { ...input, ...statusChange(before, status) };
    if (changesNothing(before, change)) return ok(before);
    const after = await updateTarget(tx, context, { before, change });
    await audit(tx, context, [
      { action: "postback.updated", subjectId: id, change: shownChanges(before, after) },
    ]);
    return ok(after);
  });
}

async function templateMessage(template: string, guard: Guard): Promise<string | null> {
  return templateProblem(template, parseUrl) ?? addressMessage(template.replace(/[{}]/g, ""), guard);
}

/** Postbacks of the workspace, oldest first, of one affiliate where one is named. */
export function listPostbacks(
  context: Context,
  { affiliateId }: { readonly affiliateId?: AffiliateId | undefined },
  { limit, after }: PageRequest,
): Promise<Page<EventTarget>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(eventTargets)
      .where(
        and(
          eq(eventTargets.workspaceId, context.workspaceId),
          eq(eventTargets.kind, "postback"),
          affiliateId ? eq(eventTargets.affiliateId, affiliateId) : undefined,
          after ? gt(eventTargets.id, after as PostbackId) : undefined,
        ),
      )
      .orderBy(asc(eventTargets.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One postback of the workspace, or null. */
export async function getPostback(context: Context, id: PostbackId): Promise<EventTarget | null> {
  const [row] = await transact(context, (tx) => tx.select().from(eventTargets).where(isTarget(context, id)));
  return row ?? null;
}
