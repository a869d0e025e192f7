import { and, eq } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { erasures } from "../../db/schema/index.ts";
import { rawClicksPrefix } from "../clicks/raw-object-key.ts";
import { eraseFromRollups } from "../reports/erase-from-rollups.ts";
import { ROLLUP_TURN } from "../reports/roll-up-clicks.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { takeTurn } from "../shared/take-turn.ts";
import { eraseBadRows, findDeadLetters, type Person, writeDeadLetters } from "./erase-bad-rows.ts";
import { eraseHour, RUN_MS_MAX } from "./erase-hour.ts";
import { eraseRows } from "./erase-rows.ts";
import { countsOf, type ErasureProgress, withHours } from "./erasure-progress.ts";
import { hourHasSubject, mayHaveSubject } from "./find-subject.ts";
import { clickLogPrefix, hourOfPath } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import type { Erasure } from "./request-erasure.ts";
import type { Subject } from "./subject.ts";

const DAY_MS = 86_400_000;
/** Of younger days Postgres has rows, which tell the hours. */
const SEARCHED_BEFORE_MS = 89 * DAY_MS;

/** What erasing works with. */
export type EraseMeans = {
  readonly store: LogStore;
  /** What holds the first copies of accepted conversions. */
  readonly accepted: Pick<LogStore, "delete">;
  /** Asked before each hour and each day; what is left is done by the next run. */
  readonly mayGoOn: () => boolean;
};

/** One run of one erasure. What it is about to change it notes first, so that no cut loses track of it. */
export class ErasureRun {
  readonly #context: Context;
  readonly #means: EraseMeans;
  readonly #id: Erasure["id"];
  readonly #subject: Subject;
  #progress: ErasureProgress;

  constructor(context: Context, means: EraseMeans, erasure: Erasure) {
    const { workspaceId, visitorIds, createdAt: before } = erasure;
    this.#context = context;
    this.#means = means;
    this.#id = erasure.id;
    this.#subject = { workspaceId, visitorIds: new Set(visitorIds), before };
    this.#progress = erasure.outcome as ErasureProgress;
  }

