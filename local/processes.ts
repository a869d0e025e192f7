import { type ChildProcess, execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A process as it was when it was noted down: a pid alone may since belong to another. */
export type NotedProcess = { readonly name: string; readonly pid: number; readonly commandLine: string };

const STOP_POLL_MS = 20;

/** The command line of a running process, arguments joined by spaces; undefined if there is none. */
export function readCommandLine(pid: number): string | undefined {
  try {
    if (process.platform !== "linux") {
      const line = execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).trim();
      return line === "" ? undefined : line;
    }
    // A zombie has an empty command line: it is dead and only waits for its parent.
    const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return line === "" ? undefined : line;
  } catch {
    return undefined;
  }
}

/** Notes a running process down, so that it can be told apart later from another with its pid. */
export function noteProcess(name: string, pid: number): NotedProcess | undefined {
  const commandLine = readCommandLine(pid);
  return commandLine === undefined ? undefined : { name, pid, commandLine };
}

/** Says whether the very process that was noted still runs. */
export function isStillRunning(noted: NotedProcess): boolean {
  return readCommandLine(noted.pid) === noted.commandLine;
}

/** Pids of the direct children of a process. Empty where the system cannot tell. */
export function listChildPids(parentPid: number): readonly number[] {
  if (process.platform !== "linux") {
    try {
      return execFileSync("pgrep", ["-P", String(parentPid)], { encoding: "utf8" })
        .split("\n")
        .filter(Boolean)
        .map(Number);
    } catch {
      return [];
    }
  }
  return readdirSync("/proc").flatMap((entry) => {
    const pid = Number(entry);
    return Number.isInteger(pid) && readParentPid(pid) === parentPid ? [pid] : [];
  });
}

/**
 * Sends the signals in turn until the process is gone, waiting `waitMs` after each.
 * Only ever signals while `isAlive` says that the pid is still the process meant.
 *
 * @returns whether it is gone
 */
export async function stopProcess(
  pid: number,
  options: { isAlive: () => boolean; signals: readonly NodeJS.Signals[]; waitMs: number },
): Promise<boolean> {
  for (const signal of options.signals) {
    if (!options.isAlive()) return true;
    signalQuietly(pid, signal);
    const deadlineMs = Date.now() + options.waitMs;
    while (Date.now() < deadlineMs) {
      if (!options.isAlive()) return true;
      await new Promise((resolve) => setTimeout(resolve, STOP_POLL_MS));
    }
  }
  return !options.isAlive();
}

/**
 * Kills a child when this process ends before it. Runs in an `exit` handler, where nothing can be
 * waited for: Miniflare ends the process on SIGINT and SIGTERM before any asynchronous handler is done.
 */
export function killOnExit(child: ChildProcess, signal: NodeJS.Signals): void {
  const kill = (): void => {
    child.kill(signal);
  };
  process.on("exit", kill);
  child.once("close", () => process.off("exit", kill));
}

/** Signals a process; that it is gone already is no error. */
function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, or no longer ours.
  }
}

/** The parent of a process; undefined if there is no such process. */
export function readParentPid(pid: number): number | undefined {
  try {
    if (process.platform !== "linux") {
      return Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }));
    }
    // "pid (name) state ppid …": the name may hold spaces and brackets, so count from the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
