import { saltKey } from "../../core/link/published-keys.ts";
import { decodeBase64url, encodeBase64url } from "../../core/shared/encoding.ts";
import { randomBytes } from "../../platform/random.ts";
import { logProblem } from "../shared/log-problem.ts";
import { sleep, withTimeLimit } from "../shared/time-limit.ts";

const SALT_BYTES = 32;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** How long the salt outlives its day, whenever in it it was made; without it the hashes of that day say nothing. */
const KEPT_AFTER_MS = DAY_MS;
/** After so long the isolate reads the salt again: isolates that each made one settle on the one that was kept. */
export const READ_AGAIN_MS = 60_000;
/** What a visitor may wait for the salt of a new day. */
export const VISITOR_WAIT_MS = 50;
const KV_LIMIT_MS = 2_000;
const KV_CACHE_TTL_SECONDS = 30;

type Salt = {
  readonly day: string;
  /** The end of the day. */
  readonly endsAtMs: number;
  readonly bytes: Uint8Array;
  readonly askAgainAtMs: number;
};

/**
 * The salt of a UTC day, shared by all isolates through KV, made by the first that needs it and gone a day
 * after its own. While KV is away or slow an isolate uses a salt of its own: hashes then match within the
 * isolate only, and no visitor waits.
 */
export class DailySalt {
  readonly #now: () => number;
  #salt: Salt | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Gives the salt of today if the isolate holds it and need not ask for it, or undefined. */
  peek(nowMs: number): Uint8Array | undefined {
    const held = this.#salt;
    return held && nowMs < held.askAgainAtMs && nowMs < held.endsAtMs ? held.bytes : undefined;
  }

  /** Gives the salt of today, after `VISITOR_WAIT_MS` at most. What is left to do with KV goes to `waitUntil`. */
  async today(kv: KVNamespace, waitUntil: (promise: Promise<unknown>) => void): Promise<Uint8Array> {
    const now = this.#now();
    const day = new Date(now).toISOString().slice(0, 10);
    const held = this.#salt?.day === day ? this.#salt : null;
    if (held && now < held.askAgainAtMs) return held.bytes;
    // At once, so that those who come meanwhile do not ask as well.
    if (held) this.#salt = { ...held, askAgainAtMs: now + READ_AGAIN_MS };
    const reading = this.#readStored(kv, day);
    const sharing = reading.then((stored) => this.#settle(kv, day, stored));
    waitUntil(sharing.catch((error: unknown) => logProblem("salt_store_away", {}, error)));
    if (held) return held.bytes;
    const stored = await Promise.race([reading.catch(() => null), sleep(VISITOR_WAIT_MS).then(() => null)]);
    return this.#hold(day, stored);
  }

  async #readStored(kv: KVNamespace, day: string): Promise<Uint8Array | null> {
    const options = { type: "text", cacheTtl: KV_CACHE_TTL_SECONDS } as const;
    const bytes = decodeBase64url((await withTimeLimit(kv.get(saltKey(day), options), KV_LIMIT_MS)) ?? "");
    return bytes?.length === SALT_BYTES ? bytes : null;
  }

  /** Takes over the stored salt, or stores the one this isolate holds. */
  async #settle(kv: KVNamespace, day: string, stored: Uint8Array | null): Promise<void> {
    const bytes = stored ?? this.#hold(day, null);
    if (this.#salt?.day === day) this.#salt = { ...this.#salt, bytes };
    if (stored) return;
    const keptMs = Date.parse(day) + DAY_MS + KEPT_AFTER_MS - this.#now();
    const options = { expirationTtl: Math.ceil(keptMs / 1_000) };
    await withTimeLimit(kv.put(saltKey(day), encodeBase64url(bytes), options), KV_LIMIT_MS);
  }

  /** Gives the salt the isolate has for the day by now; without one, holds the stored one or one of its own. */
  #hold(day: string, stored: Uint8Array | null): Uint8Array {
    if (this.#salt?.day === day) return this.#salt.bytes;
    const bytes = stored ?? randomBytes(SALT_BYTES);
    this.#salt = {
      day,
      endsAtMs: Date.parse(day) + DAY_MS,
      bytes,
      askAgainAtMs: this.#now() + READ_AGAIN_MS,
    };
    return bytes;
  }
}
