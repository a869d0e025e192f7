import { and, asc, eq, gt } from "drizzle-orm";
import type { AffiliateId, EventTargetId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { eventTargets } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";
import { shownChanges } from "./shown-changes.ts";
import { type EventTarget, isTarget, lockTarget, statusChange, updateTarget } from "./targets.ts";

/** What is said of a target, whatever its kind. */
export type TargetInput = Pick<EventTarget, "url" | "types" | "description" | "contactEmail">;
/** What of a target can be changed. */
export type TargetChange = Partial<TargetInput & Pick<EventTarget, "status">>;

/** What a target of each kind is called in the audit log. */
const NOUNS = { webhook: "webhook_endpoint", postback: "postback" } as const satisfies Record<
  EventTarget["kind"],
  string
>;

/**
 * Changes a target. One that is disabled gets nothing, also not what happened meanwhile.
 *
 * @param judgeUrl says what is wrong with an address, which is asked before the transaction; null for a good one
 */
export async function changeTarget(
  context: Context,
  { id, kind }: Pick<EventTarget, "id" | "kind">,
  { status, ...input }: TargetChange,
  judgeUrl: (url: string) => Promise<string | null>,
): Promise<Result<EventTarget, NotFound | Invalid>> {
  const message = input.url === undefined ? null : await judgeUrl(input.url);
  if (message !== null) return fail({ code: "invalid", param: "url", message });
  return transact(context, async (tx) => {
    const before = await lockTarget(tx, context, { id, kind });
    if (!before) return fail({ code: "not_found", param: null });
    const change = { ...input, ...statusChange(before, status) };
    if (changesNothing(before, change)) return ok(before);
    const after = await updateTarget(tx, context, { before, change });
    await audit(tx, context, [
      { action: `${NOUNS[kind]}.updated`, subjectId: id, change: shownChanges(before, after) },
    ]);
    return ok(after);
  });
}

/** Targets of a kind, oldest first, of one affiliate where one is named. */
export function listTargets(
  context: Context,
  { kind, affiliateId }: Pick<EventTarget, "kind"> & { readonly affiliateId?: AffiliateId | undefined },
  { limit, after }: PageRequest,
): Promise<Page<EventTarget>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(eventTargets)
      .where(
        and(
          eq(eventTargets.workspaceId, context.workspaceId),
          eq(eventTargets.kind, kind),
          affiliateId ? eq(eventTargets.affiliateId, affiliateId) : undefined,
          after ? gt(eventTargets.id, after as EventTargetId) : undefined,
        ),
      )
      .orderBy(asc(eventTargets.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One target of the workspace, or null; its id tells of which kind it is. */
export async function getTarget(context: Context, id: EventTargetId): Promise<EventTarget | null> {
  const [row] = await transact(context, (tx) => tx.select().from(eventTargets).where(isTarget(context, id)));
  return row ?? null;
}
