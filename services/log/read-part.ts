import type { AsyncBuffer, FileMetaData } from "hyparquet";
import { parquetMetadataAsync } from "hyparquet/src/metadata.js";
import { parquetRead } from "hyparquet/src/read.js";
import { gunzipBytes } from "../../platform/gzip.ts";
import type { SortedIds } from "./click-batch.ts";
import type { LogStore } from "./log-store.ts";
import type { Part } from "./manifest.ts";
import { parseShownId } from "./row-id.ts";

/** A page is never larger than the texts of one part. */
const PAGE_BYTES_MAX = 67_108_864;
const COMPRESSORS = { GZIP: (bytes: Uint8Array) => gunzipBytes(bytes, PAGE_BYTES_MAX) };

/** A part that a manifest names is not there, or is not what the manifest says. */
export class BrokenPart extends Error {}

/** A part that can be read column by column. */
export type OpenPart = { readonly file: AsyncBuffer; readonly metadata: FileMetaData };

/** Opens a part by its footer; throws `BrokenPart` if it is not there or has other rows than told. */
export async function openPart(store: LogStore, key: string, part: Part): Promise<OpenPart> {
  const file: AsyncBuffer = {
    byteLength: part.bytes,
    slice: async (start, end = part.bytes) => {
      const bytes = await store.get(key, { offset: start, length: end - start });
      if (bytes === null) throw new BrokenPart(`${key} is not there`);
      return exactBuffer(bytes);
    },
  };
  const metadata = await parquetMetadataAsync(file);
  if (Number(metadata.num_rows) !== part.rows) throw new BrokenPart(`${key} has other rows than told`);
  return { file, metadata };
}

/** All values of a column, in the order of the rows. */
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

/** The ids of a part, ascending as its rows are. */
export async function readPartIds(store: LogStore, key: string, part: Part): Promise<SortedIds> {
  const shown = await readColumn(await openPart(store, key, part), "click_id");
  const times = new Float64Array(shown.length);
  const randoms = new Float64Array(shown.length);
  shown.forEach((text, row) => {
    const id = parseShownId(String(text));
    if (!id) throw new BrokenPart(`${key} has a row without an id`);
    times[row] = id.time;
    randoms[row] = id.random;
  });
  return { times, randoms };
}

function exactBuffer({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  const isWhole = byteOffset === 0 && byteLength === buffer.byteLength;
  return (isWhole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer;
}
