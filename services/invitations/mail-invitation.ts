import { eq } from "drizzle-orm";
import type { AffiliateId, InvitationId, OrganisationId } from "../../core/shared/id.ts";
import { nameInMail } from "../../core/shared/name-in-mail.ts";
import type { Db } from "../../db/client.ts";
import { organisations } from "../../db/schema/index.ts";
import { keyedHash } from "../../platform/keyed-hash.ts";
import type { PeopleContext } from "../people/context.ts";
import { mailPerson } from "../people/mails.ts";
import { linkToken } from "../people/secrets.ts";
import type { Context } from "../shared/context.ts";

/** What mails and hashes an invitation: the keys of envelopes and hashes, and where the link in the mail leads. */
export type Inviting = Pick<PeopleContext, "envelopeKeys" | "pepper" | "origin">;

/** The hash under which the secret of a link is kept, with the invitation it is of. */
export const invitationHash = (
  { pepper }: Pick<Inviting, "pepper">,
  id: InvitationId,
  secret: string,
): string => keyedHash(pepper, "proof", `${id} ${secret}`);

/** Leaves an invitation to be mailed, inside the transaction that makes its link. */
export async function mailInvitation(
  tx: Db,
  { now }: Pick<Context, "now">,
  {
    row: { id, organisationId, email, affiliateId },
    secret,
    inviting,
  }: {
    readonly row: {
      readonly id: InvitationId;
      readonly organisationId: OrganisationId;
      readonly email: string;
      readonly affiliateId: AffiliateId | null;
    };
    readonly secret: string;
    readonly inviting: Inviting;
  },
): Promise<void> {
  const [organisation] = await tx
    .select({ name: organisations.name })
    .from(organisations)
    .where(eq(organisations.id, organisationId));
  if (!organisation) throw new Error(`${organisationId} is gone`);
  const link = `${inviting.origin}/invitation#${linkToken(id, secret)}`;
  const name = nameInMail(organisation.name);
  const invited = affiliateId ? `see and steer what you earn as an affiliate of ${name}` : `work in ${name}`;
  await mailPerson(
    tx,
    { ...inviting, now },
    {
      kind: "invitation",
      to: email,
      subject: `You are invited to ${name}`,
      text: `You are invited to ${invited}. Sign in with this address and accept here, in the next seven days:\n\n${link}\n\nIf you do not know what this is, you need do nothing.`,
    },
  );
}
