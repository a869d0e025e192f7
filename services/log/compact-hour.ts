import { encodeHex } from "../../core/shared/encoding.ts";
import { gunzipBytes } from "../../platform/gzip.ts";
import { randomBytes } from "../../platform/random.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import type { ClickBatch } from "./click-batch.ts";
import { deleteUnnamed } from "./delete-unnamed.ts";
import { encodeRows, idRange } from "./encode-batch.ts";
import { type LogHour, manifestKey, partKey, partName, rawHourPrefix } from "./log-keys.ts";
import type { LogObject, LogStore, StoredManifest } from "./log-store.ts";
import { manifestOf, type Part } from "./manifest.ts";
import { OverlappingIds } from "./overlapping-ids.ts";
import { readAhead } from "./read-ahead.ts";
import { BatchFull, ClickScanner } from "./scan-clicks.ts";

/** When a batch is written as a part, and parts are named by the manifest. */
export type CompactionLimits = {
  /** Rows, and bytes of their texts, at which a batch is written. */
  readonly partRows: number;
  readonly partTextBytes: number;
  /** Parts after which the manifest is: what a crash can undo. */
  readonly partsPerCommit: number;
};
const LIMITS: CompactionLimits = { partRows: 20_000, partTextBytes: 8_388_608, partsPerCommit: 16 };
/** A batch of messages has 6 MB of clicks at most (`CLICK_MESSAGE_BYTES_MAX`). */
const RAW_BYTES_MAX = 33_554_432;
/** A Worker has six connections at a time. */
const READ_AHEAD = 5;

/** How much one run takes on, and when it runs. */
export type CompactionRun = { readonly now: Date; readonly objectsMax: number };

/** What became of an hour. */
export type Compaction = {
  /** `overtaken`: another run wrote the hour's manifest meanwhile; the rest is left to the next run. */
  readonly outcome: "unchanged" | "compacted" | "overtaken";
  readonly objects: number;
  /** Rows that were in no part before. */
  readonly rows: number;
  readonly parts: number;
  /** Raw objects that could not be read, with the reason: they are tried again by each run. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
  /** Raw objects that are left to the next run. */
  readonly left: number;
};

/** What a compaction works with: the memory of `batch` is used by one hour after the other. */
export type CompactionMeans = {
  readonly store: LogStore;
  readonly batch: ClickBatch;
  readonly limits?: CompactionLimits;
};

/**
 * Writes the clicks of an hour's raw objects that no part holds yet into parts, each click once.
 *
 * Safe to cut off anywhere and to run twice at once: a part counts only when the manifest names it, and
 * the manifest is written only over the one that was read. A click is looked for in each part that may
 * hold it, so raw objects may repeat clicks, overlap, and arrive late. Raw objects stay as they are.
 */
export async function compactHour(
  means: CompactionMeans,
  hour: LogHour,
  run: CompactionRun,
): Promise<Compaction> {
  const { store } = means;
  const stored = await store.readManifest(manifestKey(hour));
  const covered = new Set(stored?.manifest.sources);
  const fresh = (await store.list(rawHourPrefix(hour)))
    .filter(({ name }) => !covered.has(name))
    // Nearly the order of the clicks, so that parts hardly overlap.
    .sort((a, b) => a.uploadedAt.getTime() - b.uploadedAt.getTime() || (a.name < b.name ? -1 : 1));
  const taken = fresh.slice(0, run.objectsMax);
  const compaction = new HourCompaction(means, { hour, stored, now: run.now });
  const isWhole = await compaction.take(taken);
  return { ...compaction.result(isWhole), left: fresh.length - taken.length };
}

class HourCompaction {
  readonly #store: LogStore;
  readonly #batch: ClickBatch;
  readonly #limits: CompactionLimits;
  readonly #hour: LogHour;
  readonly #now: Date;
  readonly #scanner: ClickScanner;
  readonly #ids: OverlappingIds;
  /** Makes the parts of this run unlike those of any other: whoever made a part may delete it. */
  readonly #runId = encodeHex(randomBytes(8));
  #etag: string | null;
  #parts: readonly Part[];
  #sources: readonly string[];
  /** Parts and sources that the manifest does not name yet. */
  #newParts: Part[] = [];
  #newSources: string[] = [];
  #sourcesInBatch: string[] = [];
  #written = { parts: 0, rows: 0, objects: 0 };
  readonly #unreadable: { name: string; reason: string }[] = [];

