import { eq } from "drizzle-orm";
import type { PersonId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { people, personPasswords } from "../../db/schema/index.ts";
import { isPassword } from "../../platform/scrypt.ts";
import { byProof, prove } from "./by-proof.ts";
import { emailHashOf, type PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";
import { NOT_PROVED, type SignInProblem } from "./problems.ts";
import { finishFirstFactor, type SignedIn } from "./start-session.ts";
import { forgiveTries, takeTry } from "./throttle.ts";

/**
 * Signs in by a password, or asks for the second factor of who has one. A wrong password, an address that is nobody's and
 * a person without a password get the same answer by the same work.
 */
export async function signInByPassword(
  context: PeopleContext,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<Result<SignedIn, SignInProblem>> {
  const emailHash = emailHashOf(context, email);
  const until = await takeTry(context, { trying: "password", account: emailHash });
  if (until) return fail({ code: "too_many_tries", until });
  const { personId, hash } = await findPassword(context, emailHash);
  const isRight = await isPassword(password, hash);
  if (!isRight || !personId) {
    const stream = personId ?? emailHash;
    await byProof(context.db, personId ? { emailHash, personId } : { emailHash }, (tx) =>
      noteEvent(tx, context, {
        ...{ stream, actor: "anyone", action: "sign_in.refused", subjectId: stream },
        change: { method: "password" },
      }),
    );
    return fail(NOT_PROVED);
  }
  const signedIn = await byProof(context.db, { personId }, async (tx) =>
    // A password that was changed meanwhile signs nobody in.
    (await isStill(tx, personId, hash))
      ? finishFirstFactor(tx, context, { personId, method: "password", isVerified: true })
      : null,
  );
  if (!signedIn) return fail(NOT_PROVED);
  await forgiveTries(context, { trying: "password", account: emailHash });
  return ok(signedIn);
}

function findPassword(
  { db }: PeopleContext,
  emailHash: string,
): Promise<{ readonly personId: PersonId | null; readonly hash: string | null }> {
  return byProof(db, { emailHash }, async (tx) => {
    const [person] = await tx.select({ id: people.id }).from(people).where(eq(people.emailHash, emailHash));
    const personId = person?.id ?? null;
    await prove(tx, { personId: personId ?? ("" as PersonId) });
    const [found] = await tx
      .select({ hash: personPasswords.hash })
      .from(personPasswords)
      .where(eq(personPasswords.personId, personId ?? ("" as PersonId)));
    return { personId, hash: found?.hash ?? null };
  });
}

async function isStill(
  tx: Parameters<typeof prove>[0],
  personId: PersonId,
  hash: string | null,
): Promise<boolean> {
  const [row] = await tx
    .select({ hash: personPasswords.hash })
    .from(personPasswords)
    .where(eq(personPasswords.personId, personId))
    .for("share");
  return row !== undefined && row.hash === hash;
}
