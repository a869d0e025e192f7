import { and, eq } from "drizzle-orm";
import type { LinkRule, LinkVariant } from "../../core/link/targeting.ts";
import type { AffiliateId, ProgramId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { linkDomains, links } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { claim, linkPublications } from "../publishing/mark-changed.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import { findMissing } from "../shared/find-missing.ts";
import type { Invalid, InvalidFields, NotFound, Taken } from "../shared/problems.ts";
import { holdSettings } from "../workspaces/settings.ts";
import { judgeDestinations } from "./judge-destinations.ts";
import { judgeSpan } from "./judge-span.ts";
import { randomSlug } from "./random-slug.ts";

export type Link = typeof links.$inferSelect;

/** A new link; without a slug it gets a random one. */
export type LinkInput = {
  readonly programId: ProgramId;
  readonly affiliateId: AffiliateId;
  readonly host: string;
  /** True for a host of the workspace's own, which must be proved; a shared one is anybody's. */
  readonly isOwnHost?: boolean | undefined;
  readonly slug?: string | undefined;
  readonly destinationUrl: string;
  readonly startsAt?: Date | undefined;
  readonly expiresAt?: Date | undefined;
  readonly fallbackUrl?: string | undefined;
  readonly rules?: readonly LinkRule[] | undefined;
  readonly variants?: readonly LinkVariant[] | undefined;
  readonly isDurable?: boolean | undefined;
  /** Set for the link of a coupon. */
  readonly couponCode?: string | undefined;
};

/**
 * Writes a link, takes its keys of the edge's store, and notes it in the audit log, inside the
 * transaction of whoever makes it; a refusal must roll that back.
 */
export async function insertLink(
  tx: Db,
  context: Context,
  { isOwnHost = false, ...input }: LinkInput,
): Promise<Result<Link, NotFound | Taken | Invalid | InvalidFields>> {
  const invalid = judgeDestinations(input, input.host) ?? judgeSpan(input);
  if (invalid) return fail(invalid);
  await holdSettings(tx, context);
  const missing = await findMissing(tx, context, input);
  if (missing) return fail({ code: "not_found", param: missing });
  if (isOwnHost && !(await isProved(tx, context, input.host))) return fail(NOT_A_HOST);
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
  if (!row || !(await claim(tx, context, linkPublications(row))))
    return fail({ code: "taken", param: "slug" });
  await audit(tx, context, [
    { action: "link.created", subjectId: row.id, change: { ...input, slug: row.slug } },
  ]);
  return ok(row);
}

const NOT_A_HOST: Invalid = {
  code: "invalid",
  param: "host",
  message: "must be a shared link host or a verified link domain of this workspace",
};

/** The lock keeps the host from losing its proof until the link is there to be marked. */
async function isProved(tx: Db, context: Context, host: string): Promise<boolean> {
  const { workspaceId } = context;
  const [domain] = await tx
    .select({ id: linkDomains.id })
    .from(linkDomains)
    .where(
      and(
        eq(linkDomains.workspaceId, workspaceId),
        eq(linkDomains.host, host),
        eq(linkDomains.status, "verified"),
      ),
    )
    .for("share");
  return domain !== undefined;
}
