import type { AsyncBuffer, FileMetaData } from "hyparquet";
import { parquetMetadataAsync } from "hyparquet/src/metadata.js";
import { parquetRead } from "hyparquet/src/read.js";
import { gunzipBytes } from "../../platform/gzip.ts";
import type { LogStore } from "./log-store.ts";
import type { Part } from "./manifest.ts";
import { parseShownId } from "./row-id.ts";
import type { SortedIds } from "./sorted-ids.ts";

/** A page is never larger than the texts of one part. */
const PAGE_BYTES_MAX = 67_108_864;
const COMPRESSORS = { GZIP: (bytes: Uint8Array) => gunzipBytes(bytes, PAGE_BYTES_MAX) };
/** A footer has some 5 KB. */
const FOOTER_BYTES_FIRST = 16_384;

/** A part that a manifest names is not there, or is not what the manifest says. */
export class BrokenPart extends Error {}

/** A part that can be read column by column. */
export type OpenPart = { readonly file: AsyncBuffer; readonly metadata: FileMetaData };

/**
 * Opens a part by its footer for `work`, which only reads it. Throws `BrokenPart` if it is not there, has
 * other rows than told, or cannot be read; what the store throws comes through as it is.
 */
export async function withPart<T>(
  { store, key }: { readonly store: LogStore; readonly key: string },
  part: Part,
  work: (open: OpenPart) => Promise<T>,
): Promise<T> {
  const away: unknown[] = [];
  const file: AsyncBuffer = {
    byteLength: part.bytes,
    slice: async (start, end = part.bytes) => {
      const range = { offset: start, length: end - start };
      const bytes = await store.get(key, range).catch((error: unknown) => {
        away.push(error);
        throw error;
      });
      if (bytes?.length !== range.length) throw new Error("it is not there, or shorter than told");
      return exactBuffer(bytes);
    },
  };
  try {
    const metadata = await parquetMetadataAsync(file, { initialFetchSize: FOOTER_BYTES_FIRST });
    if (Number(metadata.num_rows) !== part.rows) throw new Error("it has other rows than told");
    return await work({ file, metadata });
  } catch (error) {
    if (away.length > 0) throw away[0];
    throw new BrokenPart(`${part.name}: ${String(error)}`);
  }
}

/** All values of a column of an open part, in the order of the rows. */
export async function readColumn({ file, metadata }: OpenPart, column: string): Promise<readonly unknown[]> {
  const values: unknown[] = [];
  await parquetRead({
    file,
    metadata,
    columns: [column],
    compressors: COMPRESSORS,
    onChunk: ({ columnData }) => {
      for (const value of columnData) values.push(value);
    },
  });
  return values;
}

/** The ids of a part, ascending as its rows are. Throws as `withPart` does. */
export function readPartIds(store: LogStore, key: string, part: Part): Promise<SortedIds> {
  return withPart({ store, key }, part, async (open) => {
    const shown = await readColumn(open, "click_id");
    const times = new Float64Array(shown.length);
    const randoms = new Float64Array(shown.length);
    shown.forEach((text, row) => {
      const id = parseShownId(String(text));
      if (!id) throw new Error("it has a row without an id");
      times[row] = id.time;
      randoms[row] = id.random;
    });
    return { times, randoms };
  });
}

function exactBuffer({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  const isWhole = byteOffset === 0 && byteLength === buffer.byteLength;
  return (isWhole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer;
}