  /** Goes on from where the last run came to; true once the erasure is done. */
  async goOn(): Promise<boolean> {
    await this.#eraseFromDatabase();
    await this.#deleteCopies();
    await this.#search();
    if (!this.#progress.is_verifying) await this.#eraseHours();
    const { todo, is_searched, is_verifying, hours, changed_at_ms } = this.#progress;
    if (!is_searched || (todo.length > 0 && !is_verifying)) return false;
    if (this.#context.now.getTime() - changed_at_ms < RUN_MS_MAX) return false;
    if (!is_verifying) await this.#save({ todo: hours, is_verifying: true });
    if (await this.#verifyHours()) {
      await this.#finish();
      return true;
    }
    if (!this.#progress.is_verifying) await this.#eraseHours();
    return false;
  }

  /**
   * Erases rows, and notes in the same transaction the hours they were in: no other trace of them is left
   * in Postgres. Messages out of attempts are written only once their hours are noted.
   */
  async #eraseFromDatabase(): Promise<void> {
    const { store } = this.#means;
    const person: Person = { subject: this.#subject, customer: this.#progress.customer ?? {} };
    const dead = await findDeadLetters(store, person);
    await transact(this.#context, async (tx) => {
      await takeTurn(tx, this.#context, ROLLUP_TURN);
      const rows = await eraseRows(tx, this.#subject);
      await eraseFromRollups(tx, this.#context, { subject: this.#subject, clickHours: rows.hours });
      const bad = await eraseBadRows(tx, person);
      const { clicks, bad_rows, copies = [] } = this.#progress;
      const counts = { clicks: clicks + rows.clicks, bad_rows: bad_rows + bad.found + dead.found };
      const hours = [...rows.hours, ...bad.hours, ...dead.hours];
      const known = { ...this.#progress, ...counts, copies: [...copies, ...bad.copies, ...dead.copies] };
      await this.#write(tx, withHours(known, hours, this.#context.now));
    });
    await writeDeadLetters(store, dead.letters);
  }

  /** A conversion that is sent once more is told from another by its row, which keeps the fingerprint. */
  async #deleteCopies(): Promise<void> {
    const { copies = [] } = this.#progress;
    if (copies.length === 0) return;
    await this.#means.accepted.delete(copies);
    await this.#save({ copies: [] });
  }

  /** Looks for the subject in days that Postgres may have no rows of any more, day by day. */
  async #search(): Promise<void> {
    if (this.#progress.is_searched) return;
    const { workspaceId, now } = this.#context;
    const { store, mayGoOn } = this.#means;
    const prefixes = [clickLogPrefix(workspaceId), rawClicksPrefix(workspaceId)];
    const foldersIn = async (below: string): Promise<readonly string[]> => {
      const folders = await Promise.all(prefixes.map((prefix) => store.listFolders(`${prefix}${below}`)));
      return [...new Set(folders.flat())].sort();
    };
    for (const day of await foldersIn("")) {
      if (day > this.#lastDaySearched() || day <= (this.#progress.searched_day ?? "")) continue;
      if (!mayGoOn()) return;
      const found: Date[] = [];
      for (const folder of await foldersIn(day)) {
        const hour = hourOfPath(`${day}${folder}`);
        if (hour && (await mayHaveSubject(store, { workspaceId, hour }, this.#subject))) found.push(hour);
      }
      await this.#save({ ...withHours(this.#progress, found, now), searched_day: day });
    }
    await this.#save({ is_searched: true });
  }

  #lastDaySearched(): string {
    const at = new Date(this.#subject.before.getTime() - SEARCHED_BEFORE_MS);
    return `day=${at.toISOString().slice(0, 10)}/`;
  }

  async #eraseHours(): Promise<void> {
    const { workspaceId, now } = this.#context;
    const subject = this.#subject;
    if (this.#progress.todo.length > 0) await this.#save({ changed_at_ms: now.getTime() });
    for (const name of this.#progress.todo) {
      if (!this.#means.mayGoOn()) return;
      const hour = { workspaceId, hour: new Date(name) };
      const { rawObjects, parts, isSettled } = await eraseHour(this.#means.store, hour, { subject, now });
      const { todo, raw_objects, parts: partsBefore } = this.#progress;
      const counts = { raw_objects: raw_objects + rawObjects, parts: partsBefore + parts };
      await this.#save({ ...counts, todo: isSettled ? todo.filter((other) => other !== name) : todo });
    }
  }

  /** @returns true if all hours were looked at and nothing was found; what is found is left to be erased */
  async #verifyHours(): Promise<boolean> {
    const { workspaceId, now } = this.#context;
    for (const name of this.#progress.todo) {
      if (!this.#means.mayGoOn()) return false;
      const hour = { workspaceId, hour: new Date(name) };
      if (await hourHasSubject(this.#means.store, hour, this.#subject)) {
        await this.#save({ todo: this.#progress.hours, is_verifying: false, changed_at_ms: now.getTime() });
        return false;
      }
      await this.#save({ todo: this.#progress.todo.filter((other) => other !== name) });
    }
    return true;
  }

  /** What named the person goes; the counts stay. */
  async #finish(): Promise<void> {
    const { workspaceId, now } = this.#context;
    const outcome = countsOf(this.#progress);
    await transact(this.#context, async (tx) => {
      const done = { status: "done" as const, visitorIds: [], doneAt: now, outcome };
      const [row] = await tx.update(erasures).set(done).where(this.#isOpen(workspaceId)).returning();
      if (!row) return;
      await audit(tx, this.#context, [
        { action: "erasure.done", subjectId: this.#id, change: { ...outcome } },
      ]);
    });
  }

  async #save(change: Partial<ErasureProgress>): Promise<void> {
    await transact(this.#context, (tx) => this.#write(tx, { ...this.#progress, ...change }));
  }

  async #write(tx: Db, outcome: ErasureProgress): Promise<void> {
    await tx.update(erasures).set({ outcome }).where(this.#isOpen(this.#context.workspaceId));
    this.#progress = outcome;
  }

  #isOpen(workspaceId: Erasure["workspaceId"]) {
    const isThis = and(eq(erasures.workspaceId, workspaceId), eq(erasures.id, this.#id));
    return and(isThis, eq(erasures.status, "requested"));
  }
}
