import * as z from "zod/mini";
import type { ApiClient } from "./api-client.ts";
import type { WantedFile } from "./download.ts";
import { EXIT, Failure } from "./failure.ts";
import { sha256OfFile, sha256OfGunzipped } from "./file-hash.ts";

const PATH = "/v1/exports/clicks";
const HOUR_MS = 3_600_000;
/** Longest span that the API lists at once. */
const SPAN_MS_MAX = 366 * 24 * HOUR_MS;
/** An address that lives no longer than this is not used any more. */
const ADDRESS_MS_MIN = 60_000;

// The names become paths on this machine, so nothing else is taken for one.
const hourName = z.string().check(z.regex(/^day=\d{4}-\d{2}-\d{2}\/hour=\d{2}\//));
const partName = z.string().check(z.regex(/^day=\d{4}-\d{2}-\d{2}\/hour=\d{2}\/part-[0-9a-f]{16}\.parquet$/));
const rawName = z.string().check(z.regex(/^day=\d{4}-\d{2}-\d{2}\/hour=\d{2}\/[0-9a-f]{64}\.ndjson\.gz$/));
const size = z.int().check(z.nonnegative());
const next_cursor = z.nullable(z.string());
const address = { url: z.url(), url_expires_at: z.iso.datetime() };
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

const partsPage = z.object({
  data: z.array(z.object({ name: partName, rows: size, size_bytes: size, sha256, ...address })),
  hours: z.array(z.object({ name: hourName })),
  not_compacted: z.array(z.string()),
  next_cursor,
});
const rawPage = z.object({
  data: z.array(z.object({ name: rawName, size_bytes: size, ...address })),
  next_cursor,
});

/** What is exported: parts of the compacted log, or the raw objects. */
export type ExportKind = "parquet" | "raw";
type Span = { readonly from: Date; readonly to: Date };

/** A file of an export; where it goes on this machine is not known yet. */
export type ExportedFile = Omit<WantedFile, "path"> & { readonly name: string };

/** All that an export brings. */
export type Listing = {
  readonly files: readonly ExportedFile[];
  /** The hours that the log has files of, by its manifests or, raw, by the files: `day=…/hour=…/`. */
  readonly hourNames: readonly string[];
  /** First instants of hours that have clicks and no manifest yet. */
  readonly notCompacted: readonly string[];
  /** Clicks in all files; null where that is not known. */
  readonly rows: number | null;
};

/** Lists what the log has of a span of any length. */
export async function listExport(
  client: ApiClient,
  { kind, ...span }: Span & { readonly kind: ExportKind },
): Promise<Listing> {
  const files: ExportedFile[] = [];
  const hourNames = new Set<string>();
  const noteHours = (named: readonly { readonly name: string }[]): void => {
    for (const { name } of named) hourNames.add(name.replace(/[^/]*$/, ""));
  };
  const notCompacted: string[] = [];
  let rows = 0;
  for (const window of windowsOf(span)) {
    if (kind === "raw") {
      for await (const { data } of client.pages(PATH, queryOf(window, kind), rawPage)) {
        files.push(...data.map((object) => rawFile(client, object)));
        noteHours(data);
      }
      continue;
    }
    for await (const { data, hours, not_compacted } of client.pages(PATH, queryOf(window, kind), partsPage)) {
      files.push(...data.map((part) => partFile(client, part)));
      rows += data.reduce((sum, part) => sum + part.rows, 0);
      noteHours(hours);
      notCompacted.push(...not_compacted);
    }
  }
  return { files, hourNames: [...hourNames], notCompacted, rows: kind === "raw" ? null : rows };
}

type Listed = {
  readonly name: string;
  readonly size_bytes: number;
  readonly url: string;
  readonly url_expires_at: string;
};

function partFile(client: ApiClient, part: Listed & { readonly sha256: string }): ExportedFile {
  return {
    name: part.name,
    sizeBytes: part.size_bytes,
    isRight: async (path) => (await sha256OfFile(path)) === part.sha256,
    address: addresses(client, part, "parquet"),
  };
}

/** The name of a raw object is the hash of what it holds. */
function rawFile(client: ApiClient, object: Listed): ExportedFile {
  const [hash] = object.name.replace(/^.*\//, "").split(".");
  return {
    name: object.name,
    sizeBytes: object.size_bytes,
    isRight: async (path) => (await sha256OfGunzipped(path)) === hash,
    address: addresses(client, object, "raw"),
  };
}

/** Gives the address of an object, and lists its hour again where that works no more. */
function addresses(client: ApiClient, first: Listed, kind: ExportKind): ExportedFile["address"] {
  let known: Listed | undefined = first;
  return async (isAnew) => {
    const isGood = known !== undefined && Date.parse(known.url_expires_at) > Date.now() + ADDRESS_MS_MIN;
    if (isAnew || !isGood) known = await findListed(client, first.name, kind);
    if (known) return known.url;
    throw new Failure(EXIT.failed, `${first.name} is not in the log any more; run the export again`);
  };
}

async function findListed(client: ApiClient, name: string, kind: ExportKind): Promise<Listed | undefined> {
  const from = new Date(`${name.slice(4, 14)}T${name.slice(20, 22)}:00:00Z`);
  const query = queryOf({ from, to: new Date(from.getTime() + HOUR_MS) }, kind);
  for await (const { data } of client.pages(PATH, query, kind === "raw" ? rawPage : partsPage)) {
    const found = (data as readonly Listed[]).find((each) => each.name === name);
    if (found) return found;
  }
  return undefined;
}

/** Windows that the API lists at once; they meet at a full hour, so that no hour is in two of them. */
function windowsOf({ from, to }: Span): readonly Span[] {
  const windows: Span[] = [];
  for (let start = from.getTime(); start < to.getTime(); ) {
    const end = Math.min(Math.floor((start + SPAN_MS_MAX) / HOUR_MS) * HOUR_MS, to.getTime());
    windows.push({ from: new Date(start), to: new Date(end) });
    start = end;
  }
  return windows;
}

const queryOf = ({ from, to }: Span, kind: ExportKind) => ({
  from: from.toISOString(),
  to: to.toISOString(),
  kind,
});
