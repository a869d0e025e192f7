import { and, asc, eq, gt } from "drizzle-orm";
import type { AffiliateId, InvitationId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { invitations } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";
import { type Invitation, isTo, withoutHash } from "./invitations.ts";

/** Invitations to be a member of the workspace, oldest first, whatever became of them. */
export function listInvitations(context: Context, page: PageRequest): Promise<Page<Invitation>> {
  return transact(context, (tx) => pageOfInvitations(tx, context, undefined, page));
}

/** A page of the invitations to be the login of an affiliate, or a member where none is named. */
export async function pageOfInvitations(
  tx: Db,
  { workspaceId }: Context,
  affiliateId: AffiliateId | undefined,
  { limit, after }: PageRequest,
): Promise<Page<Invitation>> {
  const rows = await tx
    .select()
    .from(invitations)
    .where(
      and(
        ...[eq(invitations.workspaceId, workspaceId), isTo(affiliateId)],
        after ? gt(invitations.id, after as InvitationId) : undefined,
      ),
    )
    .orderBy(asc(invitations.id))
    .limit(limit + 1);
  return cutPage(rows.map(withoutHash), limit, ({ id }) => id);
}
