import { and, eq } from "drizzle-orm";
import { nameInMail } from "../../core/shared/name-in-mail.ts";
import type { Db } from "../../db/client.ts";
import { programs } from "../../db/schema/index.ts";
import type { PeopleContext } from "../people/context.ts";
import { mailPerson } from "../people/mails.ts";
import type { Context } from "../shared/context.ts";
import type { ApplicationRow } from "./application-row.ts";

/** What seals a mail, and the page where its person signs in. */
export type Mailing = Pick<PeopleContext, "envelopeKeys" | "pepper" | "origin">;

/** Leaves a mail that tells an applicant what was decided, inside the transaction that decides it. */
export async function mailDecision(
  tx: Db,
  { now }: Pick<Context, "now">,
  { workspaceId, programId, email, status, reason }: ApplicationRow,
  mailing: Mailing,
): Promise<void> {
  const [program] = await tx
    .select({ name: programs.name })
    .from(programs)
    .where(and(eq(programs.workspaceId, workspaceId), eq(programs.id, programId)));
  if (!program) throw new Error(`${programId} is gone`);
  const name = nameInMail(program.name);
  const told =
    status === "approved"
      ? `You may promote ${name} from now on. Sign in with this address at ${mailing.origin} for your links and what you earn.`
      : `You may not promote ${name}. The merchant says why:\n\n${reason}`;
  await mailPerson(
    tx,
    { ...mailing, now },
    { kind: `application_${status}`, to: email, subject: `Your application to ${name}`, text: told },
  );
}
