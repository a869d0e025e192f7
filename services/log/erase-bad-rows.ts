import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { type Context, transact } from "../shared/context.ts";
import { hourOf } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import { eraseFromJson, isNamedIn, type Subject } from "./subject.ts";

/** Where messages that ran out of attempts are kept. */
const DEAD_LETTERS_PREFIX = "dead-letters/";
const ERASED_DETAIL = "erased with the person it named";

/** What was changed, and the hours of the clicks in it: the raw log may have them, though Postgres has no rows. */
export type ErasedBadRows = { readonly rows: number; readonly hours: readonly Date[] };

/**
 * Takes a subject out of what could not be processed: out of the bad rows of the workspace and those too
 * broken to name one, and out of the messages that ran out of attempts.
 */
export async function eraseBadRows(
  context: Context,
  store: LogStore,
  subject: Subject,
): Promise<ErasedBadRows> {
  if (subject.visitorIds.size === 0) return { rows: 0, hours: [] };
  const rows = await transact(context, async (tx) => {
    await tx.execute(sql`select set_config('app.unowned_bad_rows', 'on', true)`);
    return eraseRows(tx, subject);
  });
  const changed = [...rows, ...(await eraseDeadLetters(store, subject))];
  return { rows: changed.length, hours: changed.flatMap(hoursIn) };
}

/** Hours of the clicks in JSON, be it in texts of it. */
function hoursIn(json: string): readonly Date[] {
  return [...json.matchAll(/clicked_at_ms\\*":(\d{1,15})[,}]/g)].map(([, ms]) =>
    hourOf(new Date(Number(ms))),
  );
}

/** @returns what the changed rows held before */
async function eraseRows(tx: Db, subject: Subject): Promise<readonly string[]> {
  const names = [...subject.visitorIds].map((id) => `%${id.replace(/[\\%_]/g, "\\$&")}%`);
  const { rows } = (await tx.execute(sql`
    select id::text, payload, detail from bad_rows
     where payload like any (${sql.param(names)}::text[]) or detail like any (${sql.param(names)}::text[])`)) as unknown as {
    rows: { id: string; payload: string; detail: string }[];
  };
  const changed: string[] = [];
  for (const { id, payload, detail } of rows) {
    const erased = eraseFromJson(payload, subject);
    const told = erased !== payload && isNamedIn(detail, subject) ? ERASED_DETAIL : detail;
    if (erased === payload) continue;
    await tx.execute(sql`update bad_rows set payload = ${erased}, detail = ${told} where id = ${id}::bigint`);
    changed.push(payload);
  }
  return changed;
}

/** @returns what the changed messages held before */
async function eraseDeadLetters(store: LogStore, subject: Subject): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const { name } of await store.list(DEAD_LETTERS_PREFIX)) {
    const bytes = await store.get(`${DEAD_LETTERS_PREFIX}${name}`);
    const text = bytes === null ? "" : new TextDecoder().decode(bytes);
    const erased = eraseFromJson(text, subject);
    if (erased === text) continue;
    await store.put(`${DEAD_LETTERS_PREFIX}${name}`, new TextEncoder().encode(erased), "message");
    changed.push(text);
  }
  return changed;
}
