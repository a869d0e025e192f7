import { and, asc, count, desc, eq, inArray, lt } from "drizzle-orm";
import { union } from "drizzle-orm/pg-core";
import { judgeDeepLink } from "../../core/link/deep-link.ts";
import type { AffiliateId, LinkId, ProgramId } from "../../core/shared/id.ts";
import { fail, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, applications, links, programs } from "../../db/schema/index.ts";
import { parseUrl } from "../../platform/parse-url.ts";
import { createLink, type Link } from "../links/links.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact, transactOrRefuse } from "../shared/context.ts";
import type { Conflict, Forbidden, Invalid, Problem } from "../shared/problems.ts";

/** Links of an affiliate that are on: whoever needs more makes deep links by `to=`. */
const LINKS_MAX = 1_000;

/** A program as an affiliate sees it. */
export type OwnProgram = Pick<
  typeof programs.$inferSelect,
  "id" | "name" | "currency" | "status" | "holdDays" | "allowedHosts"
>;
/** A new link of an affiliate's own, under a host that all workspaces share and a random slug. */
type GivenLink = { readonly programId: ProgramId; readonly destinationUrl: string; readonly host: string };

/** The programs an affiliate is in: those that approved its application, and those it has a link to that is on. */
export function listOwnPrograms(context: Context, affiliateId: AffiliateId): Promise<readonly OwnProgram[]> {
  return transact(context, (tx) => ownPrograms(tx, context, affiliateId));
}

function ownPrograms(
  tx: Db,
  { workspaceId }: Context,
  affiliateId: AffiliateId,
  programId?: ProgramId,
): Promise<readonly OwnProgram[]> {
  const { id, name, currency, status, holdDays, allowedHosts } = programs;
  const joined = union(
    tx
      .select({ id: applications.programId })
      .from(applications)
      .where(and(eq(applications.workspaceId, workspaceId), eq(applications.affiliateId, affiliateId))),
    tx
      .select({ id: links.programId })
      .from(links)
      .where(
        and(
          ...[eq(links.workspaceId, workspaceId), eq(links.affiliateId, affiliateId)],
          eq(links.status, "active"),
        ),
      ),
  );
  return tx
    .select({ id, name, currency, status, holdDays, allowedHosts })
    .from(programs)
    .where(
      and(
        ...[eq(programs.workspaceId, workspaceId), inArray(programs.id, joined)],
        programId === undefined ? undefined : eq(programs.id, programId),
      ),
    )
    .orderBy(asc(programs.id));
}

/**
 * Makes a link of an affiliate to a program that it is in, which leads to a host of the program and nowhere else. One that
 * is suspended, as an archived one is, makes none.
 */
export function createOwnLink(
  context: Context,
  affiliateId: AffiliateId,
  { programId, destinationUrl, host }: GivenLink,
): Promise<Result<Link, Problem>> {
  return transactOrRefuse<Link, Problem>(context, async (tx) => {
    // Its links come one after the other, and none after its suspension.
    const [affiliate] = await tx
      .select({ status: affiliates.status })
      .from(affiliates)
      .where(and(eq(affiliates.workspaceId, context.workspaceId), eq(affiliates.id, affiliateId)))
      .for("update");
    if (affiliate?.status !== "active") return fail(SUSPENDED);
    const [program] = await ownPrograms(tx, context, affiliateId, programId);
    if (!program) return fail({ code: "not_found", param: "program_id" });
    if (program.status !== "active")
      return fail(conflict("program_id", `is of a program that is ${program.status}`));
    const allowed = { hosts: program.allowedHosts, schemes: [] };
    if ("refused" in judgeDeepLink(destinationUrl, allowed, parseUrl)) return fail(notAllowed(program));
    const [own] = await tx
      .select({ on: count() })
      .from(links)
      .where(and(isOwn(context, affiliateId), eq(links.status, "active")));
    if ((own?.on ?? 0) >= LINKS_MAX)
      return fail(conflict("program_id", `is one link too many: ${LINKS_MAX} are on`));
    return createLink({ ...context, db: tx }, { programId, affiliateId, destinationUrl, host });
  });
}

const SUSPENDED: Forbidden = {
  code: "forbidden",
  message: "You are suspended: what you earned stays yours to see, and no new links are made.",
};
const conflict = (param: string, message: string): Conflict => ({ code: "conflict", param, message });
const notAllowed = ({ allowedHosts }: OwnProgram): Invalid => ({
  ...{ code: "invalid", param: "destination_url" },
  message:
    allowedHosts.length > 0
      ? `must lead to ${allowedHosts.join(" or ")}`
      : "leads nowhere that the program allows: it names no host",
});

/** An affiliate's links, newest first. */
export function listOwnLinks(
  context: Context,
  affiliateId: AffiliateId,
  { limit, after }: PageRequest,
): Promise<Page<Link>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(links)
      .where(and(isOwn(context, affiliateId), after === null ? undefined : lt(links.id, after as LinkId)))
      .orderBy(desc(links.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One link of an affiliate, or null. */
export async function findOwnLink(
  context: Context,
  affiliateId: AffiliateId,
  id: LinkId,
): Promise<Link | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(links)
      .where(and(isOwn(context, affiliateId), eq(links.id, id))),
  );
  return row ?? null;
}

const isOwn = ({ workspaceId }: Context, affiliateId: AffiliateId) =>
  and(eq(links.workspaceId, workspaceId), eq(links.affiliateId, affiliateId));
