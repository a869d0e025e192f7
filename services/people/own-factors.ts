import { and, eq, isNull } from "drizzle-orm";
import { isFresh } from "../../core/access/session.ts";
import type { PersonFactorId, PersonId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { personFactors, recoveryCodes } from "../../db/schema/index.ts";
import { sealEnvelope } from "../../platform/envelope.ts";
import { newId, randomBytes } from "../../platform/random.ts";
import { newTotpSecret, totpUri } from "../../platform/totp.ts";
import { byProof } from "./by-proof.ts";
import { actorOf, type PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";
import { lockFactor, personFactorPlace, recoveryHash, takeFactorCode } from "./factor-codes.ts";
import type { Session } from "./find-session.ts";
import { lockPerson } from "./lock-person.ts";
import { NOT_PROVED, type SignInProblem, type VerificationRequired } from "./problems.ts";

const RECOVERY_CODES = 10;
/** Without letters that are read as digits: 5 bits a character. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Enrols an authenticator and gives the address that an app takes it from, this once. It counts once a first code
 * confirmed it. A session that is not fresh cannot: who took a cookie shall not gain a factor by it.
 */
export async function enrolPersonFactor(
  context: PeopleContext,
  session: Session,
): Promise<Result<{ readonly id: PersonFactorId; readonly otpauthUri: string }, VerificationRequired>> {
  const { personId } = session;
  const id = newId("pfa", context.now.getTime());
  const secret = newTotpSecret();
  const sealed = await sealEnvelope(secret, { keys: context.envelopeKeys, place: personFactorPlace(id) });
  return byProof(context.db, { personId }, async (tx) => {
    const person = await lockPerson(tx, personId);
    const inForce = await lockFactor(tx, personId, false);
    if (!isFresh(session, context.now, { counts: inForce ? "step_up" : "sign_in" })) {
      return fail({ code: "verification_required" });
    }
    await tx
      .update(personFactors)
      .set({ revokedAt: context.now })
      .where(
        and(
          eq(personFactors.personId, personId),
          isNull(personFactors.confirmedAt),
          isNull(personFactors.revokedAt),
        ),
      );
    await tx.insert(personFactors).values({ id, personId, sealed, createdAt: context.now });
    await noteEvent(tx, context, {
      ...{ stream: personId, actor: actorOf(personId), action: "person_factor.enrolled", subjectId: id },
    });
    return ok({ id, otpauthUri: totpUri(secret, person.email) });
  });
}

/**
 * Confirms an authenticator by its first code, in the place of the one before it, and gives new recovery codes, this
 * once; those before them are good no more.
 */
export async function confirmPersonFactor(
  context: PeopleContext,
  { personId }: Session,
  code: string,
): Promise<Result<readonly string[], SignInProblem>> {
  const isRight = await takeFactorCode(context, personId, { code, purpose: "confirm", isFirst: true });
  if (!isRight) return fail(NOT_PROVED);
  return byProof(context.db, { personId }, async (tx) => {
    await lockPerson(tx, personId);
    const confirmed = await lockFactor(tx, personId, true);
    if (!confirmed) return fail(NOT_PROVED);
    const before = await lockFactor(tx, personId, false);
    if (before) await revoke(tx, context, before.id);
    await tx
      .update(personFactors)
      .set({ confirmedAt: context.now })
      .where(eq(personFactors.id, confirmed.id));
    const codes = await replaceRecoveryCodes(tx, context, personId);
    await noteEvent(tx, context, {
      ...{ stream: personId, actor: actorOf(personId), action: "person_factor.confirmed" },
      subjectId: confirmed.id,
    });
    return ok(codes);
  });
}

/** Takes a person's authenticator out of use, by having stepped up. Twice is harmless. */
export function removePersonFactor(
  context: PeopleContext,
  session: Session,
): Promise<Result<void, VerificationRequired>> {
  const { personId } = session;
  return byProof(context.db, { personId }, async (tx) => {
    const factor = await lockFactor(tx, personId, false);
    if (!factor) return ok(undefined);
    if (!isFresh(session, context.now, { counts: "step_up" })) return fail({ code: "verification_required" });
    await revoke(tx, context, factor.id);
    await dropRecoveryCodes(tx, context, personId);
    await noteEvent(tx, context, {
      ...{ stream: personId, actor: actorOf(personId), action: "person_factor.revoked" },
      subjectId: factor.id,
    });
    return ok(undefined);
  });
}

function revoke(tx: Db, { now }: PeopleContext, id: PersonFactorId): Promise<unknown> {
  return tx.update(personFactors).set({ revokedAt: now }).where(eq(personFactors.id, id));
}

function dropRecoveryCodes(tx: Db, { now }: PeopleContext, personId: PersonId): Promise<unknown> {
  return tx
    .update(recoveryCodes)
    .set({ revokedAt: now })
    .where(
      and(
        eq(recoveryCodes.personId, personId),
        isNull(recoveryCodes.usedAt),
        isNull(recoveryCodes.revokedAt),
      ),
    );
}

async function replaceRecoveryCodes(
  tx: Db,
  context: PeopleContext,
  personId: PersonId,
): Promise<readonly string[]> {
  await dropRecoveryCodes(tx, context, personId);
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  const rows = codes.map((code) => ({
    ...{ hash: recoveryHash(context, personId, code), personId, createdAt: context.now },
  }));
  await tx.insert(recoveryCodes).values(rows);
  return codes;
}

/** Three groups of five: 75 random bits. */
function newRecoveryCode(): string {
  const chars = [...randomBytes(15)].map((byte) => ALPHABET[byte & 31] as string);
  return [chars.slice(0, 5), chars.slice(5, 10), chars.slice(10)].map((part) => part.join("")).join("-");
}
