import { SESSION_MS } from "../../core/access/session.ts";
import type { PersonId, SessionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { sessions } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { prove } from "./by-proof.ts";
import { actorOf, type PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";
import { hasFactor } from "./factor-codes.ts";
import type { Session } from "./find-session.ts";
import { makeProof } from "./proofs.ts";
import { linkToken, newSecret } from "./secrets.ts";

/** What a sign-in came to: a session with its token, this once, or a second factor that is asked for first. */
export type SignedIn =
  | {
      readonly kind: "session";
      readonly token: string;
      readonly sessionId: SessionId;
      readonly personId: PersonId;
      readonly expiresAt: Date;
    }
  | { readonly kind: "second_factor"; readonly token: string; readonly expiresAt: Date };

const SECOND_FACTOR_MS = 600_000;
/** What is kept of what a browser says it is. */
const USER_AGENT_CHARS_MAX = 200;

/** Whose sign-in, how, and whether it counts as more than a code by mail. */
type Begun = {
  readonly personId: PersonId;
  readonly method: Session["method"];
  readonly isVerified: boolean;
};

/**
 * Ends the first factor of a sign-in, in its transaction: a person with an authenticator is asked for its code, anyone
 * else is signed in.
 */
export async function finishFirstFactor(tx: Db, context: PeopleContext, begun: Begun): Promise<SignedIn> {
  const { personId, method } = begun;
  await prove(tx, { personId });
  if (!(await hasFactor(tx, personId))) return startSession(tx, context, begun);
  const secret = newSecret();
  const proof = await makeProof(tx, context, {
    ...{ kind: "second_factor", secret, lifetimeMs: SECOND_FACTOR_MS, personId },
    detail: { method },
  });
  await noteEvent(tx, context, {
    ...{ stream: personId, actor: "anyone", action: "sign_in.first_factor_passed", subjectId: personId },
    change: { method },
  });
  return { kind: "second_factor", token: linkToken(proof.id, secret), expiresAt: proof.expiresAt };
}

/** Signs a person in: a session of its own with a new token, whatever the browser had before. */
export async function startSession(
  tx: Db,
  context: PeopleContext,
  { personId, method, isVerified }: Begun,
): Promise<SignedIn> {
  const { now, networkHash, userAgent } = context;
  const token = newSecret();
  const sessionId = newId("ses", now.getTime());
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  await prove(tx, { personId });
  await tx.insert(sessions).values({
    ...{ id: sessionId, personId, hash: sha256Hex(token), method, networkHash, expiresAt },
    ...{ verifiedAt: isVerified ? now : null, lastUsedAt: now, createdAt: now },
    userAgent: userAgent?.replaceAll(/[\p{Cc}\p{Cs}]/gu, "").slice(0, USER_AGENT_CHARS_MAX) ?? null,
  });
  await noteEvent(tx, context, {
    ...{ stream: personId, actor: actorOf(personId), action: "session.started", subjectId: sessionId },
    change: { method, is_verified: isVerified },
  });
  return { kind: "session", token, sessionId, personId, expiresAt };
}
