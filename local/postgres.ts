import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { findServerPort, LOOPBACK } from "./free-port.ts";
import { chooseSpawn, findPostgresBinaries, type SpawnUnprivileged } from "./postgres-binaries.ts";
import { stopLeftoverPostgres } from "./postgres-leftover.ts";
import { killOnExit } from "./processes.ts";

/** How to run the embedded Postgres. */
export type PostgresOptions = {
  /** Its data; made by initdb when absent. */
  readonly dataDir: string;
  /** Some free port when absent. */
  readonly port?: number;
  /** Whether a commit survives a power cut. Off is faster, and right for data nobody will miss. */
  readonly durable: boolean;
  /** Settings of the server besides these, e.g. how much memory it keeps pages in. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Gets each line the server logs. */
  readonly log?: (line: string) => void;
};

/** A Postgres that accepts connections on 127.0.0.1, trusting whoever connects. It ends with this process. */
export type Postgres = {
  readonly port: number;
  readonly pid: number;
  /** Connection string of the superuser `owner`. */
  ownerUrl(database: string): string;
  /** Fast shutdown: cuts connections, writes a checkpoint, and resolves when the process is gone. */
  stop(): Promise<void>;
};

const START_WAIT_MS = 30_000;
const START_ATTEMPTS_MAX = 3;
const LOG_LINES_KEPT = 12;

/**
 * Starts Postgres on a fresh data folder or an existing one, first stopping one left over on it.
 * Throws with the last lines of its log when it does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const binaries = findPostgresBinaries();
  mkdirSync(dirname(options.dataDir), { recursive: true });
  const dataDir = join(realpathSync(dirname(options.dataDir)), options.dataDir.split("/").at(-1) ?? "");
  if (existsSync(join(dataDir, "PG_VERSION"))) await stopLeftoverPostgres(dataDir);
  else await initialise(binaries.initdb, dataDir);
  const spawnUnprivileged = chooseSpawn(dataDir);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await findServerPort());
    try {
      return await launch(spawnUnprivileged, { ...options, dataDir, port, program: binaries.postgres });
    } catch (error) {
      // Somebody else may take a free port between the choice and the start.
      const isTaken = error instanceof Error && error.message.includes("could not bind");
      if (!isTaken || options.port !== undefined || attempt === START_ATTEMPTS_MAX) throw error;
    }
  }
}

/** Initialises beside the folder and renames, so that a killed initdb leaves nothing half-made. */
async function initialise(program: string, dataDir: string): Promise<void> {
  const draft = `${dataDir}.init`;
  for (const folder of [draft, dataDir]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const args = ["-D", draft, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  const child = chooseSpawn(draft)(program, args, draft);
  killOnExit(child, "SIGKILL");
  const lines = collectLines(child);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`initdb ended with ${code}:\n${lines.join("\n")}`);
  renameSync(draft, dataDir);
}

type Launch = PostgresOptions & { readonly port: number; readonly program: string };

async function launch(spawnUnprivileged: SpawnUnprivileged, options: Launch): Promise<Postgres> {
  const { dataDir, port } = options;
  const child = spawnUnprivileged(options.program, ["-D", dataDir, ...settings(options)], dataDir);
  // SIGQUIT makes the server end its own children too, which SIGKILL would leave to find out.
  killOnExit(child, "SIGQUIT");
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await waitUntilReady(child, options.log);
  const { pid } = child;
  if (pid === undefined) throw new Error("Postgres started without a pid");
  return {
    port,
    pid,
    ownerUrl: (database) => `postgres://owner@${LOOPBACK}:${port}/${database}`,
    stop: async () => {
      child.kill("SIGINT");
      await closed;
    },
  };
}

function settings(options: Launch): readonly string[] {
  const onOff = options.durable ? "on" : "off";
  const values = {
    listen_addresses: LOOPBACK,
    port: String(options.port),
    // A socket's path may have 107 characters at most, and nothing here needs one.
    unix_socket_directories: "",
    fsync: onOff,
    synchronous_commit: onOff,
    full_page_writes: onOff,
    max_connections: "100",
    shared_buffers: "64MB",
    timezone: "UTC",
    log_timezone: "UTC",
    ...options.settings,
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function waitUntilReady(child: ChildProcess, log?: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines = collectLines(child, (line) => {
      log?.(line);
      if (line.includes("database system is ready to accept connections")) settle(resolve);
    });
    const fail = (reason: string): void => settle(() => reject(new Error(`${reason}\n${lines.join("\n")}`)));
    const timer = setTimeout(() => {
      child.kill("SIGQUIT");
      fail(`Postgres was not ready after ${START_WAIT_MS} ms`);
    }, START_WAIT_MS);
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      end();
    };
    child.once("error", (error) => fail(`Postgres did not start: ${error.message}`));
    child.once("close", (code) => fail(`Postgres ended with ${code}`));
  });
}

/** The last lines a child printed; stays up to date. */
function collectLines(child: ChildProcess, onLine?: (line: string) => void): readonly string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > LOG_LINES_KEPT) lines.shift();
      onLine?.(line);
    });
  }
  return lines;
}
