import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { DEAD_LETTERS_PREFIX } from "../bad-rows/dead-letter.ts";
import { type Customer, holdsCustomer, patternsOf } from "./customer.ts";
import { eraseFromJson } from "./erase-json.ts";
import { copyOf, eraseFromOrder } from "./erase-orders.ts";
import { hourOf } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import { eraseFromRecord, isNamedIn, type Subject } from "./subject.ts";

const ERASED_DETAIL = "erased with the person it named";

/** Whom messages that could not be processed may name: the visitors of clicks, and the customer of orders. */
export type Person = { readonly subject: Subject; readonly customer: Customer };

/**
 * What was found, the hours of the clicks in it: the raw log may have them, though Postgres has no rows; and
 * keys of the bucket's first copies of the conversions in it.
 */
export type FoundBad = {
  readonly found: number;
  readonly hours: readonly Date[];
  readonly copies: readonly string[];
};

/** Takes a person out of the bad rows of the workspace, and of those too broken to name one. */
export async function eraseBadRows(tx: Db, person: Person): Promise<FoundBad> {
  const names = namesOf(person);
  if (names.length === 0) return { found: 0, hours: [], copies: [] };
  await tx.execute(sql`select set_config('app.unowned_bad_rows', 'on', true)`);
  const { rows } = (await tx.execute(sql`
    select id::text, payload, detail from bad_rows
     where payload ilike any (${sql.param(names)}::text[]) or detail ilike any (${sql.param(names)}::text[])`)) as unknown as {
    rows: { id: string; payload: string; detail: string }[];
  };
  const erasure = new JsonErasure(person);
  for (const { id, payload, detail } of rows) {
    const erased = erasure.take(payload);
    if (erased === payload) continue;
    const told = isToldOf(detail, person) ? ERASED_DETAIL : detail;
    await tx.execute(sql`update bad_rows set payload = ${erased}, detail = ${told} where id = ${id}::bigint`);
  }
  return erasure.found();
}

/** A message that ran out of attempts, and what it becomes. */
export type DeadLetter = { readonly key: string; readonly text: string };

/** Finds the messages that ran out of attempts and name the person, as they are without them. */
export async function findDeadLetters(
  store: LogStore,
  person: Person,
): Promise<FoundBad & { readonly letters: readonly DeadLetter[] }> {
  const letters: DeadLetter[] = [];
  const erasure = new JsonErasure(person);
  for (const { name } of namesOf(person).length === 0 ? [] : await store.list(DEAD_LETTERS_PREFIX)) {
    const key = `${DEAD_LETTERS_PREFIX}${name}`;
    const before = new TextDecoder().decode((await store.get(key)) ?? new Uint8Array());
    const text = erasure.take(before);
    if (text !== before) letters.push({ key, text });
  }
  return { ...erasure.found(), letters };
}

/** Writes messages as they are without the person. */
export async function writeDeadLetters(store: LogStore, letters: readonly DeadLetter[]): Promise<void> {
  for (const { key, text } of letters) await store.put(key, new TextEncoder().encode(text), "message");
}

/** Hours of the clicks in JSON, be it in texts of it. */
function hoursIn(json: string): readonly Date[] {
  return [...json.matchAll(/clicked_at_ms\\*":(\d{1,15})[,}]/g)].map(([, ms]) =>
    hourOf(new Date(Number(ms))),
  );
}

/** Takes a person out of texts of JSON, and keeps count of what that leads to. */
class JsonErasure {
  readonly #person: Person;
  readonly #hours: Date[] = [];
  readonly #copies = new Set<string>();
  #found = 0;

  constructor(person: Person) {
    this.#person = person;
  }

  /** The text without the person; the same where it does not name them. */
  take(text: string): string {
    const { subject, customer } = this.#person;
    const erased = eraseFromJson(text, (record) => {
      const click = eraseFromRecord(record, subject);
      if (click !== null) return click;
      const of = { ...subject, customer };
      const order = eraseFromOrder(record, of);
      const copy = order && copyOf(order, of);
      if (copy) this.#copies.add(copy);
      return order;
    });
    if (erased === text) return text;
    this.#found += 1;
    this.#hours.push(...hoursIn(text));
    return erased;
  }

  found(): FoundBad {
    return { found: this.#found, hours: this.#hours, copies: [...this.#copies] };
  }
}

/** Patterns of `ilike` that whatever names the person fits. */
function namesOf({ subject: { visitorIds }, customer }: Person): string[] {
  const visitors = [...visitorIds].map((id) => `%${id.replace(/[\\%_]/g, "\\$&")}%`);
  return [...visitors, ...patternsOf(customer)];
}

function isToldOf(detail: string, { subject, customer }: Person): boolean {
  return isNamedIn(detail, subject) || holdsCustomer(detail, customer);
}
