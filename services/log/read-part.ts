import type { AsyncBuffer, FileMetaData } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { parquetMetadataAsync } from "hyparquet/src/metadata.js";
import { parquetRead } from "hyparquet/src/read.js";
import { gunzipBytes } from "../../platform/gzip.ts";
import type { LogStore } from "./log-store.ts";
import type { Part } from "./manifest.ts";
import { viewOf } from "./parquet/bytes.ts";
import { SHOWN_ID_BYTES } from "./row-id.ts";
import { firstIds, NO_IDS, roomForIds, type SortedIds } from "./sorted-ids.ts";

/** A page is never larger than the texts of one part. */
const PAGE_BYTES_MAX = 67_108_864;
const COMPRESSORS = { GZIP: (bytes: Uint8Array) => gunzipBytes(bytes, PAGE_BYTES_MAX) };
/** A footer has some 5 KB. */
const FOOTER_BYTES_FIRST = 16_384;

/** A shown id in a plain page: its length in 4 bytes, then `clk_`, 12 digits of time, 8 of workspace, 12 at random. */
const ID_BYTES = 4 + SHOWN_ID_BYTES;
const TIME_AT = 4;
const RANDOM_AT = 24;
const HEX_DIGITS = 12;
const DIGITS: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const value = "0123456789abcdef".indexOf(String.fromCharCode(code));
  return value < 0 ? undefined : value;
});

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

/**
 * The ids of a part, ascending as its rows are. Throws as `withPart` does, and for rows out of order.
 *
 * @param room where they are put, if it is large enough for them
 */
export function readPartIds(
  { store, key }: { readonly store: LogStore; readonly key: string },
  part: Part,
  room: SortedIds = NO_IDS,
): Promise<SortedIds> {
  return withPart({ store, key }, part, async ({ file, metadata }) => {
    const meta = metadata.row_groups[0]?.columns[0]?.meta_data;
    if (meta?.path_in_schema[0] !== "click_id") throw new Error("it does not begin with its ids");
    const start = Number(meta.data_page_offset);
    const chunk = await file.slice(start, start + Number(meta.total_compressed_size));
    const { rows } = part;
    return parseIds(idPage(chunk), firstIds(room.times.length < rows ? roomForIds(rows) : room, rows));
  });
}

/** The ids as they are written, without making a text of each: hours are compared by the million of them. */
function idPage(chunk: ArrayBuffer): DataView {
  const reader = { view: new DataView(chunk), offset: 0 };
  const header = parquetHeader(reader);
  if (header.data_page_header_v2?.encoding !== "PLAIN") throw new Error("its ids are not written plainly");
  return viewOf(gunzipBytes(new Uint8Array(chunk, reader.offset), PAGE_BYTES_MAX));
}

function parseIds(page: DataView, ids: SortedIds): SortedIds {
  const { times, randoms } = ids;
  if (page.byteLength !== times.length * ID_BYTES) throw new Error("it has other ids than rows");
  for (let row = 0; row < times.length; row += 1) {
    const at = row * ID_BYTES + ID_BYTES - SHOWN_ID_BYTES;
    const time = hexAt(page, at + TIME_AT);
    const random = hexAt(page, at + RANDOM_AT);
    const before = row === 0 ? -1 : (times[row - 1] as number);
    const isAfter = time > before || (time === before && random > (randoms[row - 1] as number));
    if (!isAfter) throw new Error("its rows are not in the order of their ids");
    times[row] = time;
    randoms[row] = random;
  }
  return ids;
}

/** The number of twelve hexadecimal digits; NaN where one is none. */
function hexAt(page: DataView, start: number): number {
  let number = 0;
  for (let at = start; at < start + HEX_DIGITS; at += 1) {
    number = number * 16 + (DIGITS[page.getUint8(at)] ?? Number.NaN);
  }
  return number;
}

function exactBuffer({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  const isWhole = byteOffset === 0 && byteLength === buffer.byteLength;
  return (isWhole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer;
}
