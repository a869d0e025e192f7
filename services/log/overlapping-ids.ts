import { BATCH_ROWS_MAX } from "./click-batch.ts";
import { type LogHour, partKey } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import type { Part } from "./manifest.ts";
import { readPartIds } from "./read-part.ts";
import { NO_IDS, roomForIds, type SortedIds } from "./sorted-ids.ts";

/** Parts written a moment ago whose ids are kept: the next batch overlaps them, older ones hardly ever. */
const KEPT_PARTS = 2;

/**
 * The ids of an hour's parts, read where they are needed; those of the last parts written are at hand. They
 * lie in rooms that are used again, since each part's own would soon be most of what compaction takes.
 */
export class OverlappingIds {
  readonly #store: LogStore;
  readonly #hour: LogHour;
  readonly #read = roomForIds(BATCH_ROWS_MAX);
  readonly #kept = Array.from({ length: KEPT_PARTS }, () => ({
    name: "",
    room: roomForIds(BATCH_ROWS_MAX),
    ids: NO_IDS,
  }));
  #next = 0;

  constructor(store: LogStore, hour: LogHour) {
    this.#store = store;
    this.#hour = hour;
  }

  /** Keeps the ids of a part that was just written, in place of those of an older one. */
  keep(part: Part, fill: (room: SortedIds) => SortedIds): void {
    const kept = this.#kept[this.#next];
    this.#next = (this.#next + 1) % KEPT_PARTS;
    if (!kept) return;
    kept.name = part.name;
    kept.ids = fill(kept.room);
  }

  /** The ids of each of these parts that may hold an id between the two: valid until the next part's. */
  async *between(parts: readonly Part[], first: string, last: string): AsyncGenerator<SortedIds> {
    for (const part of parts) {
      if (part.first_id > last || part.last_id < first) continue;
      const kept = this.#kept.find(({ name }) => name === part.name);
      const of = { store: this.#store, key: partKey(this.#hour, part.name) };
      yield kept ? kept.ids : await readPartIds(of, part, this.#read);
    }
  }
}
