import type { PersonId, SessionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";

/** Tables of people, who are above workspaces: what shows their rows is a proof of who asks. */
export const PEOPLE_TABLES = [
  ...["passkeys", "people", "person_event_heads", "person_events", "person_factors", "person_mails"],
  ...["person_passwords", "recovery_codes", "sessions", "sign_in_proofs", "sign_in_throttles"],
];

/** Writes a person with a row in each table of people; ids and hashes are new each time. */
export async function insertPersonRows(
  db: Db,
): Promise<{ readonly personId: PersonId; readonly sessionId: SessionId }> {
  const now = new Date();
  const nowMs = now.getTime();
  const personId = newId("per", nowMs);
  const sessionId = newId("ses", nowMs);
  const emailHash = `email of ${personId}`;
  await db
    .insert(schema.people)
    .values({ id: personId, email: `${personId}@people.example`, emailHash, emailProvedAt: now });
  await db.insert(schema.personPasswords).values({ personId, hash: "", changedAt: now });
  await db.insert(schema.sessions).values({
    ...{ id: sessionId, personId, hash: `session of ${personId}`, method: "email_code" },
    ...{ lastUsedAt: now, expiresAt: now },
  });
  await db.insert(schema.passkeys).values({
    ...{ id: newId("psk", nowMs), personId, name: "Laptop", credentialId: `credential of ${personId}` },
    ...{ publicKey: "", counter: 0n, isBackedUp: false },
  });
  await db.insert(schema.personFactors).values({ id: newId("pfa", nowMs), personId, sealed: "" });
  await db.insert(schema.recoveryCodes).values({ hash: `code of ${personId}`, personId });
  await db.insert(schema.signInProofs).values({
    ...{ id: newId("prf", nowMs), kind: "email_code", emailHash, personId, hash: `proof of ${personId}` },
    expiresAt: now,
  });
  await db.insert(schema.signInThrottles).values({ key: `throttle of ${personId}`, tries: 1, since: now });
  await db
    .insert(schema.personMails)
    .values({ id: newId("pml", nowMs), emailHash, kind: "side", sealed: "", dueAt: new Date(0) });
  const end = { sequence: 1n, previousHash: "0".repeat(64), hash: "0".repeat(64) };
  await db.insert(schema.personEvents).values({
    ...{ stream: personId, actor: "anyone", action: "side", subjectId: personId, change: {} },
    ...{ requestId: "req_test", ...end },
  });
  await db
    .insert(schema.personEventHeads)
    .values({ stream: personId, lastSequence: end.sequence, lastHash: end.hash });
  return { personId, sessionId };
}
