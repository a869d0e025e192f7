import { RedisError } from "./reply.ts";

/** What a key may hold. */
export type RedisValue =
  | { readonly type: "string"; text: string }
  | { readonly type: "set"; readonly members: Set<string> }
  | { readonly type: "hash"; readonly members: Map<string, string> }
  | { readonly type: "zset"; readonly members: Map<string, number> };

/** A kind of value, as TYPE names it. */
export type RedisType = RedisValue["type"];

type Entry = { value: RedisValue; expiresAtMs: number | undefined };

/** Keys with their values and times to live. A key whose time has come is gone, and so is an empty collection. */
export class Keyspace {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The time that expiry goes by. */
  get nowMs(): number {
    return this.#now();
  }

  /** Whatever the key holds. */
  peek(key: string): RedisValue | undefined {
    return this.#live(key)?.value;
  }

  /** What the key holds if it is of this type; throws `WRONGTYPE` if of another. */
  get<Type extends RedisType>(key: string, type: Type): Extract<RedisValue, { type: Type }> | undefined {
    const value = this.peek(key);
    if (value === undefined) return undefined;
    if (!isOfType(value, type)) {
      throw new RedisError("WRONGTYPE Operation against a key holding the wrong kind of value");
    }
    return value;
  }

  /** Stores a value, keeping the key's time to live only when asked. */
  set(key: string, value: RedisValue, options: { keepExpiry: boolean }): void {
    const expiresAtMs = options.keepExpiry ? this.#live(key)?.expiresAtMs : undefined;
    this.#entries.set(key, { value, expiresAtMs });
  }

  /** Removes a key and says whether it was there. */
  delete(key: string): boolean {
    const isThere = this.#live(key) !== undefined;
    this.#entries.delete(key);
    return isThere;
  }

  /** Removes a collection that has become empty, as Redis does. */
  deleteIfEmpty(key: string): void {
    const value = this.peek(key);
    if (value && value.type !== "string" && value.members.size === 0) this.#entries.delete(key);
  }

  /** When the key goes, in milliseconds since 1970; undefined if never or if there is no key. */
  expiresAtMs(key: string): number | undefined {
    return this.#live(key)?.expiresAtMs;
  }

  /** Sets when an existing key goes. */
  expireAt(key: string, expiresAtMs: number): void {
    const entry = this.#live(key);
    if (entry) entry.expiresAtMs = expiresAtMs;
  }

  /** How many keys there are. */
  count(): number {
    return [...this.#entries.keys()].filter((key) => this.#live(key) !== undefined).length;
  }

  /** Removes all. */
  clear(): void {
    this.#entries.clear();
  }

  #live(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry?.expiresAtMs !== undefined && entry.expiresAtMs <= this.#now()) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry;
  }
}

function isOfType<Type extends RedisType>(
  value: RedisValue,
  type: Type,
): value is Extract<RedisValue, { type: Type }> {
  return value.type === type;
}
