import type { Db } from "../../db/client.ts";
import type { affiliates, payoutMethods } from "../../db/schema/index.ts";
import { contactsOf } from "../affiliates/contact-notice.ts";
import type { Notice } from "../notices/add-notices.ts";
import { merchantOf } from "../notices/merchant-of.ts";
import type { Context } from "../shared/context.ts";

type Change = {
  readonly affiliate: typeof affiliates.$inferSelect;
  readonly added: typeof payoutMethods.$inferSelect;
  /** What is paid to until the new one takes effect, or null. */
  readonly inForce: typeof payoutMethods.$inferSelect | null;
};

const KINDS = {
  iban: "bank account",
  stripe: "Stripe account",
  paypal: "PayPal account",
  wise: "Wise recipient",
};

/** What an affiliate is told of a new payout method, wherever it is told of such. */
export async function changeNotices(
  tx: Db,
  context: Context,
  { affiliate, added, inForce }: Change,
): Promise<readonly Notice[]> {
  const merchant = await merchantOf(tx, context);
  return contactsOf(affiliate, context).map(({ role, to }) => ({
    ...{ kind: "payout_method_changed", cause: `payout_method_changed ${added.id} ${role}`, to },
    subject: `${merchant}: your payout method was changed`,
    text: textOf({ affiliate, added, inForce }, merchant),
  }));
}

function textOf({ affiliate, added, inForce }: Change, merchant: string): string {
  const shown = ({ kind, hint }: { readonly kind: keyof typeof KINDS; readonly hint: string }) =>
    `${KINDS[kind]} ${hint}`;
  const waits = added.effectiveAt > added.createdAt;
  const from = `${added.effectiveAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const until = inForce ? `Until then you are paid to the ${shown(inForce)}.` : "Until then nothing is paid.";
  return [
    `Hello ${affiliate.name},`,
    `${merchant} was given a new payout method for you: ${shown(added)}.`,
    waits ? `It is paid to from ${from} on. ${until}` : "It is paid to from now on.",
    waits
      ? `If this was not you, tell ${merchant} before then: the change can be cancelled until it takes effect.`
      : `If this was not you, tell ${merchant} at once.`,
  ].join("\n\n");
}
