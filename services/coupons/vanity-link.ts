import { and, asc, eq, sql } from "drizzle-orm";
import type { AffiliateId, LinkId, ProgramId } from "../../core/shared/id.ts";
import { fail, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { links } from "../../db/schema/index.ts";
import { insertLink, type Link } from "../links/insert-link.ts";
import { linkPublications, markChanged } from "../publishing/mark-changed.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import type { Invalid, InvalidFields, NotFound, Taken } from "../shared/problems.ts";

/** The link of a coupon. Without a destination it leads where the affiliate's oldest link of the program leads. */
export type VanityInput = {
  readonly destinationUrl?: string | undefined;
  readonly host: string;
  readonly isOwnHost: boolean;
};

/** Why a coupon or its link was refused. */
export type CouponRefusal = NotFound | Taken | Invalid | InvalidFields;

/** Makes the link whose slug is the code, inside the transaction that makes the coupon. */
export async function insertVanityLink(
  tx: Db,
  context: Context,
  input: VanityInput & {
    readonly code: string;
    readonly programId: ProgramId;
    readonly affiliateId: AffiliateId;
  },
): Promise<Result<Link, CouponRefusal>> {
  const { code, ...link } = input;
  const destinationUrl = input.destinationUrl ?? (await findDestination(tx, context, input));
  if (destinationUrl === null) return fail(NO_DESTINATION);
  const made = await insertLink(tx, context, { ...link, destinationUrl, slug: code, couponCode: code });
  return made.ok ? made : fail(asVanity(made.error));
}

/** Switches the link of a coupon on or off with it. */
export async function switchVanityLink(
  tx: Db,
  context: Context,
  linkId: LinkId,
  status: Link["status"],
): Promise<void> {
  const isLink = and(eq(links.workspaceId, context.workspaceId), eq(links.id, linkId));
  const [before] = await tx.select().from(links).where(isLink).for("update");
  if (!before || before.status === status) return;
  const version = sql`${links.version} + 1`;
  await tx.update(links).set({ status, version, updatedAt: context.now }).where(isLink);
  await markChanged(tx, context, linkPublications(before));
  const change = { status: { from: before.status, to: status } };
  await audit(tx, context, [{ action: "link.updated", subjectId: linkId, change }]);
}

const NO_DESTINATION: Invalid = {
  code: "invalid",
  param: "vanity.destination_url",
  message: "is required, since the affiliate has no other link of the program",
};

async function findDestination(
  tx: Db,
  { workspaceId }: Context,
  { programId, affiliateId }: { readonly programId: ProgramId; readonly affiliateId: AffiliateId },
): Promise<string | null> {
  const [oldest] = await tx
    .select({ destinationUrl: links.destinationUrl })
    .from(links)
    .where(
      and(
        eq(links.workspaceId, workspaceId),
        eq(links.affiliateId, affiliateId),
        eq(links.programId, programId),
        eq(links.status, "active"),
      ),
    )
    .orderBy(asc(links.id))
    .limit(1);
  return oldest?.destinationUrl ?? null;
}

/** Names the fields as they stand in the request for a coupon. */
function asVanity(refusal: CouponRefusal): CouponRefusal {
  if (refusal.code === "taken") return { code: "taken", param: "vanity" };
  if (refusal.code === "invalid") return { ...refusal, param: `vanity.${refusal.param}` };
  if (refusal.code === "not_found") return refusal;
  const fields = refusal.fields.map(({ param, message }) => ({ param: `vanity.${param}`, message }));
  return { ...refusal, fields };
}
