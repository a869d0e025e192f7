import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { ApiClient } from "./api-client.ts";
import { type Downloaded, download } from "./download.ts";
import { type ExportedFile, type Listing, listExport } from "./export-listing.ts";
import { EXIT, Failure, hasCode } from "./failure.ts";
import { Progress, showBytes } from "./progress.ts";
import { readInstant, readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { API_ARGS, defineVerb, JSON_ARG } from "./verb.ts";

/** The ends of the names of files that an export brings. */
const EXPORTED = /\.(?:parquet|ndjson\.gz)$/;

/** `clicks export`. */
export const clicksExport = defineVerb({
  words: "clicks export",
  summary: "takes the click log out, verified",
  details:
    "Takes the click log of a span out: every hour (UTC, of the click) that it touches, as the hours are kept. Parts go to DIR/clicks/day=…/hour=…/, raw objects to DIR/raw/day=…/hour=…/. Files that are there and right are skipped, and what was cut off is gone on with, so the same command again brings what is missing. Every file is verified before it gets its name.",
  args: {
    from: { type: "string", valueHint: "TIME", description: "2026-11-20, or 2026-11-20T09:00:00Z" },
    to: { type: "string", valueHint: "TIME", description: "the span is open at its end" },
    out: { type: "string", valueHint: "DIR", description: "where the files go" },
    kind: {
      type: "enum",
      options: ["parquet", "raw"],
      default: "parquet",
      description: "raw: the objects that hours are compacted from",
    },
    prune: {
      type: "boolean",
      description: "removes files in DIR of these hours that the log does not have any more",
    },
    concurrency: { type: "string", valueHint: "N", default: "4", description: "files at once, 1 to 16" },
    ...API_ARGS,
    ...JSON_ARG,
  },
  run: async (values, terminal) => {
    const span = { from: readInstant("from", values.from), to: readInstant("to", values.to) };
    if (span.to <= span.from) throw new Failure(EXIT.usage, "--to must be after --from");
    if (!values.out) throw new Failure(EXIT.usage, "--out is missing: where should the files go?");
    const kind = values.kind === "raw" ? "raw" : "parquet";
    const concurrency = Number(values.concurrency);
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 16) {
      throw new Failure(EXIT.usage, "--concurrency must be a whole number from 1 to 16");
    }
    const client = new ApiClient(await readSettings(values, terminal), terminal);
    const listing = await listExport(client, { ...span, kind });
    const folder = join(values.out, kind === "parquet" ? "clicks" : "raw");
    const counts = await downloadAll(listing.files, { folder, concurrency, terminal });
    await reportStale(listing, { folder, isPruning: values.prune === true, terminal });
    report(listing, counts, { folder, terminal, asJson: values.json === true });
    return EXIT.done;
  },
});

type Counts = Readonly<Record<Downloaded, number>>;

/** Downloads files several at a time. The first failure is thrown once the others under way have ended. */
async function downloadAll(
  files: readonly ExportedFile[],
  {
    folder,
    concurrency,
    terminal,
  }: { readonly folder: string; readonly concurrency: number; readonly terminal: Terminal },
): Promise<Counts> {
  const counts = { taken: 0, "there already": 0, repaired: 0 };
  const total = { bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), files: files.length };
  const progress = new Progress(terminal, total);
  const left = files.values();
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const file of left) {
      if (failures.length > 0) return;
      try {
        const path = join(folder, ...file.name.split("/"));
        counts[await download({ ...file, path }, terminal, (bytes) => progress.add(bytes))] += 1;
        progress.finishFile();
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  progress.clear();
  if (failures.length > 0) throw failures[0];
  return counts;
}

/** Tells of files in the hours of the export that the log does not have: read with the others, they would count clicks twice, and name whom it forgot. */
async function reportStale(
  { hourNames, files }: Listing,
  {
    folder,
    isPruning,
    terminal,
  }: { readonly folder: string; readonly isPruning: boolean; readonly terminal: Terminal },
): Promise<void> {
  const named = new Set(files.map(({ name }) => name));
  const found = await Promise.all(
    hourNames.map(async (hour) =>
      (await filesIn(join(folder, ...hour.split("/")))).map(
        (name) => `${hour}${name.replace(/\.partial$/, "")}`,
      ),
    ),
  );
  const stale = found.flat().filter((name) => EXPORTED.test(name) && !named.has(name));
  if (stale.length === 0) return;
  if (isPruning) {
    for (const name of stale) {
      const path = join(folder, ...name.split("/"));
      await Promise.all([rm(path, { force: true }), rm(`${path}.partial`, { force: true })]);
    }
  }
  const what = isPruning ? "removed" : "in the way, remove them with --prune";
  terminal.warn(`${stale.length} files of these hours are not in the log any more (${what}):`);
  for (const name of stale) terminal.warn(`  ${join(folder, name)}`);
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

function report(
  { files, notCompacted, rows }: Listing,
  counts: Counts,
  {
    folder,
    terminal,
    asJson,
  }: { readonly folder: string; readonly terminal: Terminal; readonly asJson: boolean },
): void {
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (asJson) {
    const { taken, "there already": there_already, repaired } = counts;
    const told = { files: files.length, bytes, clicks: rows, folder, taken, there_already, repaired };
    terminal.print(JSON.stringify({ ...told, not_compacted: notCompacted }));
    return;
  }
  const clicks = rows === null ? "" : `, ${rows} clicks`;
  const repaired = counts.repaired === 0 ? "" : `, ${counts.repaired} repaired`;
  terminal.print(
    files.length === 0
      ? "There is nothing in the log of this span."
      : `${files.length} files, ${showBytes(bytes)}${clicks} in ${folder} (${counts["there already"]} were there already${repaired})`,
  );
  if (notCompacted.length === 0) return;
  terminal.warn(
    `${notCompacted.length} hours are not compacted yet and were left out; --kind raw has them now:`,
  );
  for (const hour of notCompacted) terminal.warn(`  ${hour}`);
}
