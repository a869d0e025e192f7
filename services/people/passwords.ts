import { eq } from "drizzle-orm";
import { passwordProblem } from "../../core/access/password.ts";
import { isFresh } from "../../core/access/session.ts";
import type { PersonId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { people, personPasswords } from "../../db/schema/index.ts";
import { hashPassword, isPassword } from "../../platform/scrypt.ts";
import type { Invalid } from "../shared/problems.ts";
import { byProof } from "./by-proof.ts";
import { actorOf, emailHashOf, normalEmail, type PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";
import type { Session } from "./find-session.ts";
import { lockPerson } from "./lock-person.ts";
import { mailPerson } from "./mails.ts";
import { NOT_PROVED, type SignInProblem, type VerificationRequired } from "./problems.ts";
import { endProofs, findByLink, makeProof, spendProof } from "./proofs.ts";
import { linkToken, newSecret } from "./secrets.ts";
import { endSessions } from "./sessions.ts";
import { forgiveTries, takeTry } from "./throttle.ts";

const RESET_MS = 1_800_000;

/** Says whether a password is among those that were leaked; false too where nobody can tell. */
export type IsLeaked = (password: string) => Promise<boolean>;

/**
 * Sets a person's own password and ends its other sessions. Who has one proves itself by it, or by having stepped up;
 * who has none must have signed in just now.
 */
export async function changePassword(
  context: PeopleContext,
  session: Session,
  given: { readonly current: string | null; readonly next: string; readonly isLeaked: IsLeaked },
): Promise<Result<void, SignInProblem | VerificationRequired | Invalid>> {
  const { personId, sessionId } = session;
  const { email, hash: stored } = await loadPassword(context, personId);
  if (given.current !== null) {
    const tried = { trying: "step_up", account: personId } as const;
    const until = await takeTry(context, tried);
    if (until) return fail({ code: "too_many_tries", until });
    if (!(await isPassword(given.current, stored))) return fail(NOT_PROVED);
    await forgiveTries(context, tried);
  } else if (!isFresh(session, context.now, { counts: stored === null ? "sign_in" : "step_up" })) {
    return fail({ code: "verification_required" });
  }
  const problem = await problemOf(given, email);
  if (problem) return fail({ code: "invalid", param: "password", message: problem });
  const hash = await hashPassword(given.next);
  const isDone = await byProof(context.db, { personId }, async (tx) => {
    await lockPerson(tx, personId);
    // What the caller knew is a password no more where another took its place meanwhile.
    if ((await readHash(tx, personId)) !== stored) return false;
    await writePassword(tx, context, { personId, hash, email });
    await endSessions(tx, context, { personId, but: sessionId, because: "password_changed" });
    return true;
  });
  return isDone ? ok(undefined) : fail(NOT_PROVED);
}

async function readHash(tx: Db, personId: PersonId): Promise<string | null> {
  const [row] = await tx
    .select({ hash: personPasswords.hash })
    .from(personPasswords)
    .where(eq(personPasswords.personId, personId));
  return row?.hash ?? null;
}

async function problemOf(
  { next, isLeaked }: { readonly next: string; readonly isLeaked: IsLeaked },
  email: string,
): Promise<string | null> {
  const problem = passwordProblem(next, email);
  if (problem) return problem;
  return (await isLeaked(next)) ? "was in a leak: choose another" : null;
}

/** Writes a password, ends half-done sign-ins and links, tells the person by mail, and notes it. */
async function writePassword(
  tx: Db,
  context: PeopleContext,
  { personId, hash, email }: { readonly personId: PersonId; readonly hash: string; readonly email: string },
): Promise<void> {
  await tx
    .insert(personPasswords)
    .values({ personId, hash, changedAt: context.now })
    .onConflictDoUpdate({ target: personPasswords.personId, set: { hash, changedAt: context.now } });
  await endProofs(tx, context, personId);
  await mailPerson(tx, context, {
    kind: "password_changed",
    to: email,
    subject: "Your password was changed",
    text: `The password of your account at ${context.origin} was changed. If that was not you, reset it there now.`,
  });
  await noteEvent(tx, context, {
    ...{ stream: personId, actor: actorOf(personId), action: "password.changed", subjectId: personId },
  });
}

function loadPassword(
  { db }: PeopleContext,
  personId: PersonId,
): Promise<{ readonly email: string; readonly hash: string | null }> {
  return byProof(db, { personId }, async (tx) => {
    const [row] = await tx
      .select({ email: people.email, hash: personPasswords.hash })
      .from(people)
      .leftJoin(personPasswords, eq(personPasswords.personId, people.id))
      .where(eq(people.id, personId));
    if (!row) throw new Error("a session has no person");
    return row;
  });
}

/**
 * Mails a link to set a new password. An address that is nobody's is mailed as well, and told so: what is done and
 * answered is the same.
 */
export async function requestPasswordReset(
  context: PeopleContext,
  given: string,
): Promise<Result<void, SignInProblem>> {
  const email = normalEmail(given);
  const emailHash = emailHashOf(context, email);
  const until = await takeTry(context, { trying: "reset_request", account: emailHash });
  if (until) return fail({ code: "too_many_tries", until });
  const secret = newSecret();
  await byProof(context.db, { emailHash }, async (tx) => {
    const [person] = await tx.select({ id: people.id }).from(people).where(eq(people.emailHash, emailHash));
    const proof = await makeProof(tx, context, {
      ...{ kind: "password_reset", secret, lifetimeMs: RESET_MS, emailHash },
      ...(person ? { personId: person.id } : {}),
    });
    const link = `${context.origin}/sign-in/reset#${linkToken(proof.id, secret)}`;
    await mailPerson(tx, context, {
      kind: "password_reset",
      to: email,
      subject: "Set a new password",
      text: person
        ? `Set a new password here, once, in the next 30 minutes:\n\n${link}\n\nIf you did not ask for it, you need do nothing.`
        : `Somebody asked for a new password at ${context.origin} for this address, which has no account there. You need do nothing.`,
    });
    await noteEvent(tx, context, {
      ...{ stream: emailHash, actor: "anyone", action: "password.reset_requested", subjectId: proof.id },
    });
  });
  return ok(undefined);
}

/** Sets a new password by a link, once, and ends every session of its person; it signs nobody in. */
export async function resetPassword(
  context: PeopleContext,
  given: { readonly token: string; readonly next: string; readonly isLeaked: IsLeaked },
): Promise<Result<void, SignInProblem | Invalid>> {
  const proof = await findByLink(context, { token: given.token, kind: "password_reset" });
  if (!proof) return fail(NOT_PROVED);
  const { personId } = proof;
  const tried = { trying: "challenge", account: `reset ${proof.id}` } as const;
  const until = await takeTry(context, tried);
  if (until) return fail({ code: "too_many_tries", until });
  const { email } = await loadPassword(context, personId);
  // The address has changed since: the link went to one that is no longer the person's.
  if (emailHashOf(context, email) !== proof.emailHash) return fail(NOT_PROVED);
  const problem = await problemOf(given, email);
  if (problem) return fail({ code: "invalid", param: "password", message: problem });
  const hash = await hashPassword(given.next);
  const isDone = await byProof(context.db, { personId }, async (tx) => {
    await lockPerson(tx, personId);
    if (!(await spendProof(tx, context, proof.id))) return false;
    await writePassword(tx, context, { personId, hash, email });
    await endSessions(tx, context, { personId, because: "password_reset" });
    return true;
  });
  if (!isDone) return fail(NOT_PROVED);
  await forgiveTries(context, tried);
  return ok(undefined);
}
