import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readCommandLine, stopProcess } from "./processes.ts";

const STOP_WAIT_MS = 10_000;

/**
 * Stops a Postgres that a killed parent left running on this data folder, and removes its lock file.
 *
 * The pid in the file is trusted only if it is a postgres started with this very folder: after a
 * reboot, or in a new container, the number may be anybody's.
 *
 * @returns whether one was stopped
 */
export async function stopLeftoverPostgres(dataDir: string): Promise<boolean> {
  const lockFile = join(dataDir, "postmaster.pid");
  const pid = readPid(lockFile);
  if (pid === undefined) return false;
  const isAlive = (): boolean => isPostgresOf(pid, dataDir);
  const wasRunning = isAlive();
  const isGone = await stopProcess(pid, {
    isAlive,
    signals: ["SIGINT", "SIGQUIT", "SIGKILL"],
    waitMs: STOP_WAIT_MS,
  });
  if (!isGone) throw new Error(`cannot stop the Postgres left over on ${dataDir} (pid ${pid})`);
  rmSync(lockFile, { force: true });
  return wasRunning;
}

function isPostgresOf(pid: number, dataDir: string): boolean {
  const commandLine = readCommandLine(pid);
  return (
    commandLine !== undefined && /\bpostgres -D /.test(commandLine) && commandLine.includes(`-D ${dataDir} `)
  );
}

function readPid(lockFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(lockFile, "utf8").split("\n")[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}
