import { and, eq, isNull } from "drizzle-orm";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { personPasswords, sessions } from "../../db/schema/index.ts";
import { isPassword } from "../../platform/scrypt.ts";
import { byProof } from "./by-proof.ts";
import { actorOf, type PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";
import { hasFactor, takeFactorCode } from "./factor-codes.ts";
import type { Session } from "./find-session.ts";
import { type PasskeyAnswer, takePasskey } from "./passkeys.ts";
import { NOT_PROVED, type SignInProblem } from "./problems.ts";
import { forgiveTries, takeTry } from "./throttle.ts";

/** By what a person proves itself once more. */
export type Verification =
  | { readonly code: string }
  | { readonly password: string }
  | { readonly passkey: PasskeyAnswer };

/**
 * Marks a session as just proved, for ten minutes: what moves money asks for that. A password is no proof of who has an
 * authenticator: that is asked for its code.
 */
export async function verifySession(
  context: PeopleContext,
  { personId, sessionId }: Session,
  given: Verification,
): Promise<Result<Date, SignInProblem>> {
  const tried = { trying: "step_up", account: personId } as const;
  const until = await takeTry(context, tried);
  if (until) return fail({ code: "too_many_tries", until });
  const isProved = await proves(context, personId, given);
  const method = Object.keys(given)[0];
  const marked = await byProof(context.db, { personId }, async (tx) => {
    if (!isProved) {
      await noteEvent(tx, context, {
        ...{ stream: personId, actor: actorOf(personId), action: "session.step_up_refused" },
        ...{ subjectId: sessionId, change: { method } },
      });
      return false;
    }
    const rows = await tx
      .update(sessions)
      .set({ verifiedAt: context.now })
      .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt)))
      .returning({ id: sessions.id });
    if (rows.length === 0) return false;
    await noteEvent(tx, context, {
      ...{ stream: personId, actor: actorOf(personId), action: "session.stepped_up", subjectId: sessionId },
      change: { method },
    });
    return true;
  });
  if (!marked) return fail(NOT_PROVED);
  await forgiveTries(context, tried);
  return ok(context.now);
}

async function proves(
  context: PeopleContext,
  personId: Session["personId"],
  given: Verification,
): Promise<boolean> {
  if ("code" in given) return takeFactorCode(context, personId, { code: given.code, purpose: "step_up" });
  if ("passkey" in given) return (await takePasskey(context, given.passkey)) === personId;
  const stored = await byProof(context.db, { personId }, async (tx) => {
    const hasAuthenticator = await hasFactor(tx, personId);
    const [row] = await tx.select().from(personPasswords).where(eq(personPasswords.personId, personId));
    return hasAuthenticator ? null : (row?.hash ?? null);
  });
  return isPassword(given.password, stored);
}
