import { type LogHour, partKey } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import type { Part } from "./manifest.ts";
import { readPartIds } from "./read-part.ts";
import type { SortedIds } from "./sorted-ids.ts";

/** Parts written a moment ago whose ids are kept: the next batch overlaps them, older ones hardly ever. */
const KEPT_PARTS_MAX = 2;

/** The ids of an hour's parts, read where they are needed; those of the last parts written are at hand. */
export class OverlappingIds {
  readonly #store: LogStore;
  readonly #hour: LogHour;
  readonly #kept = new Map<string, SortedIds>();

  constructor(store: LogStore, hour: LogHour) {
    this.#store = store;
    this.#hour = hour;
  }

  /** Keeps the ids of a part that was just written. */
  keep(part: Part, ids: SortedIds): void {
    this.#kept.set(part.name, ids);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_PARTS_MAX && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** The ids of each of these parts that may hold an id between the two, one part at a time. */
  async *between(parts: readonly Part[], first: string, last: string): AsyncGenerator<SortedIds> {
    for (const part of parts) {
      if (part.first_id > last || part.last_id < first) continue;
      const key = partKey(this.#hour, part.name);
      yield this.#kept.get(part.name) ?? (await readPartIds(this.#store, key, part));
    }
  }
}
