import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ApiClient } from "./api-client.ts";
import { type Downloaded, download } from "./download.ts";
import { type ExportedFile, type Listing, listExport } from "./export-listing.ts";
import { EXIT, type ExitCode, Failure, hasCode } from "./failure.ts";
import { Progress, showBytes } from "./progress.ts";
import { COMMON_OPTIONS, readInstant, readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

export const CLICKS_EXPORT_HELP = `tributary clicks export --from TIME --to TIME --out DIR

Takes the click log of a span out: every hour (UTC, of the click) that it touches, as the hours are kept. Files
that are there and right are skipped, and what was cut off is gone on with, so the same command again brings
what is missing. Every file is verified before it gets its name.

  --from TIME         2026-11-20, or 2026-11-20T09:00:00Z
  --to TIME           the span is open at its end
  --out DIR           parts go to DIR/clicks/day=…/hour=…/, raw objects to DIR/raw/day=…/hour=…/
  --kind KIND         parquet (the default), or raw: the objects that hours are compacted from
  --prune             removes parts in DIR of these hours that the log does not name any more
  --concurrency N     files at once, 1 to 16 (4)`;

/** Runs `clicks export`. */
export async function exportClicks(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...COMMON_OPTIONS,
      ...{ from: { type: "string" }, to: { type: "string" }, out: { type: "string" } },
      ...{ kind: { type: "string" }, concurrency: { type: "string" }, prune: { type: "boolean" } },
    } as const,
  });
  const span = { from: readInstant("from", values.from), to: readInstant("to", values.to) };
  if (span.to <= span.from) throw new Failure(EXIT.usage, "--to must be after --from");
  if (!values.out) throw new Failure(EXIT.usage, "--out is missing: where should the files go?");
  const kind = values.kind ?? "parquet";
  if (kind !== "parquet" && kind !== "raw") throw new Failure(EXIT.usage, "--kind must be parquet or raw");
  const concurrency = Number(values.concurrency ?? "4");
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 16) {
    throw new Failure(EXIT.usage, "--concurrency must be a whole number from 1 to 16");
  }
  const client = new ApiClient(readSettings(values, terminal.env), terminal);
  const listing = await listExport(client, { ...span, kind });
  const folder = join(values.out, kind === "parquet" ? "clicks" : "raw");
  const counts = await downloadAll(listing.files, { folder, concurrency, terminal });
  await reportStale(listing, { folder, isPruning: values.prune ?? false, terminal });
  report(listing, counts, { folder, terminal });
  return EXIT.done;
}

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

/** Tells of files in the hours of the export that the log does not name: read with the others, they would count twice. */
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
  const stale = found.flat().filter((name) => name.endsWith(".parquet") && !named.has(name));
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
  { folder, terminal }: { readonly folder: string; readonly terminal: Terminal },
): void {
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
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
