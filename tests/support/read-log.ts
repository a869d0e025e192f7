import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { clickManifest } from "../../contracts/click-manifest.ts";
import { type LogHour, manifestKey, partKey } from "../../services/log/log-keys.ts";

/** A row of a Parquet file of clicks. */
export type ParquetRow = Readonly<Record<string, unknown>>;

/** Every row of a Parquet file, as a reader that knows nothing of how it was written sees it. */
export function readParquet(bytes: Uint8Array): Promise<ParquetRow[]> {
  const { buffer } = bytes.slice();
  return parquetReadObjects({
    file: { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) as ArrayBuffer },
    compressors: { GZIP: (page) => new Uint8Array(gunzipSync(page)) },
  });
}

/** The manifest of an hour, or null. */
export function readManifest(read: (key: string) => Uint8Array | null, hour: LogHour) {
  const bytes = read(manifestKey(hour));
  return bytes ? clickManifest.parse(JSON.parse(new TextDecoder().decode(bytes))) : null;
}

/** The rows of all parts that an hour's manifest names, each part held to what the manifest says of it. */
export async function readHour(
  read: (key: string) => Uint8Array | null,
  hour: LogHour,
): Promise<readonly ParquetRow[]> {
  const manifest = readManifest(read, hour);
  const rows: ParquetRow[] = [];
  for (const part of manifest?.parts ?? []) {
    const bytes = read(partKey(hour, part.name));
    if (!bytes) throw new Error(`${part.name} is not there`);
    const ofPart = await readParquet(bytes);
    const ids = ofPart.map(({ click_id: id }) => String(id));
    const told = {
      name: `part-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.parquet`,
      rows: ofPart.length,
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      first_id: ids[0],
      last_id: ids.at(-1),
    };
    if (JSON.stringify(told) !== JSON.stringify(part))
      throw new Error(`${part.name} is not what it is said to be`);
    if (ids.some((id, index) => index > 0 && id <= (ids[index - 1] as string))) {
      throw new Error(`${part.name} is not in the order of its ids`);
    }
    rows.push(...ofPart);
  }
  if (manifest && manifest.rows !== rows.length)
    throw new Error("the manifest tells of other rows than its parts hold");
  return rows;
}
