import type { ClickRow } from "./click-row.ts";

/** Where raw objects are kept; R2 is one. */
export interface RawLog {
  /** Writes an object unless there is one of that key already. */
  putOnce(key: string, bytes: Uint8Array, clicksCount: number): Promise<void>;
}

/** Counts clicks of one network on one affiliate in one minute. */
export interface VelocityCounter {
  /**
   * A count for each click, in order; null where nothing can be told. One round trip for them all, given
   * up after a second: never throws, and never holds a batch up for longer.
   */
  count(clicks: readonly ClickRow[]): Promise<readonly (number | null)[]>;
}
