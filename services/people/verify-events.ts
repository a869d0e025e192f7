import { sql } from "drizzle-orm";
import type { PersonId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import {
  type AuditVerification,
  type ChainedLog,
  isBeyondLog,
  type Stretch,
  verifyLog,
} from "../audit/verify-log.ts";
import { prove } from "./by-proof.ts";
import type { PeopleContext } from "./context.ts";

const logOf = (stream: string): ChainedLog => ({
  ...{ rows: sql`person_events`, heads: sql`person_event_heads`, key: sql`stream`, id: stream },
  head: "the head of the stream",
});
const SNAPSHOT = { isolationLevel: "repeatable read", accessMode: "read only" } as const;

/** Recomputes the chain of what happened to a person, from one snapshot; null where it cannot begin after that act. */
export function verifyOwnEvents(
  { db }: Pick<PeopleContext, "db">,
  personId: PersonId,
  stretch: Stretch,
): Promise<AuditVerification | null> {
  return db.transaction(async (tx) => {
    await prove(tx as Db, { personId });
    const log = logOf(personId);
    if (await isBeyondLog(tx as Db, log, stretch.after)) return null;
    return verifyLog(tx as Db, log, stretch);
  }, SNAPSHOT);
}

/** Streams that one transaction verifies. */
const STREAMS_MAX = 500;

/** A stream whose chain is broken, and where. */
export type BrokenStream = { readonly stream: string; readonly kind: string; readonly sequence: string };

/** Recomputes the chains of all people, and of addresses that are nobody's. Gives how many there are, and those that are broken. */
export async function verifyAllStreams(
  db: Db,
): Promise<{ readonly streams: number; readonly broken: readonly BrokenStream[] }> {
  const broken: BrokenStream[] = [];
  let streams = 0;
  for (let after: string | undefined = ""; after !== undefined; ) {
    const names: readonly string[] = await db.transaction(async (tx) => {
      await prove(tx as Db, { verifier: "on" });
      const page = await listStreams(tx as Db, after ?? "");
      for (const stream of page) {
        const { fault } = await verifyLog(tx as Db, logOf(stream), {
          after: 0n,
          actsMax: Number.POSITIVE_INFINITY,
        });
        if (fault) broken.push({ stream, kind: fault.kind, sequence: String(fault.sequence) });
      }
      return page;
    }, SNAPSHOT);
    streams += names.length;
    after = names.length < STREAMS_MAX ? undefined : names.at(-1);
  }
  return { streams, broken };
}

/** The next streams by their names; one whose head was taken out is found by its rows. */
async function listStreams(tx: Db, after: string): Promise<readonly string[]> {
  const { rows } = (await tx.execute(sql`
    select stream from (select stream from person_event_heads union select stream from person_events) as named
     where stream > ${after} order by stream limit ${STREAMS_MAX}`)) as unknown as {
    rows: { stream: string }[];
  };
  return rows.map(({ stream }) => stream);
}