  constructor(
    { store, batch, limits = LIMITS }: CompactionMeans,
    of: { readonly hour: LogHour; readonly stored: StoredManifest | null; readonly now: Date },
  ) {
    this.#store = store;
    this.#batch = batch;
    this.#limits = limits;
    this.#hour = of.hour;
    this.#now = of.now;
    this.#etag = of.stored?.etag ?? null;
    this.#parts = of.stored?.manifest.parts ?? [];
    this.#sources = of.stored?.manifest.sources ?? [];
    const bounds = { workspaceTag: workspaceTag(of.hour.workspaceId), hourMs: of.hour.hour.getTime() };
    this.#scanner = new ClickScanner(batch, bounds);
    this.#ids = new OverlappingIds(store, of.hour);
  }

  /** @returns false if another run overtook this one */
  async take(objects: readonly LogObject[]): Promise<boolean> {
    this.#batch.clear();
    const read = ({ name }: LogObject) => this.#store.get(`${rawHourPrefix(this.#hour)}${name}`);
    for await (const { item, read: bytes } of readAhead(objects, READ_AHEAD, read)) {
      // One that an erasure has replaced since it was listed: what replaced it is listed next time.
      if (bytes !== null) await this.#add(item.name, bytes);
      const { partRows, partTextBytes, partsPerCommit } = this.#limits;
      if (this.#batch.length >= partRows || this.#batch.bytes >= partTextBytes) await this.#flush();
      if (this.#newParts.length >= partsPerCommit && !(await this.#commit())) return false;
    }
    await this.#flush();
    return this.#commit();
  }

  result(isWhole: boolean): Omit<Compaction, "left"> {
    const { objects, rows, parts } = this.#written;
    const outcome = isWhole ? (objects > 0 ? "compacted" : "unchanged") : "overtaken";
    return { outcome, objects, rows, parts, unreadable: this.#unreadable };
  }

  /** Adds the clicks of one raw object to the batch, all of them or none. */
  async #add(name: string, bytes: Uint8Array): Promise<void> {
    let problem = this.#scan(bytes);
    if (problem instanceof BatchFull && this.#batch.length > 0) {
      await this.#flush();
      problem = this.#scan(bytes);
    }
    if (problem === null) this.#sourcesInBatch.push(name);
    else this.#unreadable.push({ name, reason: String(problem) });
  }

  /** @returns what is wrong with the object, which then has left no row, or null */
  #scan(bytes: Uint8Array): unknown {
    const before = this.#batch.length;
    try {
      this.#scanner.scan(gunzipBytes(bytes, RAW_BYTES_MAX));
      return null;
    } catch (error) {
      this.#batch.dropFrom(before);
      return error;
    }
  }

  /** Writes the batch as a part, without the clicks that are in others, and empties it. */
  async #flush(): Promise<void> {
    const order = await this.#unknownRows();
    if (order.length > 0) await this.#writePart(order);
    this.#newSources.push(...this.#sourcesInBatch);
    this.#sourcesInBatch = [];
    this.#batch.clear();
  }

  async #unknownRows(): Promise<Uint16Array> {
    const batch = this.#batch;
    const sorted = batch.sorted();
    if (sorted.length === 0) return sorted;
    const { first, last } = idRange({ batch, order: sorted });
    let order = sorted;
    for await (const ids of this.#ids.between([...this.#parts, ...this.#newParts], first, last)) {
      order = batch.without(order, ids);
    }
    return order;
  }

  async #writePart(order: Uint16Array): Promise<void> {
    const rows = { batch: this.#batch, order };
    const bytes = encodeRows(rows, { "tributary.run": this.#runId });
    const sha256 = sha256Hex(bytes);
    const { first, last } = idRange(rows);
    const name = partName(sha256);
    await this.#store.put(partKey(this.#hour, name), bytes, "part");
    const part: Part = {
      name,
      rows: order.length,
      bytes: bytes.length,
      sha256,
      first_id: first,
      last_id: last,
    };
    this.#newParts.push(part);
    this.#ids.keep(part, (room) => this.#batch.idsOf(order, room));
  }

  /**
   * Makes the parts written since the last time part of the hour.
   *
   * @returns false if another run wrote the manifest meanwhile; what this one wrote is gone then
   */
  async #commit(): Promise<boolean> {
    if (this.#newSources.length === 0) return true;
    const parts = [...this.#parts, ...this.#newParts];
    const sources = [...this.#sources, ...this.#newSources];
    const manifest = manifestOf(this.#hour, parts, { sources, now: this.#now });
    const etag = await this.#store.writeManifest(manifestKey(this.#hour), manifest, this.#etag);
    if (etag === null) {
      await deleteUnnamed(
        this.#store,
        this.#hour,
        this.#newParts.map(({ name }) => name),
      );
      return false;
    }
    this.#written.objects += this.#newSources.length;
    this.#written.parts += this.#newParts.length;
    this.#written.rows += this.#newParts.reduce((sum, { rows }) => sum + rows, 0);
    this.#etag = etag;
    this.#parts = parts;
    this.#sources = sources;
    this.#newParts = [];
    this.#newSources = [];
    return true;
  }
}
