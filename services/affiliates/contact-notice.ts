import { and, eq } from "drizzle-orm";
import { CONTACT_SETTLES_MS } from "../../core/payout/method-view.ts";
import type { Db } from "../../db/client.ts";
import { affiliates } from "../../db/schema/index.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { addNotices, type Notice } from "../notices/add-notices.ts";
import { merchantOf } from "../notices/merchant-of.ts";
import type { Context } from "../shared/context.ts";
import type { LoginRow } from "./tie-login.ts";

type AffiliateRow = typeof affiliates.$inferSelect;

/**
 * Where an affiliate is told of what a thief would do: at its e-mail address, and at the one before where that changed in
 * the last 30 days, since whoever took an account over changes the address first.
 */
export function contactsOf(
  { email, previousEmail, emailChangedAt }: AffiliateRow,
  { now }: Pick<Context, "now">,
): readonly { readonly role: string; readonly to: string }[] {
  const isNew = emailChangedAt !== null && now.getTime() - emailChangedAt.getTime() < CONTACT_SETTLES_MS;
  return [
    { role: "contact", to: email },
    ...(isNew && previousEmail !== null ? [{ role: "earlier_contact", to: previousEmail }] : []),
  ];
}

/** What addresses are told that affiliates had until now. The new ones are not named: they may be a thief's or their own. */
export async function contactNotices(
  tx: Db,
  context: Context,
  givenUp: readonly AffiliateRow[],
): Promise<readonly Notice[]> {
  const merchant = await merchantOf(tx, context);
  return givenUp.map((before) => ({
    ...{ kind: "affiliate_contact_changed", to: before.email },
    cause: `affiliate_contact_changed ${before.id} ${context.now.toISOString()}`,
    subject: `${merchant}: your e-mail address was changed`,
    text: [
      `Hello ${before.name},`,
      `${merchant} was given another e-mail address for you, and writes there from now on.`,
      `If this was not you, tell ${merchant} at once.`,
    ].join("\n\n"),
  }));
}

/** Tells an affiliate that was there before of its new login, who may be the wrong one. The login's address is not named. */
export async function tellOfLogin(
  tx: Db,
  context: Context,
  keys: EnvelopeKeys,
  { affiliateId, personId, createdAt }: LoginRow,
): Promise<void> {
  const [affiliate] = await tx
    .select()
    .from(affiliates)
    .where(and(eq(affiliates.workspaceId, context.workspaceId), eq(affiliates.id, affiliateId)));
  if (!affiliate) throw new Error(`${affiliateId} is gone`);
  const merchant = await merchantOf(tx, context);
  const cause = `affiliate_login_created ${affiliateId} ${personId} ${createdAt.toISOString()}`;
  const told = contactsOf(affiliate, context).map(({ role, to }) => ({
    ...{ kind: "affiliate_login_created", cause: `${cause} ${role}`, to },
    subject: `${merchant}: somebody may sign in as you`,
    text: [
      `Hello ${affiliate.name},`,
      `Somebody may sign in as you at ${merchant} from now on: they see what you earn, and may say where you are paid.`,
      `If this is neither you nor one of yours, tell ${merchant} at once.`,
    ].join("\n\n"),
  }));
  await addNotices(tx, context, keys, told);
}
