import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { judgeCode } from "../../core/access/step-up.ts";
import type { PersonId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { personFactors, recoveryCodes } from "../../db/schema/index.ts";
import { openEnvelope } from "../../platform/envelope.ts";
import { keyedHash } from "../../platform/keyed-hash.ts";
import { totpCounter } from "../../platform/totp.ts";
import { byProof } from "./by-proof.ts";
import type { PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";

export type PersonFactorRow = typeof personFactors.$inferSelect;

/** Where the secret of a person's factor is sealed for. */
export const personFactorPlace = (id: string): string => `person_factors ${id}`;

/** Whose code, for what, and of the factor that counts or of one that is to be confirmed by it. */
type GivenCode = { readonly code: string; readonly purpose: string; readonly isFirst?: boolean };

/**
 * Takes a one-time code of a person's authenticator, by the same rules as those of keys (`judgeCode`). It is spent or
 * counted at once, under a lock: of many tries at once each is judged after the one before it.
 */
export function takeFactorCode(
  context: PeopleContext,
  personId: PersonId,
  { code, purpose, isFirst = false }: GivenCode,
): Promise<boolean> {
  const { db, now, envelopeKeys } = context;
  return byProof(db, { personId }, async (tx) => {
    const factor = await lockFactor(tx, personId, isFirst);
    if (!factor) return false;
    const secret = await openEnvelope(factor.sealed, {
      keys: envelopeKeys,
      place: personFactorPlace(factor.id),
    });
    const { lastCounter, failures, waitUntil } = factor;
    const state = { lastCounter, failures, waitUntilMs: waitUntil?.getTime() ?? null };
    const counter = totpCounter(secret, code.replaceAll(" ", ""), now.getTime());
    const verdict = judgeCode(state, counter, now.getTime());
    if (verdict.kind === "right") {
      const change = { lastCounter: verdict.lastCounter, failures: 0, waitUntil: null };
      await tx.update(personFactors).set(change).where(eq(personFactors.id, factor.id));
    } else if (verdict.kind === "wrong") {
      const untilMs = verdict.waitUntilMs;
      const change = {
        failures: verdict.failures,
        waitUntil: untilMs === null ? null : new Date(untilMs),
      };
      await tx.update(personFactors).set(change).where(eq(personFactors.id, factor.id));
    }
    if (verdict.kind !== "right") {
      await noteEvent(tx, context, {
        ...{ stream: personId, actor: "anyone", action: "person_factor.refused", subjectId: factor.id },
        change: { purpose, because: verdict.kind },
      });
    }
    return verdict.kind === "right";
  });
}

/** Tells the factor of a person that counts from those that wait for their first code or were taken out of use. */
export const isInForce = and(isNotNull(personFactors.confirmedAt), isNull(personFactors.revokedAt));

/** True of a person with an authenticator, in a transaction that is the person's. */
export async function hasFactor(tx: Db, personId: PersonId): Promise<boolean> {
  const rows = await tx
    .select({ id: personFactors.id })
    .from(personFactors)
    .where(and(eq(personFactors.personId, personId), isInForce));
  return rows.length > 0;
}

/** The factor of a person that counts, or the one that waits for its first code, locked; null without one. */
export async function lockFactor(
  tx: Db,
  personId: PersonId,
  isFirst: boolean,
): Promise<PersonFactorRow | null> {
  const [row] = await tx
    .select()
    .from(personFactors)
    .where(
      and(
        eq(personFactors.personId, personId),
        isFirst ? and(isNull(personFactors.confirmedAt), isNull(personFactors.revokedAt)) : isInForce,
      ),
    )
    .for("update");
  return row ?? null;
}

/** The hash of a recovery code as its person types it: case, spaces and dashes do not count. */
export const recoveryHash = (
  { pepper }: Pick<PeopleContext, "pepper">,
  personId: PersonId,
  code: string,
): string =>
  keyedHash(pepper, "recovery code", `${personId} ${code.toLowerCase().replaceAll(/[^0-9a-z]/g, "")}`);

/** Spends a recovery code; false for one that is none, was used, or has been replaced. */
export function takeRecoveryCode(context: PeopleContext, personId: PersonId, code: string): Promise<boolean> {
  const hash = recoveryHash(context, personId, code);
  return byProof(context.db, { personId }, async (tx) => {
    const used = await tx
      .update(recoveryCodes)
      .set({ usedAt: context.now })
      .where(
        and(
          ...[eq(recoveryCodes.hash, hash), eq(recoveryCodes.personId, personId)],
          ...[isNull(recoveryCodes.usedAt), isNull(recoveryCodes.revokedAt)],
        ),
      )
      .returning({ hash: recoveryCodes.hash });
    await noteEvent(tx, context, {
      ...{ stream: personId, actor: "anyone", subjectId: personId },
      action: used.length === 1 ? "recovery_code.used" : "recovery_code.refused",
    });
    return used.length === 1;
  });
}
