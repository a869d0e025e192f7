import type { CapCount, CapName, CapNote, CapTake } from "../../contracts/cap-counter.ts";
import type { CapReachedMessage } from "../../contracts/event-message.ts";
import { type CapSpan, isReached } from "../../core/link/caps.ts";

/** Clicks that passed and are still known by id: those of the last ten seconds at the most one object can take. */
const RECENT_CLICKS_MAX = 10_000;
/** How long a span is kept after its end: conversions of yesterday are still on their way. */
export const KEEP_MS = 2 * 86_400_000;

type RecentClick = { readonly slot: number; readonly span: string };

/**
 * The counts of one cap, in the SQLite of its Durable Object. Each call runs to its end before the next
 * begins, so a count is exact however many ask at once.
 */
export class CapCounts {
  readonly #storage: DurableObjectStorage;
  readonly #recentMax: number;
  /** The table `recent` in memory: clicks that passed, by id and by slot. The oldest makes room. */
  readonly #recent = new Map<string, RecentClick>();
  readonly #slots: (string | undefined)[] = [];
  #taken = 0;
  /** Spans in which the cap is reached, told of or not. */
  readonly #reached: Set<string>;
  #hasJustReached = false;

  constructor(storage: DurableObjectStorage, recentMax = RECENT_CLICKS_MAX) {
    this.#storage = storage;
    this.#recentMax = recentMax;
    for (const statement of TABLES) this.#run(statement);
    for (const { slot, number, click_id, span } of this.#run<RecentRow>("select * from recent")) {
      this.#remember(slot, click_id, span);
      this.#taken = Math.max(this.#taken, number + 1);
    }
    this.#reached = new Set(this.#run<{ span: string }>("select span from reached").map(({ span }) => span));
  }

