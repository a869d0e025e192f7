import { BoundedMap } from "./bounded-map.ts";
import { logProblem } from "./log-problem.ts";
import { withTimeLimit } from "./time-limit.ts";

/**
 * Entries an isolate keeps, of those that exist and of those that do not; the second must not push out the
 * first. One whose text is long counts for several, or whoever makes large links could fill the memory of all.
 */
const KNOWN_ENTRIES_MAX = 5_000;
const ENTRY_CHARS = 2_000;
export const ABSENT_ENTRIES_MAX = 5_000;
/** How long an entry is used without asking again; with what KV keeps, a link that was disabled ends in under a minute. */
export const FRESH_MS = 15_000;
/** The shortest that KV offers. */
const KV_CACHE_TTL_SECONDS = 30;
/** How long an absent entry stays absent: a new link should work soon after it was made. */
export const ABSENT_MS = 5_000;
/** How long a known entry is served while the store is away. */
export const STALE_MS_MAX = 24 * 60 * 60 * 1_000;
/** How long the store may take when there is nothing else to answer with, and when there is. */
const UNKNOWN_LIMIT_MS = 2_000;
export const KNOWN_LIMIT_MS = 250;
/** After the store failed for a known entry, how long that entry is served without asking again. */
const RETRY_MS = 5_000;

/** What the store knows of a key. `away` says that nobody can tell, so it must never read as absent. */
export type Lookup<Value> =
  | { readonly status: "found"; readonly value: Value }
  | { readonly status: "absent" }
  | { readonly status: "away" };

/** What was read: the value, and the length of its text. */
type Read<Value> = { readonly value: Value; readonly chars: number };
type Known<Value> = Read<Value> & { readonly readAtMs: number; readonly askAgainAtMs: number };

/**
 * Reads what the API published: from the isolate's memory while fresh, else from KV, else, while KV is
 * away, from memory again up to a day old.
 *
 * Remembers values and never promises: the runtime cancels a request that waits for another's promise.
 */
export class PublishedStore<Value> {
  readonly #known = new BoundedMap<Known<Value>>(KNOWN_ENTRIES_MAX, ({ chars }) =>
    Math.ceil(chars / ENTRY_CHARS),
  );
  readonly #absent = new BoundedMap<number>(ABSENT_ENTRIES_MAX);
  readonly #read: (stored: unknown) => Value | null;
  readonly #now: () => number;

  /** @param read checks a stored value; null if it breaks its contract, which counts as a fault of the store */
  constructor(read: (stored: unknown) => Value | null, now: () => number) {
    this.#read = read;
    this.#now = now;
  }

  /** Gives what the isolate knows of a key and need not ask for, or undefined. That it is in use shows when it is asked for again. */
  peek(key: string, nowMs: number): Value | undefined {
    const known = this.#known.peek(key);
    return known && nowMs < known.askAgainAtMs ? known.value : undefined;
  }

  /** True if the isolate knows a key, though it may have to ask for it again. */
  knows(key: string): boolean {
    return this.#known.peek(key) !== undefined;
  }

  /** Looks a key up. Never throws. */
  async find(kv: KVNamespace, key: string): Promise<Lookup<Value>> {
    const fresh = this.peek(key, this.#now());
    if (fresh !== undefined) return { status: "found", value: fresh };
    const known = this.#known.get(key);
    if ((this.#absent.get(key) ?? 0) > this.#now()) return { status: "absent" };
    try {
      return this.#remember(key, await this.#ask(kv, key, known ? KNOWN_LIMIT_MS : UNKNOWN_LIMIT_MS));
    } catch (error) {
      logProblem("published_store_away", { kind: key.slice(0, key.indexOf(":")) }, error);
      return this.#standIn(key, known);
    }
  }

  /** Null means that there is no such key; whatever else is not a good value is a fault. */
  async #ask(kv: KVNamespace, key: string, limitMs: number): Promise<Read<Value> | null> {
    const text = await withTimeLimit(kv.get(key, { type: "text", cacheTtl: KV_CACHE_TTL_SECONDS }), limitMs);
    if (text === null) return null;
    const value = this.#read(JSON.parse(text));
    if (value === null) throw new Error("a published value breaks its contract");
    return { value, chars: text.length };
  }

  #remember(key: string, read: Read<Value> | null): Lookup<Value> {
    const readAtMs = this.#now();
    if (read === null) {
      this.#known.delete(key);
      this.#absent.set(key, readAtMs + ABSENT_MS);
      return { status: "absent" };
    }
    this.#absent.delete(key);
    const { value, chars } = read;
    this.#known.set(key, { value, chars, readAtMs, askAgainAtMs: readAtMs + FRESH_MS });
    return { status: "found", value };
  }

  #standIn(key: string, known: Known<Value> | undefined): Lookup<Value> {
    const now = this.#now();
    if (!known || now - known.readAtMs > STALE_MS_MAX) return { status: "away" };
    this.#known.set(key, { ...known, askAgainAtMs: now + RETRY_MS });
    return { status: "found", value: known.value };
  }
}
