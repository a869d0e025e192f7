import type { ColumnChunk, Encoding, SchemaElement, Statistics } from "hyparquet";
import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
import { ParquetWriter } from "hyparquet-writer/src/parquet-writer.js";
import { gzipPage } from "../../../platform/gzip.ts";
import type { Scratch } from "./scratch.ts";

/** How a column is declared; all columns of a file are flat. */
export type Column = SchemaElement & { readonly repetition_type: "REQUIRED" | "OPTIONAL" };

/** The values of a column, laid out as pages hold them. */
export type ColumnPages = {
  /** Which rows have a value, as ones and zeros; absent or of no account where all must have one. */
  readonly defined?: Uint8Array;
  readonly nullCount: number;
  /** Plain values of the rows that have one; or, with a dictionary, the place of each in it. */
  readonly values: Uint8Array | Uint16Array;
  readonly dictionary?: { readonly page: Uint8Array; readonly count: number };
  /** Of `random` values no two parts are alike. */
  readonly kind: "alike" | "random";
  readonly statistics?: Pick<Statistics, "min_value" | "max_value">;
};

/** Builds a Parquet file of one row group, column by column, each compressed by GZIP. */
export class ParquetFile {
  readonly #writer: ByteWriter;
  readonly #file: ParquetWriter;
  readonly #columns: ColumnChunk[] = [];
  readonly #rows: number;
  #uncompressed = 0;

  /** @param of.metadata what else the file says of itself, as keys and values */
  constructor(
    columns: readonly Column[],
    of: {
      readonly rows: number;
      readonly metadata: Readonly<Record<string, string>>;
      readonly scratch: Scratch;
    },
  ) {
    const { rows, metadata, scratch } = of;
    this.#rows = rows;
    this.#writer = scratch.file();
    this.#file = new ParquetWriter({
      writer: this.#writer,
      schema: [{ name: "root", num_children: columns.length }, ...columns],
      codec: "GZIP",
      createdBy: "tributary",
      // Ids are compared whole by who skips files that cannot hold them.
      statisticsTruncateLength: Number.POSITIVE_INFINITY,
      kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    });
  }

  /** Writes the next column of the schema. */
  add(column: Column, pages: ColumnPages): void {
    if (column.repetition_type === "REQUIRED" && pages.nullCount > 0)
      throw new Error(`${column.name} has no value`);
    const start = this.#writer.offset;
    const dictionaryOffset = pages.dictionary && this.#addDictionary(pages.dictionary);
    const dataOffset = BigInt(this.#writer.offset);
    const encoding: Encoding = pages.dictionary ? "RLE_DICTIONARY" : "PLAIN";
    const uncompressed =
      this.#addValues(pages, { encoding, isOptional: column.repetition_type === "OPTIONAL" }) +
      (pages.dictionary?.page.length ?? 0);
    this.#uncompressed += uncompressed;
    this.#columns.push({
      file_offset: BigInt(start),
      meta_data: {
        type: column.type ?? "BYTE_ARRAY",
        encodings: pages.dictionary ? ["PLAIN", "RLE_DICTIONARY"] : ["PLAIN"],
        path_in_schema: [column.name],
        codec: "GZIP",
        num_values: BigInt(this.#rows),
        total_uncompressed_size: BigInt(uncompressed),
        total_compressed_size: BigInt(this.#writer.offset - start),
        data_page_offset: dataOffset,
        ...(dictionaryOffset === undefined ? {} : { dictionary_page_offset: dictionaryOffset }),
        statistics: { null_count: BigInt(pages.nullCount), ...pages.statistics },
      },
    });
  }

  /** Takes over the next column of the schema as it is in another file of the same rows. */
  copy(chunk: ColumnChunk, bytes: Uint8Array): void {
    const meta = chunk.meta_data;
    if (!meta) throw new Error("a column chunk without metadata cannot be copied");
    const from = chunkStart(chunk);
    const shift = BigInt(this.#writer.offset) - BigInt(from);
    this.#writer.appendBytes(bytes);
    this.#uncompressed += Number(meta.total_uncompressed_size);
    this.#columns.push({
      file_offset: BigInt(from) + shift,
      meta_data: {
        ...meta,
        data_page_offset: meta.data_page_offset + shift,
        ...(meta.dictionary_page_offset === undefined
          ? {}
          : { dictionary_page_offset: meta.dictionary_page_offset + shift }),
      },
    });
  }

  /** Ends the file and gives its bytes, which are valid until the next file in the same scratch memory. */
  finish(): Uint8Array {
    this.#file.num_rows = BigInt(this.#rows);
    this.#file.row_groups.push({
      columns: this.#columns,
      num_rows: BigInt(this.#rows),
      total_byte_size: BigInt(this.#uncompressed),
      total_compressed_size: BigInt(this.#writer.offset - MAGIC_BYTES),
      sorting_columns: [{ column_idx: 0, descending: false, nulls_first: false }],
    });
    void this.#file.finish();
    return this.#writer.getBytes();
  }

  #addDictionary({ page, count }: { readonly page: Uint8Array; readonly count: number }): bigint {
    const offset = BigInt(this.#writer.offset);
    const compressed = gzipPage(page, "alike");
    writePageHeader(this.#writer, {
      type: "DICTIONARY_PAGE",
      uncompressed_page_size: page.length,
      compressed_page_size: compressed.length,
      dictionary_page_header: { num_values: count, encoding: "PLAIN" },
    });
    this.#writer.appendBytes(compressed);
    return offset;
  }

  /** @returns how many bytes the page has uncompressed */
  #addValues(
    pages: ColumnPages,
    { encoding, isOptional }: { readonly encoding: Encoding; readonly isOptional: boolean },
  ): number {
    const levels = pages.defined && isOptional ? hybrid(pages.defined, 1) : new Uint8Array();
    const values = pages.dictionary
      ? places(pages.values as Uint16Array, pages.dictionary.count)
      : (pages.values as Uint8Array);
    const compressed = gzipPage(values, pages.kind);
    writePageHeader(this.#writer, {
      type: "DATA_PAGE_V2",
      uncompressed_page_size: levels.length + values.length,
      compressed_page_size: levels.length + compressed.length,
      data_page_header_v2: {
        num_values: this.#rows,
        num_nulls: pages.nullCount,
        num_rows: this.#rows,
        encoding,
        definition_levels_byte_length: levels.length,
        repetition_levels_byte_length: 0,
        is_compressed: true,
      },
    });
    this.#writer.appendBytes(levels);
    this.#writer.appendBytes(compressed);
    return levels.length + values.length;
  }
}

const MAGIC_BYTES = 4;

/** Where the bytes of a column chunk begin in its file. */
export function chunkStart({ meta_data: meta }: ColumnChunk): number {
  return Number(meta?.dictionary_page_offset ?? meta?.data_page_offset ?? 0n);
}

/** Places in a dictionary, after the number of bits that each takes. */
function places(values: Uint16Array, count: number): Uint8Array {
  const bits = Math.ceil(Math.log2(Math.max(count, 2)));
  const writer = new ByteWriter(16 + Math.ceil((values.length * bits) / 8));
  writer.appendUint8(bits);
  writeRleBitPackedHybrid(writer, values as unknown as number[], bits);
  return writer.getBytes();
}

function hybrid(values: Uint8Array, bits: number): Uint8Array {
  const writer = new ByteWriter(16 + Math.ceil((values.length * bits) / 8));
  writeRleBitPackedHybrid(writer, values as unknown as number[], bits);
  return writer.getBytes();
}
