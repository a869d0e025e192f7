import { and, asc, eq, gt, sql } from "drizzle-orm";
import { destinationProblem } from "../../core/link/destination.ts";
import type { AffiliateId, LinkId, ProgramId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, links, programs } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { linkKvKey, markChanged } from "../publishing/mark-changed.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing, changesOf } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Invalid, NotFound, Taken } from "../shared/problems.ts";
import { randomSlug } from "./random-slug.ts";

export type Link = typeof links.$inferSelect;

/** A new link; without a slug it gets a random one. */
export type LinkInput = {
  readonly programId: ProgramId;
  readonly affiliateId: AffiliateId;
  readonly host: string;
  readonly slug?: string | undefined;
  readonly destinationUrl: string;
  readonly expiresAt?: Date | undefined;
};

/** Creates a link and marks it to be published. */
export function createLink(
  context: Context,
  input: LinkInput,
): Promise<Result<Link, NotFound | Taken | Invalid>> {
  const invalid = judgeDestination(input.destinationUrl, input.host);
  if (invalid) return Promise.resolve(fail(invalid));
  return transact(context, async (tx) => {
    const missing = await findMissing(tx, context, input);
    if (missing) return fail({ code: "not_found", param: missing });
    const [row] = await tx
      .insert(links)
      .values({
        ...input,
        slug: input.slug ?? randomSlug(),
        workspaceId: context.workspaceId,
        id: newId("lnk", context.now.getTime()),
      })
      .onConflictDoNothing({ target: [links.host, links.slug] })
      .returning();
    if (!row) return fail({ code: "taken", param: "slug" });
    await markChanged(tx, context, [publicationOf(row)]);
    await audit(tx, context, [
      { action: "link.created", subjectId: row.id, change: { ...input, slug: row.slug } },
    ]);
    return ok(row);
  });
}

/** Changes a link and marks it to be published; what is absent stays, and what changes nothing writes nothing. */
export function updateLink(
  context: Context,
  linkId: LinkId,
  change: Partial<Pick<Link, "destinationUrl" | "status" | "expiresAt">>,
): Promise<Result<Link, NotFound | Invalid>> {
  const isLink = and(eq(links.workspaceId, context.workspaceId), eq(links.id, linkId));
  return transact(context, async (tx) => {
    const [before] = await tx.select().from(links).where(isLink).for("update");
    if (!before) return fail({ code: "not_found", param: null });
    const invalid = change.destinationUrl ? judgeDestination(change.destinationUrl, before.host) : null;
    if (invalid) return fail(invalid);
    if (changesNothing(before, change)) return ok(before);
    const [after] = await tx
      .update(links)
      .set({ ...change, version: sql`${links.version} + 1`, updatedAt: context.now })
      .where(isLink)
      .returning();
    if (!after) throw new Error("a locked link was not written");
    await markChanged(tx, context, [publicationOf(after)]);
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

function judgeDestination(text: string, host: string): Invalid | null {
  const message = URL.canParse(text) ? destinationProblem(new URL(text), host) : "must be an absolute URL";
  return message === null ? null : { code: "invalid", param: "destination_url", message };
}

async function findMissing(tx: Db, context: Context, input: LinkInput): Promise<string | null> {
  const { workspaceId } = context;
  const [program] = await tx
    .select({ id: programs.id })
    .from(programs)
    .where(and(eq(programs.workspaceId, workspaceId), eq(programs.id, input.programId)));
  if (!program) return "program_id";
  const [affiliate] = await tx
    .select({ id: affiliates.id })
    .from(affiliates)
    .where(and(eq(affiliates.workspaceId, workspaceId), eq(affiliates.id, input.affiliateId)));
  return affiliate ? null : "affiliate_id";
}

function publicationOf({ id, host, slug }: Link) {
  return { kvKey: linkKvKey(host, slug), kind: "link" as const, subjectId: id };
}
