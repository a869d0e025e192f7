import { and, desc, eq, gt, isNull, ne } from "drizzle-orm";
import { SESSION_IDLE_MS } from "../../core/access/session.ts";
import type { PersonId, SessionId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { sessions } from "../../db/schema/index.ts";
import type { NotFound } from "../shared/problems.ts";
import { byProof, prove } from "./by-proof.ts";
import { actorOf, type PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";

/** A session as its person may see it: never its hash, nor that of the network. */
export type ShownSession = Omit<typeof sessions.$inferSelect, "hash" | "networkHash">;

/** Why a session ends before its time. */
type Ending =
  | "signed_out"
  | "revoked"
  | "signed_in_anew"
  | "password_changed"
  | "password_reset"
  | "email_changed";

/** Most sessions that are listed: who has more ends them all at once. */
const LISTED_MAX = 100;

/** A person's sessions that stand, newest first. */
export function listSessions(
  { db, now }: PeopleContext,
  personId: PersonId,
): Promise<readonly ShownSession[]> {
  return byProof(db, { personId }, async (tx) => {
    const rows = await tx
      .select()
      .from(sessions)
      .where(
        and(
          ...[eq(sessions.personId, personId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)],
          gt(sessions.lastUsedAt, new Date(now.getTime() - SESSION_IDLE_MS)),
        ),
      )
      .orderBy(desc(sessions.id))
      .limit(LISTED_MAX);
    return rows.map(({ hash: _hash, networkHash: _network, ...shown }) => shown);
  });
}

/** Ends one session of a person at once. Twice is harmless. */
export function revokeSession(
  context: PeopleContext,
  personId: PersonId,
  sessionId: SessionId,
): Promise<Result<void, NotFound>> {
  return byProof(context.db, { personId }, async (tx) => {
    const [row] = await tx
      .select({ revokedAt: sessions.revokedAt })
      .from(sessions)
      .where(and(eq(sessions.personId, personId), eq(sessions.id, sessionId)));
    if (!row) return fail({ code: "not_found", param: null });
    if (!row.revokedAt) await endSessions(tx, context, { personId, only: sessionId, because: "revoked" });
    return ok(undefined);
  });
}

/** Ends every session of a person but one. */
export function revokeOtherSessions(
  context: PeopleContext,
  personId: PersonId,
  kept: SessionId,
): Promise<number> {
  return byProof(context.db, { personId }, (tx) =>
    endSessions(tx, context, { personId, but: kept, because: "revoked" }),
  );
}

/** Ends the session of a token, whoever's it is: the browser that had it gives it up. */
export function endSessionOf(context: PeopleContext, hash: string, because: Ending): Promise<void> {
  return byProof(context.db, { sessionHash: hash }, async (tx) => {
    const [row] = await tx
      .select({ id: sessions.id, personId: sessions.personId })
      .from(sessions)
      .where(and(eq(sessions.hash, hash), isNull(sessions.revokedAt)));
    if (!row) return;
    await prove(tx, { personId: row.personId });
    await endSessions(tx, context, { personId: row.personId, only: row.id, because });
  });
}

/** Whose sessions end: one, all but one, or all. */
type Ended = {
  readonly personId: PersonId;
  readonly only?: SessionId;
  readonly but?: SessionId;
  readonly because: Ending;
};

/** Ends sessions inside the transaction of what ends them, and notes each. */
export async function endSessions(
  tx: Db,
  context: PeopleContext,
  { personId, only, but, because }: Ended,
): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ revokedAt: context.now, revokedFor: because })
    .where(
      and(
        ...[eq(sessions.personId, personId), isNull(sessions.revokedAt)],
        only === undefined ? undefined : eq(sessions.id, only),
        but === undefined ? undefined : ne(sessions.id, but),
      ),
    )
    .returning({ id: sessions.id });
  if (ended.length > 0) {
    await noteEvent(tx, context, {
      ...{ stream: personId, actor: actorOf(personId), action: "session.revoked", subjectId: personId },
      change: { because, session_ids: ended.map(({ id }) => id) },
    });
  }
  return ended.length;
}
