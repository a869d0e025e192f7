import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Postgres, startPostgres } from "./postgres.ts";
import { readCommandLine } from "./processes.ts";

const MODULE = new URL("./postgres.ts", import.meta.url).pathname;

let folder: string;
let running: Postgres[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary postgres "));
  running = [];
});

afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(port?: number): Promise<Postgres> {
  const postgres = await startPostgres({
    dataDir: join(folder, "data"),
    durable: false,
    ...(port ? { port } : {}),
  });
  running.push(postgres);
  return postgres;
}

async function query(postgres: Postgres, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: postgres.ownerUrl("postgres") });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe("startPostgres", () => {
  it("makes a fresh UTF-8 cluster in the C locale, owned by `owner`, without Unix sockets", async () => {
    const postgres = await start();
    expect(
      await query(
        postgres,
        `select current_user::text as "user", current_setting('server_encoding') as encoding,
                current_setting('listen_addresses') as addresses,
                current_setting('unix_socket_directories') as sockets,
                (select datcollate from pg_database where datname = 'postgres') as collation`,
      ),
    ).toEqual([{ user: "owner", encoding: "UTF8", addresses: "127.0.0.1", sockets: "", collation: "C" }]);
  });

  it("keeps the data of an existing cluster, and the port it is told", async () => {
    const first = await start();
    await query(first, "create table kept as select 7 as value");
    await first.stop();
    expect(readCommandLine(first.pid)).toBeUndefined();
    const second = await start(first.port);
    expect(second.port).toBe(first.port);
    expect(await query(second, "select value from kept")).toEqual([{ value: 7 }]);
  });

  it("stops a server left over on the data before it starts its own", async () => {
    const leftover = await start();
    await query(leftover, "create table kept as select 7 as value");
    const next = await start();
    expect(readCommandLine(leftover.pid)).toBeUndefined();
    expect(await query(next, "select value from kept")).toEqual([{ value: 7 }]);
  });

  it("leaves alone a process that merely has the pid in the lock file", async () => {
    await (await start()).stop();
    writeFileSync(join(folder, "data", "postmaster.pid"), `${process.pid}\n${join(folder, "data")}\n`);
    expect(await query(await start(), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("starts over after an initdb that was killed half-way", async () => {
    writeFileSync(join(folder, "data.init"), "half-made");
    expect(await query(await start(), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("says why when it cannot start", async () => {
    const first = await start();
    const other = startPostgres({ dataDir: join(folder, "other"), durable: false, port: first.port });
    await expect(other).rejects.toThrow(/could not bind.*127\.0\.0\.1/s);
  });

  it("ends with the process that started it, even when that one exits without a word", async () => {
    const script = `
      const { startPostgres } = await import(process.argv[1]);
      const postgres = await startPostgres({ dataDir: process.argv[2], durable: false });
      console.log(postgres.pid);
      process.exit(0);`;
    const args = ["--import", "tsx", "--input-type=module", "-e", script, MODULE, join(folder, "data")];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const pid = Number(stdout);
    expect(pid).toBeGreaterThan(1);
    await expect.poll(() => readCommandLine(pid), { timeout: 5_000 }).toBeUndefined();
  });
});
