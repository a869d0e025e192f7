import { and, asc, count, eq, gt } from "drizzle-orm";
import { hostKey } from "../../core/link/published-keys.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import type { DomainId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { linkDomains } from "../../db/schema/index.ts";
import { newId, randomBytes } from "../../platform/random.ts";
import { markChanged } from "../publishing/mark-changed.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing, changesOf } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Invalid, NotFound, Taken } from "../shared/problems.ts";

export type LinkDomain = typeof linkDomains.$inferSelect;

/** Domains a workspace may have; each is looked up again and again. */
export const DOMAINS_MAX = 100;

/** What a domain serves besides its links. */
export type DomainChange = Partial<Pick<LinkDomain, "rootUrl" | "appleAssociation" | "androidAssetLinks">>;

/** Claims a host. Nothing is served on it until its DNS record proves that it is the workspace's. */
export function createDomain(
  context: Context,
  { host, ...served }: DomainChange & { readonly host: string },
): Promise<Result<LinkDomain, Taken | Invalid>> {
  return transact(context, async (tx) => {
    const { workspaceId, now } = context;
    const [had] = await tx
      .select({ domains: count() })
      .from(linkDomains)
      .where(eq(linkDomains.workspaceId, workspaceId));
    if ((had?.domains ?? 0) >= DOMAINS_MAX) {
      const message = `would be one more than the ${DOMAINS_MAX} a workspace may have`;
      return fail({ code: "invalid", param: "host", message });
    }
    const [row] = await tx
      .insert(linkDomains)
      .values({
        ...served,
        ...{ workspaceId, id: newId("dom", now.getTime()), host },
        verificationToken: encodeBase64url(randomBytes(24)),
      })
      .onConflictDoNothing({ target: [linkDomains.workspaceId, linkDomains.host] })
      .returning();
    if (!row) return fail({ code: "taken", param: "host" });
    await audit(tx, context, [
      { action: "link_domain.created", subjectId: row.id, change: { host, ...served } },
    ]);
    return ok(row);
  });
}

/** Changes what a domain serves besides its links, and marks it to be published if it is proved. */
export function updateDomain(
  context: Context,
  domainId: DomainId,
  change: DomainChange,
): Promise<Result<LinkDomain, NotFound>> {
  const isDomain = and(eq(linkDomains.workspaceId, context.workspaceId), eq(linkDomains.id, domainId));
  return transact(context, async (tx) => {
    const [before] = await tx.select().from(linkDomains).where(isDomain).for("update");
    if (!before) return fail({ code: "not_found", param: null });
    if (changesNothing(before, change)) return ok(before);
    const [after] = await tx
      .update(linkDomains)
      .set({ ...change, updatedAt: context.now })
      .where(isDomain)
      .returning();
    if (!after) throw new Error("a locked link domain was not written");
    // The copy of a host that lost its proof may be another workspace's by now.
    if (after.status === "verified") {
      await markChanged(tx, context, [{ kvKey: hostKey(after.host), kind: "host", subjectId: domainId }]);
    }
    await audit(tx, context, [
      { action: "link_domain.updated", subjectId: domainId, change: changesOf(before, after) },
    ]);
    return ok(after);
  });
}

/** Domains of the workspace, oldest first. */
export function listDomains(context: Context, { limit, after }: PageRequest): Promise<Page<LinkDomain>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(linkDomains)
      .where(
        and(
          eq(linkDomains.workspaceId, context.workspaceId),
          after ? gt(linkDomains.id, after as DomainId) : undefined,
        ),
      )
      .orderBy(asc(linkDomains.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One domain of the workspace, or null. */
export async function getDomain(context: Context, domainId: DomainId): Promise<LinkDomain | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(linkDomains)
      .where(and(eq(linkDomains.workspaceId, context.workspaceId), eq(linkDomains.id, domainId))),
  );
  return row ?? null;
}
