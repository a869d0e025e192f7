import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { and, asc, eq, isNull } from "drizzle-orm";
import { isFresh } from "../../core/access/session.ts";
import { decodeBase64url, encodeBase64url } from "../../core/shared/encoding.ts";
import type { PasskeyId, PersonId, ProofId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { passkeys, people } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import type { Conflict, NotFound } from "../shared/problems.ts";
import { byProof, prove } from "./by-proof.ts";
import { actorOf, type PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";
import type { Session } from "./find-session.ts";
import { lockPerson } from "./lock-person.ts";
import { NOT_PROVED, type SignInProblem, type VerificationRequired } from "./problems.ts";
import { makeProof, spendProof, tryProof } from "./proofs.ts";
import { newSecret } from "./secrets.ts";
import { type SignedIn, startSession } from "./start-session.ts";
import { takeTry } from "./throttle.ts";

const CHALLENGE_MS = 300_000;
const PASSKEYS_MAX = 20;
const RP_NAME = "Tributary";

export type PasskeyRow = typeof passkeys.$inferSelect;
/** A challenge, and what it is answered under. */
type Challenge<Options> = { readonly id: ProofId; readonly expiresAt: Date; readonly options: Options };

const rpId = ({ origin }: PeopleContext): string => new URL(origin).hostname;

/** Begins the enrolment of a passkey. A session that is not fresh cannot. */
export function beginPasskey(
  context: PeopleContext,
  session: Session,
): Promise<Result<Challenge<PublicKeyCredentialCreationOptionsJSON>, VerificationRequired>> {
  const { personId } = session;
  return byProof(context.db, { personId }, async (tx) => {
    if (!isFresh(session, context.now, { counts: "sign_in" })) return fail({ code: "verification_required" });
    const [person] = await tx.select().from(people).where(eq(people.id, personId));
    if (!person) throw new Error("a session has no person");
    const known = await tx.select().from(passkeys).where(isLiveOf(personId));
    const challenge = newSecret();
    const options = await generateRegistrationOptions({
      ...{ rpName: RP_NAME, rpID: rpId(context), userName: person.email, attestationType: "none" },
      userID: new Uint8Array(new TextEncoder().encode(personId)),
      userDisplayName: person.name ?? person.email,
      challenge: bytesOf(challenge),
      excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
    const proof = await makeProof(tx, context, {
      ...{ kind: "passkey_enrol", secret: challenge, lifetimeMs: CHALLENGE_MS, personId },
      detail: { challenge },
    });
    return ok({ ...proof, options });
  });
}

/** An answer to a challenge of `beginPasskey`, and what the person calls it. */
export type NewPasskey = {
  readonly id: ProofId;
  readonly name: string;
  readonly response: RegistrationResponseJSON;
};

/** Keeps a passkey that answers its challenge. */
export async function addPasskey(
  context: PeopleContext,
  { personId }: Session,
  given: NewPasskey,
): Promise<Result<PasskeyRow, SignInProblem | Conflict>> {
  const proof = await tryProof(context, { id: given.id, kind: "passkey_enrol" });
  if (proof?.personId !== personId) return fail(NOT_PROVED);
  const verified = await unlessMalformed(() =>
    verifyRegistrationResponse({
      ...{ response: given.response, expectedChallenge: challengeOf(proof), requireUserVerification: true },
      ...{ expectedOrigin: context.origin, expectedRPID: rpId(context) },
    }),
  );
  if (!verified?.verified) return fail(NOT_PROVED);
  const { credential, credentialBackedUp } = verified.registrationInfo;
  return byProof(context.db, { personId, credentialId: credential.id }, async (tx) => {
    await lockPerson(tx, personId);
    if (!(await spendProof(tx, context, proof.id))) return fail(NOT_PROVED);
    const known = await tx.select({ id: passkeys.id }).from(passkeys).where(isLiveOf(personId));
    if (known.length >= PASSKEYS_MAX) {
      return fail({
        code: "conflict",
        param: "id",
        message: `is beyond the ${PASSKEYS_MAX} a person may have`,
      });
    }
    const [row] = await tx
      .insert(passkeys)
      .values({
        ...{ id: newId("psk", context.now.getTime()), personId, name: given.name },
        ...{ credentialId: credential.id, publicKey: encodeBase64url(credential.publicKey) },
        ...{ counter: BigInt(credential.counter), isBackedUp: credentialBackedUp },
        ...{ transports: [...(credential.transports ?? [])], createdAt: context.now },
      })
      .onConflictDoNothing()
      .returning();
    if (!row) return fail({ code: "conflict", param: "response", message: "is of a passkey that is known" });
    await noteEvent(tx, context, {
      ...{ stream: personId, actor: actorOf(personId), action: "passkey.added", subjectId: row.id },
    });
    return ok(row);
  });
}

/** A person's passkeys that count, oldest first. */
export function listPasskeys({ db }: PeopleContext, personId: PersonId): Promise<readonly PasskeyRow[]> {
  return byProof(db, { personId }, (tx) =>
    tx.select().from(passkeys).where(isLiveOf(personId)).orderBy(asc(passkeys.id)),
  );
}

/** Takes a passkey out of use, by a fresh session. Twice is harmless. */
export function revokePasskey(
  context: PeopleContext,
  session: Session,
  id: PasskeyId,
): Promise<Result<void, NotFound | VerificationRequired>> {
  const { personId } = session;
  return byProof(context.db, { personId }, async (tx) => {
    const isIt = and(eq(passkeys.id, id), eq(passkeys.personId, personId));
    const [row] = await tx.select().from(passkeys).where(isIt).for("update");
    if (!row) return fail({ code: "not_found", param: null });
    if (row.revokedAt) return ok(undefined);
    if (!isFresh(session, context.now, { counts: "sign_in" })) return fail({ code: "verification_required" });
    await tx.update(passkeys).set({ revokedAt: context.now }).where(isIt);
    await noteEvent(tx, context, {
      ...{ stream: personId, actor: actorOf(personId), action: "passkey.revoked", subjectId: id },
    });
    return ok(undefined);
  });
}

/** Begins a sign-in, or a step-up, by whichever passkey the browser has for this host. */
export async function beginPasskeySignIn(
  context: PeopleContext,
): Promise<Result<Challenge<PublicKeyCredentialRequestOptionsJSON>, SignInProblem>> {
  const until = await takeTry(context, { trying: "challenge", account: networkOf(context) });
  if (until) return fail({ code: "too_many_tries", until });
  return byProof(context.db, {}, async (tx) => {
    const challenge = newSecret();
    const options = await generateAuthenticationOptions({
      ...{ rpID: rpId(context), challenge: bytesOf(challenge), userVerification: "required" },
    });
    const proof = await makeProof(tx, context, {
      ...{ kind: "passkey_sign_in", secret: challenge, lifetimeMs: CHALLENGE_MS, detail: { challenge } },
    });
    return ok({ ...proof, options });
  });
}

/** An answer to a challenge of `beginPasskeySignIn`. */
export type PasskeyAnswer = { readonly id: ProofId; readonly response: AuthenticationResponseJSON };

/** Signs in by a passkey: what is held and what its holder is or knows, so that no second factor is asked for. */
export async function signInByPasskey(
  context: PeopleContext,
  answer: PasskeyAnswer,
): Promise<Result<SignedIn, SignInProblem>> {
  const until = await takeTry(context, { trying: "challenge", account: networkOf(context) });
  if (until) return fail({ code: "too_many_tries", until });
  const personId = await takePasskey(context, answer);
  if (!personId) return fail(NOT_PROVED);
  const signedIn = await byProof(context.db, { personId }, (tx) =>
    startSession(tx, context, { personId, method: "passkey", isVerified: true }),
  );
  return ok(signedIn);
}

/** Checks and spends an answer; whose passkey it is, or null. */
export async function takePasskey(
  context: PeopleContext,
  { id, response }: PasskeyAnswer,
): Promise<PersonId | null> {
  const proof = await tryProof(context, { id, kind: "passkey_sign_in" });
  if (!proof) return null;
  return byProof(context.db, { credentialId: response.id }, async (tx) => {
    const [known] = await tx.select().from(passkeys).where(eq(passkeys.credentialId, response.id));
    if (!known || known.revokedAt) return null;
    const { personId, credentialId, counter } = known;
    const verified = await unlessMalformed(() =>
      verifyAuthenticationResponse({
        ...{ response, expectedChallenge: challengeOf(proof), requireUserVerification: true },
        ...{ expectedOrigin: context.origin, expectedRPID: rpId(context) },
        credential: {
          ...{ id: credentialId, counter: Number(counter) },
          publicKey: bytesOf(known.publicKey),
        },
      }),
    );
    await prove(tx, { personId });
    if (!verified?.verified || !(await spendProof(tx, context, proof.id))) {
      await noteEvent(tx, context, {
        ...{ stream: personId, actor: "anyone", action: "sign_in.refused", subjectId: known.id },
        change: { method: "passkey" },
      });
      return null;
    }
    const { newCounter, credentialBackedUp } = verified.authenticationInfo;
    await tx
      .update(passkeys)
      .set({ counter: BigInt(newCounter), isBackedUp: credentialBackedUp, lastUsedAt: context.now })
      .where(eq(passkeys.id, known.id));
    return personId;
  });
}

/** A passkey names nobody before it was looked at, so tries are counted by the network alone. */
const networkOf = ({ networkHash }: PeopleContext): string => `passkey ${networkHash ?? "unknown"}`;

const isLiveOf = (personId: PersonId) => and(eq(passkeys.personId, personId), isNull(passkeys.revokedAt));

const challengeOf = ({ detail }: { readonly detail: unknown }): string =>
  (detail as { readonly challenge: string }).challenge;

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = decodeBase64url(text);
  if (!bytes) throw new Error("not base64url");
  return new Uint8Array(bytes);
}

/** The library throws at whatever a browser would not have made; here that proves nothing, as a wrong signature does. */
async function unlessMalformed<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch {
    return null;
  }
}
