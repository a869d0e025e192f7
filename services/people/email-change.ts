import { eq } from "drizzle-orm";
import { isFresh } from "../../core/access/session.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { isTaken } from "../../db/errors.ts";
import { people } from "../../db/schema/index.ts";
import { openJson, sealJson } from "../../platform/envelope.ts";
import type { Conflict } from "../shared/problems.ts";
import { byProof, prove } from "./by-proof.ts";
import { actorOf, emailHashOf, normalEmail, type PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";
import type { Session } from "./find-session.ts";
import { lockPerson } from "./lock-person.ts";
import { mailPerson } from "./mails.ts";
import { NOT_PROVED, type SignInProblem, type VerificationRequired } from "./problems.ts";
import { endProofs, findByLink, makeProof, spendProof } from "./proofs.ts";
import { linkToken, newSecret } from "./secrets.ts";
import { endSessions } from "./sessions.ts";
import { takeTry } from "./throttle.ts";

const LINK_MS = 1_800_000;
const changePlace = (personId: string): string => `sign_in_proofs email_change ${personId}`;

/**
 * Mails a link to a person's new address and a word to the old one. Whether another has the address is not told: only
 * who reads its mail learns of it.
 */
export async function requestEmailChange(
  context: PeopleContext,
  session: Session,
  given: string,
): Promise<Result<void, SignInProblem | VerificationRequired>> {
  const { personId } = session;
  if (!isFresh(session, context.now, { counts: "sign_in" })) return fail({ code: "verification_required" });
  const email = normalEmail(given);
  const until = await takeTry(context, { trying: "code_request", account: emailHashOf(context, email) });
  if (until) return fail({ code: "too_many_tries", until });
  const secret = newSecret();
  const place = changePlace(personId);
  const sealed = await sealJson(email, { keys: context.envelopeKeys, place });
  await byProof(context.db, { personId }, async (tx) => {
    const [person] = await tx.select({ email: people.email }).from(people).where(eq(people.id, personId));
    if (!person) throw new Error("a session has no person");
    const proof = await makeProof(tx, context, {
      ...{ kind: "email_change", secret, lifetimeMs: LINK_MS, personId, detail: { email: sealed } },
    });
    await mailPerson(tx, context, {
      kind: "email_change",
      to: email,
      subject: "Confirm your new address",
      text: `Confirm this address for your account here, in the next 30 minutes and signed in:\n\n${context.origin}/account/email#${linkToken(proof.id, secret)}\n\nIf you did not ask for it, you need do nothing.`,
    });
    await mailPerson(tx, context, {
      kind: "email_change_asked",
      to: person.email,
      subject: "Your address is about to change",
      text: `Somebody who is signed in to your account at ${context.origin} asked to change its address. If that was not you, set a new password there now: it ends every session.`,
    });
    await noteEvent(tx, context, {
      ...{
        stream: personId,
        actor: actorOf(personId),
        action: "email.change_requested",
        subjectId: proof.id,
      },
    });
  });
  return ok(undefined);
}

/**
 * Takes a new address by the link that was mailed to it, signed in as who asked for it; ends the other sessions, half-done
 * sign-ins and links.
 */
export async function completeEmailChange(
  context: PeopleContext,
  { personId, sessionId }: Session,
  token: string,
): Promise<Result<void, SignInProblem | Conflict>> {
  const proof = await findByLink(context, { token, kind: "email_change" });
  if (proof?.personId !== personId) return fail(NOT_PROVED);
  const { email: sealed } = proof.detail as { readonly email: string };
  const keys = context.envelopeKeys;
  const email = await openJson<string>(sealed, { keys, place: changePlace(personId) });
  const emailHash = emailHashOf(context, email);
  try {
    const isDone = await byProof(context.db, { personId }, async (tx) => {
      const before = await lockPerson(tx, personId);
      if (!(await spendProof(tx, context, proof.id))) return false;
      await endProofs(tx, context, personId);
      await tx
        .update(people)
        .set({ email, emailHash, emailProvedAt: context.now })
        .where(eq(people.id, personId));
      await mailPerson(tx, context, {
        kind: "email_changed",
        to: before.email,
        subject: "Your address was changed",
        text: `Your account at ${context.origin} has another address from now on.`,
      });
      await prove(tx, { personId });
      await noteEvent(tx, context, {
        ...{ stream: personId, actor: actorOf(personId), action: "email.changed", subjectId: personId },
        change: { from_hash: before.emailHash, to_hash: emailHash },
      });
      await endSessions(tx, context, { personId, but: sessionId, because: "email_changed" });
      return true;
    });
    return isDone ? ok(undefined) : fail(NOT_PROVED);
  } catch (error) {
    if (!isTaken(error)) throw error;
    return fail({ code: "conflict", param: "token", message: "is of an address that has an account" });
  }
}
