import type { MemberId, PersonId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { invitations } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import { type InvitationRow, isInvitation } from "./invitations.ts";

/** Writes that a locked invitation was accepted, and what came of it. */
export async function closeInvitation(
  tx: Db,
  context: Context,
  { id }: InvitationRow,
  made: { readonly memberId: MemberId } | { readonly personId: PersonId },
): Promise<void> {
  await tx
    .update(invitations)
    .set({ ...made, acceptedAt: context.now })
    .where(isInvitation(context, id));
  const change = { from: "open", to: "accepted", ...made };
  await audit(tx, context, [{ action: "invitation.accepted", subjectId: id, change }]);
}
