import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { killOnExit, listChildPids } from "../../local/processes.ts";

/** Kernel clock ticks a second, which `/proc/PID/stat` counts in: 100 on every Linux of today. */
const TICKS_PER_SECOND = 100;
const START_LIMIT_MS = 20_000;
const LOG_CHARS_MAX = 4_000;

/** A Worker for bare workerd: its config, and the module it names `index.js`. */
export type WorkerSource = { readonly name: string; readonly config: string; readonly code: string };

/** A running workerd that listens on a port of loopback. */
export type Workerd = {
  readonly port: number;
  readonly pid: number;
  /** Milliseconds from the start of the process until it listened. */
  readonly startMs: number;
  /** User and system time of the process and its children so far, in microseconds. */
  cpuUs(): number;
  /** The last of what it wrote to its log. */
  log(): string;
  /** Ends it at once, as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
};

/** Writes a Worker into a folder of its own; returns the path of the config. */
export function writeWorker(folder: string, { name, config, code }: WorkerSource): string {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, "index.js"), code);
  writeFileSync(join(own, "config.capnp"), config);
  return join(own, "config.capnp");
}

/** Starts bare workerd, the runtime of production, without Miniflare around it. */
export async function startWorkerd(configPath: string, flags: readonly string[] = []): Promise<Workerd> {
  const startedAtMs = performance.now();
  const child = spawn(binaryPath(), ["serve", "--control-fd=3", ...flags, configPath], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  killOnExit(child, "SIGKILL");
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-LOG_CHARS_MAX);
    });
  }
  const port = await readPort(child, () => log);
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    startMs: performance.now() - startedAtMs,
    cpuUs: () => [pid, ...listChildPids(pid)].reduce((sum, one) => sum + cpuOf(one), 0),
    log: () => log,
    kill: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

/** The binary that Miniflare would run, started without the script around it, which would be a process more. */
function binaryPath(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const arch = process.arch === "x64" ? "64" : process.arch;
  const path = ["miniflare", "workerd", `@cloudflare/workerd-${platform}-${arch}/bin/workerd`];
  return path.reduce((from, name) => createRequire(from).resolve(name), import.meta.url);
}

/** Waits for the control message `{"event":"listen","socket":"http","port":…}`. */
function readPort(child: ChildProcess, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`workerd ${why}: ${log()}`));
    const timer = setTimeout(() => fail("did not start"), START_LIMIT_MS);
    let text = "";
    (child.stdio[3] as Readable).setEncoding("utf8").on("data", (part: string) => {
      text += part;
      const port = /"socket":"http","port":(\d+)/.exec(text)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once("exit", (code) => fail(`ended with ${code}`));
  });
}

/** Fields 14 and 15 of the stat line, counted after the name, which may hold spaces. Gone means nothing. */
function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
