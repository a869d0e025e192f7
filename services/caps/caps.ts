import { and, asc, eq, gt, ne, type SQL, sql } from "drizzle-orm";
import { destinationTextProblem } from "../../core/link/destination-problem.ts";
import type { AffiliateId, CapId, LinkId, ProgramId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { caps, links } from "../../db/schema/index.ts";
import { parseUrl } from "../../platform/parse-url.ts";
import { newId } from "../../platform/random.ts";
import { lockAffiliate } from "../affiliates/find-affiliate.ts";
import { markLinksChanged } from "../publishing/mark-changed.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing, changesOf } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import { findMissing } from "../shared/find-missing.ts";
import type { Invalid, InvalidFields, NotFound, Taken } from "../shared/problems.ts";

export type Cap = typeof caps.$inferSelect;

/** What a cap holds for: a link, or an affiliate in a program. */
export type CapScope =
  | { readonly linkId: LinkId }
  | { readonly affiliateId: AffiliateId; readonly programId: ProgramId };

/** A new cap. */
export type CapInput = Pick<Cap, "metric" | "period" | "max"> & {
  readonly scope: CapScope;
  readonly overflowUrl?: string | undefined;
};

/** What of a cap can be changed; what is absent stays. What it counts stays, or its count would mean nothing. */
export type CapChange = Partial<Pick<Cap, "max" | "overflowUrl" | "status">>;

/** Creates a cap and marks the links it holds for to be published. `sharedHost` judges the overflow of a cap of no one link. */
export function createCap(
  context: Context,
  { scope, ...input }: CapInput,
  sharedHost: string,
): Promise<Result<Cap, NotFound | InvalidFields | Taken | Invalid>> {
  return transact(context, async (tx) => {
    const locked = await lockScope(tx, context, scope);
    if (!locked.ok) return locked;
    const invalid = judgeOverflow(input.overflowUrl, locked.value.host ?? sharedHost);
    if (invalid) return fail(invalid);
    const id = newId("cap", context.now.getTime());
    if (await hasAnother(tx, context, { id, scope, ...input }))
      return fail({ code: "taken", param: "period" });
    const [row] = await tx
      .insert(caps)
      .values({ workspaceId: context.workspaceId, id, ...scope, ...input })
      .returning();
    if (!row) throw new Error("a new cap was not written");
    await markLinksChanged(tx, context, linksOf(scope));
    await audit(tx, context, [{ action: "cap.created", subjectId: id, change: { ...scope, ...input } }]);
    return ok(row);
  });
}

/** Changes a cap and marks the links it holds for to be published; what changes nothing writes nothing. */
export function updateCap(
  context: Context,
  capId: CapId,
  change: CapChange,
  sharedHost: string,
): Promise<Result<Cap, NotFound | InvalidFields | Taken | Invalid>> {
  const isCap = and(eq(caps.workspaceId, context.workspaceId), eq(caps.id, capId));
  return transact(context, async (tx) => {
    const [known] = await tx.select().from(caps).where(isCap);
    if (!known) return fail({ code: "not_found", param: null });
    const scope = scopeOf(known);
    const locked = await lockScope(tx, context, scope);
    if (!locked.ok) return locked;
    const invalid = judgeOverflow(change.overflowUrl, locked.value.host ?? sharedHost);
    if (invalid) return fail(invalid);
    const [before] = await tx.select().from(caps).where(isCap).for("update");
    if (!before) throw new Error("a cap went away");
    if (changesNothing(before, change)) return ok(before);
    if (change.status === "active" && (await hasAnother(tx, context, { ...before, scope }))) {
      return fail({ code: "taken", param: "status" });
    }
    const [after] = await tx
      .update(caps)
      .set({ ...change, updatedAt: context.now })
      .where(isCap)
      .returning();
    if (!after) throw new Error("a locked cap was not written");
    await markLinksChanged(tx, context, linksOf(scope));
    await audit(tx, context, [{ action: "cap.updated", subjectId: capId, change: changesOf(before, after) }]);
    return ok(after);
  });
}

/** Which caps a list is asked for; what is absent is not asked. */
export type CapFilter = {
  readonly linkId?: LinkId | undefined;
  readonly affiliateId?: AffiliateId | undefined;
  readonly programId?: ProgramId | undefined;
};

/** Caps of the workspace, oldest first. */
export function listCaps(
  context: Context,
  { linkId, affiliateId, programId }: CapFilter,
  { limit, after }: PageRequest,
): Promise<Page<Cap>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(caps)
      .where(
        and(
          eq(caps.workspaceId, context.workspaceId),
          linkId ? eq(caps.linkId, linkId) : undefined,
          affiliateId ? eq(caps.affiliateId, affiliateId) : undefined,
          programId ? eq(caps.programId, programId) : undefined,
          after ? gt(caps.id, after as CapId) : undefined,
        ),
      )
      .orderBy(asc(caps.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One cap of the workspace, or null. */
export async function getCap(context: Context, capId: CapId): Promise<Cap | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(caps)
      .where(and(eq(caps.workspaceId, context.workspaceId), eq(caps.id, capId))),
  );
  return row ?? null;
}

function scopeOf({ linkId, affiliateId, programId }: Cap): CapScope {
  if (linkId !== null) return { linkId };
  if (affiliateId === null || programId === null) throw new Error("a cap holds for nothing");
  return { affiliateId, programId };
}

function linksOf(scope: CapScope): SQL {
  return "linkId" in scope
    ? sql`links.id = ${scope.linkId}`
    : sql`links.affiliate_id = ${scope.affiliateId} and links.program_id = ${scope.programId}`;
}

/**
 * Locks what the cap holds for, so that caps of it are made one after the other, and a link that is being
 * made either is there to be marked or is published with the cap.
 */
async function lockScope(
  tx: Db,
  context: Context,
  scope: CapScope,
): Promise<Result<{ readonly host: string | null }, NotFound | InvalidFields>> {
  const { workspaceId } = context;
  if ("linkId" in scope) {
    const isLink = and(eq(links.workspaceId, workspaceId), eq(links.id, scope.linkId));
    const [link] = await tx.select({ host: links.host }).from(links).where(isLink).for("update");
    return link ? ok(link) : fail({ code: "not_found", param: "link_id" });
  }
  await lockAffiliate(tx, context, scope.affiliateId);
  const missing = await findMissing(tx, context, scope);
  return missing ? fail(missing) : ok({ host: null });
}

/** One active cap of a kind is enough, and each costs a call for every click. */
async function hasAnother(
  tx: Db,
  { workspaceId }: Context,
  { id, scope, metric, period }: Pick<Cap, "id" | "metric" | "period"> & { readonly scope: CapScope },
): Promise<boolean> {
  const [another] = await tx
    .select({ id: caps.id })
    .from(caps)
    .where(
      and(
        eq(caps.workspaceId, workspaceId),
        "linkId" in scope
          ? eq(caps.linkId, scope.linkId)
          : and(eq(caps.affiliateId, scope.affiliateId), eq(caps.programId, scope.programId)),
        ...[eq(caps.metric, metric), eq(caps.period, period), eq(caps.status, "active"), ne(caps.id, id)],
      ),
    );
  return another !== undefined;
}

function judgeOverflow(text: string | null | undefined, linkHost: string): Invalid | null {
  const message = text ? destinationTextProblem(text, { linkHost, parse: parseUrl }) : null;
  return message === null ? null : { code: "invalid", param: "overflow_url", message };
}
