import {
  closeSync,
  copyFileSync,
  createReadStream,
  createWriteStream,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
} from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { download } from "../cli/download.ts";
import { sha256OfFile } from "../cli/file-hash.ts";
import { type ExportBed, type ExportedObject, openExportBed, take } from "./export/bed.ts";
import { median, Report } from "./figures.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const { values } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const OBJECTS = values.short ? 4 : 8;
const OBJECT_BYTES = (values.short ? 8 : 32) * 2 ** 20;
const ROUNDS = values.short ? 3 : 7;

/** One way to bring all objects into a folder. */
type Way = {
  readonly name: string;
  readonly run: (objects: readonly ExportedObject[], folder: string) => Promise<void>;
};

const each = async (objects: readonly ExportedObject[], work: (object: ExportedObject) => Promise<void>) => {
  for (const object of objects) await work(object);
};

/** One after the other, so that no way gains by the cores that another leaves idle. */
const WAYS: readonly Way[] = [
  {
    name: "copy",
    run: (objects, folder) => each(objects, async ({ file, name }) => copyFileSync(file, join(folder, name))),
  },
  {
    name: "copy by streams",
    run: (objects, folder) =>
      each(objects, ({ file, name }) =>
        pipeline(createReadStream(file), createWriteStream(join(folder, name))),
      ),
  },
  {
    name: "floor: a constant Worker hands out the bucket",
    run: (objects, folder) => each(objects, ({ floorUrl, name }) => take(floorUrl, join(folder, name))),
  },
  {
    name: "export: signed addresses of the API",
    run: (objects, folder) => each(objects, ({ url, name }) => take(url, join(folder, name))),
  },
  {
    name: "copy, until it is on the disk",
    run: (objects, folder) =>
      each(objects, async ({ file, name }) => {
        copyFileSync(file, join(folder, name));
        flush(join(folder, name));
      }),
  },
  {
    name: "export, until it is on the disk",
    run: (objects, folder) =>
      each(objects, async ({ url, name }) => {
        await take(url, join(folder, name));
        flush(join(folder, name));
      }),
  },
  {
    name: "the command, which verifies each file",
    run: (objects, folder) =>
      each(objects, async ({ url, name, sizeBytes, sha256 }) => {
        const isRight = async (path: string) => (await sha256OfFile(path)) === sha256;
        const file = { path: join(folder, name), sizeBytes, isRight, address: async () => url };
        await download(file, { sleep: () => Promise.reject(new Error("cut off")) }, () => undefined);
      }),
  },
];

/** Waits until a file would outlive a loss of power. */
function flush(path: string): void {
  const file = openSync(path, "r+");
  fsyncSync(file);
  closeSync(file);
}

async function measure(bed: ExportBed, scratch: string): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number[]>(WAYS.map(({ name }) => [name, []]));
  const bytes = bed.objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  // The first round warms everything up and does not count.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { name, run } of WAYS) {
      const folder = join(scratch, "out");
      mkdirSync(folder, { recursive: true });
      const startMs = performance.now();
      await run(bed.objects, folder);
      const seconds = (performance.now() - startMs) / 1000;
      for (const object of bed.objects) {
        if (statSync(join(folder, object.name)).size !== object.sizeBytes)
          throw new Error(`${name} lost bytes`);
      }
      rmSync(folder, { recursive: true });
      if (round > 0) rates.get(name)?.push(bytes / 2 ** 20 / seconds);
    }
  }
  return new Map([...rates].map(([name, all]) => [name, median(all)]));
}

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "tributary-bench-export-"));
  const bed = await openExportBed({ root: ROOT, scratch, count: OBJECTS, bytes: OBJECT_BYTES });
  try {
    console.log(
      `${OBJECTS} objects of ${OBJECT_BYTES / 2 ** 20} MiB, ${ROUNDS} rounds, ${cpus().length} cores, medians`,
    );
    const rates = await measure(bed, scratch);
    for (const [name, rate] of rates)
      console.log(`  ${name.padEnd(48)} ${rate.toFixed(0).padStart(6)} MiB/s`);
    const [copy = 0, streams = 0, floor = 0, exported = 0, copyDisk = 0, exportDisk = 0, command = 0] = [
      ...rates.values(),
    ];
    const report = new Report();
    report.add("export_copy_ratio", exported / copy, { goal: { atLeast: 0.8 } });
    report.add("export_disk_copy_ratio", exportDisk / copyDisk, { goal: { atLeast: 0.8 } });
    report.add("export_stream_copy_ratio", exported / streams);
    report.add("export_floor_ratio", exported / floor, { goal: { atLeast: 0.8 }, guard: { atLeast: 0.5 } });
    report.add("export_floor_copy_ratio", floor / copy);
    report.add("export_command_ratio", command / exported);
    report.add("export_mib_per_s", exported, { digits: 0 });
    report.finish();
  } finally {
    await bed.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

await main();
