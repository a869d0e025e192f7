import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { isStillRunning, type NotedProcess, noteProcess, stopProcess } from "./processes.ts";
import { SECRETS_FILE } from "./secrets.ts";

const OWNER_FILE = "owner.json";
const STOP_WAIT_MS = 5_000;

const noted = z.object({ name: z.string(), pid: z.int(), commandLine: z.string() });
const ownerFile = z.object({ owner: noted, processes: z.array(noted) });
type Owner = z.infer<typeof ownerFile>;

/** A data folder that belongs to this process until it is released. */
export type ClaimedDataDir = {
  /** Notes the processes that work on the folder, so that the next start finds those left over. */
  note(processes: readonly NotedProcess[]): void;
  release(): void;
};

/**
 * Takes a data folder for this process, making it if needed. Throws if another process has it.
 * One that was killed leaves its children running: they are stopped first.
 */
export async function claimDataDir(dataDir: string): Promise<ClaimedDataDir> {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, OWNER_FILE);
  const owner = noteProcess("tributary", process.pid);
  if (!owner) throw new Error("this process cannot see itself among the running ones");
  const write = (processes: readonly NotedProcess[], flag: "w" | "wx"): void =>
    writeFileSync(path, `${JSON.stringify({ owner, processes }, null, 2)}\n`, { flag });
  while (!tryWrite(() => write([], "wx"))) {
    const previous = readOwner(path);
    if (previous && isStillRunning(previous.owner)) {
      throw new Error(
        `Tributary already runs on ${dataDir} (pid ${previous.owner.pid}). ` +
          "Stop it with Ctrl-C where it runs, or give this one another --data-dir.",
      );
    }
    await stopAll(previous?.processes ?? []);
    rmSync(path, { force: true });
  }
  return {
    note: (processes) => write(processes, "w"),
    release: () => rmSync(path, { force: true }),
  };
}

/**
 * Empties a claimed data folder, to start over. Refuses a folder that holds other things and no
 * secrets of ours: somebody may have named the wrong one.
 */
export function emptyDataDir(dataDir: string): void {
  const entries = readdirSync(dataDir).filter((entry) => entry !== OWNER_FILE);
  if (entries.length === 0) return;
  if (!existsSync(join(dataDir, SECRETS_FILE))) {
    throw new Error(`${dataDir} is no data folder of Tributary: nothing was removed`);
  }
  // The secrets go last: a removal that is cut short can then be taken up again.
  const ordered = entries.sort(
    (left, right) => Number(left === SECRETS_FILE) - Number(right === SECRETS_FILE),
  );
  for (const entry of ordered) rmSync(join(dataDir, entry), { recursive: true, force: true });
}

async function stopAll(processes: readonly NotedProcess[]): Promise<void> {
  const stopped = processes.map((one) =>
    stopProcess(one.pid, {
      isAlive: () => isStillRunning(one),
      signals: ["SIGTERM", "SIGKILL"],
      waitMs: STOP_WAIT_MS,
    }),
  );
  await Promise.all(stopped);
}

function tryWrite(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function readOwner(path: string): Owner | undefined {
  try {
    return ownerFile.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // Half-written by a process that was killed, or removed a moment ago.
    return undefined;
  }
}
