import type { Db } from "../../db/client.ts";
import { personMails } from "../../db/schema/index.ts";
import { sealJson } from "../../platform/envelope.ts";
import { newId } from "../../platform/random.ts";
import type { Mail } from "../notices/add-notices.ts";
import { prove } from "./by-proof.ts";
import { emailHashOf, type PeopleContext } from "./context.ts";

/** Where a mail to a person is sealed for. */
export const personMailPlace = (id: string): string => `person_mails ${id}`;

/** Leaves a mail to be sent to a person, inside the transaction of its cause. */
export async function mailPerson(
  tx: Db,
  context: Pick<PeopleContext, "now" | "envelopeKeys" | "pepper">,
  { kind, ...mail }: Mail & { readonly kind: string },
): Promise<void> {
  const id = newId("pml", context.now.getTime());
  const emailHash = emailHashOf(context, mail.to);
  const sealed = await sealJson(mail, { keys: context.envelopeKeys, place: personMailPlace(id) });
  await prove(tx, { emailHash });
  await tx
    .insert(personMails)
    .values({ id, emailHash, kind, sealed, dueAt: context.now, createdAt: context.now });
}
