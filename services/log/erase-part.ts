import { sha256Hex } from "../../platform/sha256.ts";
import { CLICK_COLUMNS, type ClickColumn } from "./click-columns.ts";
import type { LogStore } from "./log-store.ts";
import type { Part } from "./manifest.ts";
import { dictionaryPagesOf, integerPagesOf, textPagesOf } from "./parquet/column-values.ts";
import { type ColumnPages, chunkStart, ParquetFile } from "./parquet/parquet-file.ts";
import { Scratch } from "./parquet/scratch.ts";
import { BrokenPart, type OpenPart, readColumn, withPart } from "./read-part.ts";
import { ERASED_COLUMNS, ERASED_VISITOR, type Subject, tiesNothing } from "./subject.ts";

/** True if a part has clicks of the subject. Reads no more of it than its visitors. */
export function hasSubject(
  store: LogStore,
  { key, part, subject }: { readonly key: string; readonly part: Part; readonly subject: Subject },
): Promise<boolean> {
  return withPart({ store, key }, part, async (open) => (await rowsOfSubject(open, subject)).length > 0);
}

/**
 * Writes a part anew without the subject, and with the same rows in the same order. Columns that tell
 * nothing of a person are taken over as they are.
 *
 * @param run makes the file unlike any that another run writes
 * @returns the new file
 */
export async function eraseFromPart(
  store: LogStore,
  { key, part, subject }: { readonly key: string; readonly part: Part; readonly subject: Subject },
  run: string,
): Promise<Uint8Array> {
  const whole = await store.get(key);
  if (whole === null || sha256Hex(whole) !== part.sha256) {
    throw new BrokenPart(`${part.name}: it is not there, or not what the manifest tells`);
  }
  const inMemory: LogStore = {
    ...store,
    get: async (_key, range) => (range ? whole.slice(range.offset, range.offset + range.length) : whole),
  };
  return withPart({ store: inMemory, key }, part, async (open) => {
    const rows = new Set(await rowsOfSubject(open, subject));
    return rewrite(open, { whole, rows, run });
  });
}

async function rowsOfSubject(open: OpenPart, { visitorIds, before }: Subject): Promise<readonly number[]> {
  const visitors = await readColumn(open, "visitor_id");
  const rows = visitors.flatMap((visitor, row) => (visitorIds.has(String(visitor)) ? [row] : []));
  if (rows.length === 0) return rows;
  const times = (await readColumn(open, "clicked_at")) as readonly Date[];
  return rows.filter((row) => (times[row] as Date) < before);
}

async function rewrite(
  open: OpenPart,
  { whole, rows, run }: { whole: Uint8Array; rows: ReadonlySet<number>; run: string },
): Promise<Uint8Array> {
  const [group] = open.metadata.row_groups;
  if (!group || open.metadata.row_groups.length !== 1) throw new Error("it has not one row group");
  const metadata = (open.metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ""]);
  const rowsCount = Number(group.num_rows);
  const file = new ParquetFile(CLICK_COLUMNS, {
    rows: rowsCount,
    metadata: { ...Object.fromEntries(metadata), "tributary.run": run },
    scratch: new Scratch(rowsCount),
  });
  const ids = await readColumn(open, "click_id");
  for (const [index, column] of CLICK_COLUMNS.entries()) {
    const chunk = group.columns[index];
    if (chunk?.meta_data?.path_in_schema.join(".") !== column.name)
      throw new Error(`it has no ${column.name}`);
    if (column.name === "visitor_id") {
      const erased = (_: unknown, row: number): string => `${ERASED_VISITOR}${String(ids[row])}`;
      file.add(column, pagesOf(column, await replaced(open, column, rows, erased)));
    } else if (column.name === "evidence") {
      file.add(column, pagesOf(column, await replaced(open, column, rows, untied)));
    } else if (ERASED_COLUMNS.has(column.name)) {
      file.add(column, pagesOf(column, await replaced(open, column, rows, () => null)));
    } else {
      const start = chunkStart(chunk);
      file.copy(chunk, whole.subarray(start, start + Number(chunk.meta_data.total_compressed_size)));
    }
  }
  return file.finish();
}

/** The values of a column, others for the rows told. */
async function replaced(
  open: OpenPart,
  { name }: ClickColumn,
  rows: ReadonlySet<number>,
  other: (value: unknown, row: number) => string | null,
): Promise<readonly unknown[]> {
  const values = await readColumn(open, name);
  return values.map((value, row) => (rows.has(row) ? other(value, row) : value));
}

/** Evidence that names no other click. */
function untied(evidence: unknown): string | null {
  return typeof evidence === "string" ? evidence.split(",").filter(tiesNothing).join(",") || null : null;
}

function pagesOf(column: ClickColumn, values: readonly unknown[]): ColumnPages {
  if (column.kind === "integer") return integerPagesOf(values as readonly (bigint | null)[]);
  const texts = values.map((value) => (value === null || value === undefined ? null : String(value)));
  return column.kind === "text" ? textPagesOf(texts) : dictionaryPagesOf(texts);
}