  /** Counts a click unless `max` have passed; true if it is over. One that passed passes again, uncounted. */
  take({ clickId, span, max, cap }: CapTake): boolean {
    if (this.#recent.has(clickId)) return false;
    const { clicks } = this.read(span.key);
    if (cap && isReached(clicks + 1, max)) this.#noteReached(span, { ...cap, max });
    if (isReached(clicks, max)) return true;
    const number = this.#taken;
    const slot = number % this.#recentMax;
    this.#storage.transactionSync(() => {
      this.#add(span, { clicks: 1, conversions: 0 });
      this.#run("insert or replace into recent values (?, ?, ?, ?)", slot, number, clickId, span.key);
    });
    this.#remember(slot, clickId, span.key);
    this.#taken = number + 1;
    return false;
  }

  /**
   * Takes a click that passed out of the count, once; one that is not known any more stays counted. That the cap was reached by it
   * is not told any more.
   */
  giveBack(clickId: string): void {
    const click = this.#recent.get(clickId);
    if (!click) return;
    this.#storage.transactionSync(() => {
      this.#run("update counts set clicks = clicks - 1 where span = ?", click.span);
      this.#run("delete from recent where slot = ?", click.slot);
      const { clicks } = this.read(click.span);
      const open = "delete from reached where span = ? and is_told = 0 and max > ? returning span";
      if (this.#run(open, click.span, clicks).length > 0) this.#reached.delete(click.span);
    });
    this.#recent.delete(clickId);
    this.#slots[click.slot] = undefined;
  }

  /** Counts conversions, each once in its span; those of a span that is not kept any more are left out. */
  note(notes: readonly CapNote[], nowMs: number, cap?: CapName & { readonly max: number }): void {
    const isKept = ({ endsAtMs }: CapSpan): boolean => endsAtMs === null || endsAtMs + KEEP_MS > nowMs;
    this.#storage.transactionSync(() => {
      for (const { conversionId, span } of notes.filter((note) => isKept(note.span))) {
        const insert = "insert into conversions values (?, ?) on conflict do nothing returning id";
        const isNew = this.#run(insert, span.key, conversionId).length > 0;
        if (isNew) this.#add(span, { clicks: 0, conversions: 1 });
        if (cap && isReached(this.read(span.key).conversions, cap.max)) this.#noteReached(span, cap);
      }
    });
  }

  /** True once after the cap was reached in a span for the first time. */
  hasJustReached(): boolean {
    const has = this.#hasJustReached;
    this.#hasJustReached = false;
    return has;
  }

  /** What is to be told: that the cap is reached, once for each span. */
  untold(): readonly CapReachedMessage[] {
    const columns = "workspace_id, cap_id, span, max, reached_at_ms";
    const rows = this.#run<Omit<CapReachedMessage, "v">>(`select ${columns} from reached where is_told = 0`);
    return rows.map((row) => ({ v: 1, ...row }));
  }

  noteTold(span: string): void {
    this.#run("update reached set is_told = 1 where span = ?", span);
  }

  /** What was counted in a span. */
  read(spanKey: string): CapCount {
    const [count] = this.#run<CapCount>("select clicks, conversions from counts where span = ?", spanKey);
    return count ?? { clicks: 0, conversions: 0 };
  }

  /** Forgets the spans that ended long ago. */
  cleanUp(nowMs: number): void {
    const old = "select span from counts where ends_at_ms <= ?";
    this.#storage.transactionSync(() => {
      this.#run(`delete from conversions where span in (${old})`, nowMs - KEEP_MS);
      this.#run(`delete from counts where span in (${old})`, nowMs - KEEP_MS);
      this.#run("delete from reached where ends_at_ms <= ?", nowMs - KEEP_MS);
    });
  }

  /** When the oldest span may be forgotten; null if none ever ends. */
  cleanUpAtMs(): number | null {
    const [oldest] = this.#run<{ at: number | null }>(
      "select min(ends_at_ms) as at from (select ends_at_ms from counts union all select ends_at_ms from reached)",
    );
    return oldest && oldest.at !== null ? oldest.at + KEEP_MS : null;
  }

  #noteReached({ key, endsAtMs }: CapSpan, { workspaceId, capId, max }: CapName & { max: number }): void {
    if (this.#reached.has(key)) return;
    const insert = "insert into reached values (?, ?, ?, ?, ?, ?, 0)";
    this.#run(insert, key, endsAtMs, workspaceId, capId, max, Date.now());
    this.#reached.add(key);
    this.#hasJustReached = true;
  }

  #remember(slot: number, clickId: string, span: string): void {
    const pushedOut = this.#slots[slot];
    if (pushedOut !== undefined) this.#recent.delete(pushedOut);
    this.#slots[slot] = clickId;
    this.#recent.set(clickId, { slot, span });
  }

  #add(span: CapSpan, { clicks, conversions }: CapCount): void {
    this.#run(
      `insert into counts values (?, ?, ?, ?) on conflict (span) do update
         set clicks = clicks + excluded.clicks, conversions = conversions + excluded.conversions`,
      ...[span.key, span.endsAtMs, clicks, conversions],
    );
  }

  #run<Row>(query: string, ...values: readonly (string | number | null)[]): Row[] {
    return this.#storage.sql.exec(query, ...values).toArray() as Row[];
  }
}

type RecentRow = {
  readonly slot: number;
  readonly number: number;
  readonly click_id: string;
  readonly span: string;
};

/** A click that passes writes two rows, whatever the tables hold: no index but the keys. */
const TABLES = [
  `create table if not exists counts (
     span text primary key, ends_at_ms integer, clicks integer not null, conversions integer not null
   ) without rowid`,
  `create table if not exists recent (
     slot integer primary key, number integer not null, click_id text not null, span text not null)`,
  `create table if not exists reached (
     span text primary key, ends_at_ms integer, workspace_id text not null, cap_id text not null,
     max integer not null, reached_at_ms integer not null, is_told integer not null
   ) without rowid`,
  "create table if not exists conversions (span text, id text, primary key (span, id)) without rowid",
];
