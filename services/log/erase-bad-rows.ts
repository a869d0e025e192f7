import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { hourOf } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import { eraseFromJson, isNamedIn, type Subject } from "./subject.ts";

/** Where messages that ran out of attempts are kept. */
const DEAD_LETTERS_PREFIX = "dead-letters/";
const ERASED_DETAIL = "erased with the person it named";

/** What was found, and the hours of the clicks in it: the raw log may have them, though Postgres has no rows. */
export type FoundBad = { readonly found: number; readonly hours: readonly Date[] };

/** Takes a subject out of the bad rows of its workspace, and of those too broken to name one. */
export async function eraseBadRows(tx: Db, subject: Subject): Promise<FoundBad> {
  if (subject.visitorIds.size === 0) return { found: 0, hours: [] };
  await tx.execute(sql`select set_config('app.unowned_bad_rows', 'on', true)`);
  const changed = await eraseRows(tx, subject);
  return { found: changed.length, hours: changed.flatMap(hoursIn) };
}

/** A message that ran out of attempts, and what it becomes. */
export type DeadLetter = { readonly key: string; readonly text: string };

/** Finds the messages that ran out of attempts and name the subject, as they are without it. */
export async function findDeadLetters(
  store: LogStore,
  subject: Subject,
): Promise<FoundBad & { readonly letters: readonly DeadLetter[] }> {
  const letters: DeadLetter[] = [];
  const hours: Date[] = [];
  for (const { name } of subject.visitorIds.size === 0 ? [] : await store.list(DEAD_LETTERS_PREFIX)) {
    const key = `${DEAD_LETTERS_PREFIX}${name}`;
    const before = new TextDecoder().decode((await store.get(key)) ?? new Uint8Array());
    const text = eraseFromJson(before, subject);
    if (text === before) continue;
    letters.push({ key, text });
    hours.push(...hoursIn(before));
  }
  return { found: letters.length, hours, letters };
}

/** Writes messages as they are without the subject. */
export async function writeDeadLetters(store: LogStore, letters: readonly DeadLetter[]): Promise<void> {
  for (const { key, text } of letters) await store.put(key, new TextEncoder().encode(text), "message");
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
