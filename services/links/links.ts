import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { LinkId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { links } from "../../db/schema/index.ts";
import { linkPublications, markChanged } from "../publishing/mark-changed.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing, changesOf } from "../shared/changes-of.ts";
import { type Context, transact, transactOrRefuse } from "../shared/context.ts";
import type { Invalid, InvalidFields, NotFound, Taken } from "../shared/problems.ts";
import { insertLink, type Link, type LinkInput } from "./insert-link.ts";
import { judgeDestinations } from "./judge-destinations.ts";
import { judgeSpan } from "./judge-span.ts";

/** A link of the workspace. */
export type { Link } from "./insert-link.ts";

/** What of a link can be changed; what is absent stays. */
export type LinkChange = Partial<
  Pick<
    Link,
    | "destinationUrl"
    | "status"
    | "startsAt"
    | "expiresAt"
    | "fallbackUrl"
    | "rules"
    | "variants"
    | "isDurable"
  >
>;

/** Creates a link and marks it to be published. */
export function createLink(
  context: Context,
  input: LinkInput,
): Promise<Result<Link, NotFound | Taken | Invalid | InvalidFields>> {
  return transactOrRefuse(context, (tx) => insertLink(tx, context, input));
}

/** Changes a link and marks it to be published; what is absent stays, and what changes nothing writes nothing. */
export function updateLink(
  context: Context,
  linkId: LinkId,
  change: LinkChange,
): Promise<Result<Link, NotFound | Invalid | InvalidFields>> {
  const isLink = and(eq(links.workspaceId, context.workspaceId), eq(links.id, linkId));
  return transact(context, async (tx) => {
    const [before] = await tx.select().from(links).where(isLink).for("update");
    if (!before) return fail({ code: "not_found", param: null });
    const invalid = judgeDestinations(change, before.host) ?? judgeSpan({ ...before, ...change });
    if (invalid) return fail(invalid);
    if (changesNothing(before, change)) return ok(before);
    const [after] = await tx
      .update(links)
      .set({ ...change, version: sql`${links.version} + 1`, updatedAt: context.now })
      .where(isLink)
      .returning();
    if (!after) throw new Error("a locked link was not written");
    await markChanged(tx, context, linkPublications(after));
    await audit(tx, context, [
      { action: "link.updated", subjectId: linkId, change: changesOf(before, after) },
    ]);
    return ok(after);
  });
}

/** Links of the workspace, oldest first. */
export function listLinks(context: Context, { limit, after }: PageRequest): Promise<Page<Link>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(links)
      .where(
        and(eq(links.workspaceId, context.workspaceId), after ? gt(links.id, after as LinkId) : undefined),
      )
      .orderBy(asc(links.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One link of the workspace, or null. */
export async function getLink(context: Context, linkId: LinkId): Promise<Link | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(links)
      .where(and(eq(links.workspaceId, context.workspaceId), eq(links.id, linkId))),
  );
  return row ?? null;
}
