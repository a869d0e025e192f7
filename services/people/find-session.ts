import { and, eq, isNull } from "drizzle-orm";
import { isSessionLive } from "../../core/access/session.ts";
import type { PersonId, SessionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { sessions } from "../../db/schema/index.ts";
import { byProof, prove } from "./by-proof.ts";

/** A session that stands. */
export type Session = {
  readonly sessionId: SessionId;
  readonly personId: PersonId;
  readonly method: "email_code" | "password" | "passkey";
  /** When the person last proved itself by more than this session. */
  readonly verifiedAt: Date | null;
  readonly createdAt: Date;
};

/** Use is noted to the minute, so that reading seldom writes. */
const NOTED_AFTER_MS = 60_000;

/** Finds a session by the hash of its token, and notes that it was used; null for one that does not stand. */
export function findSession(
  db: Db,
  { hash, now }: { readonly hash: string; readonly now: Date },
): Promise<Session | null> {
  return byProof(db, { sessionHash: hash }, async (tx) => {
    const [row] = await tx.select().from(sessions).where(eq(sessions.hash, hash));
    if (!row) return null;
    const lastUsedAtMs = row.lastUsedAt.getTime();
    const times = { lastUsedAtMs, expiresAtMs: row.expiresAt.getTime(), isRevoked: row.revokedAt !== null };
    if (!isSessionLive(times, now.getTime())) return null;
    const { id: sessionId, personId, method, verifiedAt, createdAt } = row;
    if (now.getTime() >= lastUsedAtMs + NOTED_AFTER_MS) {
      await prove(tx, { personId });
      // One that is revoked at this moment stays as it is.
      await tx
        .update(sessions)
        .set({ lastUsedAt: now })
        .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt)));
    }
    return { sessionId, personId, method, verifiedAt, createdAt };
  });
}
