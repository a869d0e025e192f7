import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { neon, neonConfig, Pool } from "@neondatabase/serverless";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type NeonRelay, startNeonRelay } from "./neon-relay.ts";
import { type Postgres, startPostgres } from "./postgres.ts";

let folder: string;
let postgres: Postgres;
let relay: NeonRelay;
// Host and password are a decoy: the relay must reach its own Postgres whatever a client names.
const url = "postgresql://owner:secret@db.example.com/postgres?sslmode=require";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-relay-"));
  postgres = await startPostgres({ dataDir: join(folder, "data"), durable: false });
  relay = await startNeonRelay({ postgresPort: postgres.port });
  neonConfig.fetchEndpoint = `http://${relay.address}/sql`;
  neonConfig.wsProxy = () => `${relay.address}/v2`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineConnect = false;
  neonConfig.webSocketConstructor = WebSocket;
});

afterAll(async () => {
  await relay.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function withPool<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: 2_000 });
  pool.on("error", () => undefined);
  try {
    return await work(pool);
  } finally {
    await pool.end().catch(() => undefined);
  }
}

describe("queries over HTTP", () => {
  it("carry every type the schema uses, in and out", async () => {
    const sql = neon(url);
    const [row] = await sql`select ${7}::int as n, ${"12990"}::bigint as big, ${[1, 2]}::int[] as list,
      ${{ a: [null] }}::jsonb as json, ${null}::text as nothing, ${"ü→"}::text as text, true as yes,
      ${"2026-01-02T03:04:05Z"}::timestamptz as at, ${Buffer.from([0, 255])}::bytea as bytes`;
    expect(row).toEqual({
      n: 7,
      big: "12990",
      list: [1, 2],
      json: { a: [null] },
      nothing: null,
      text: "ü→",
      yes: true,
      at: new Date("2026-01-02T03:04:05Z"),
      bytes: Buffer.from([0, 255]),
    });
  });

  it("return arrays and full results when asked", async () => {
    const sql = neon(url, { arrayMode: true, fullResults: true });
    const result = await sql`select 1 as one, 2 as two`;
    expect(result).toMatchObject({ command: "SELECT", rowCount: 1, rows: [[1, 2]] });
    expect(result.fields.map((field) => field.name)).toEqual(["one", "two"]);
  });

  it("run a batch in one transaction of the isolation asked for", async () => {
    const sql = neon(url);
    const [level, readOnly] = await sql.transaction(
      [
        sql`select current_setting('transaction_isolation') v`,
        sql`select current_setting('transaction_read_only') v`,
      ],
      { isolationLevel: "Serializable", readOnly: true },
    );
    expect([level, readOnly]).toEqual([[{ v: "serializable" }], [{ v: "on" }]]);
  });

  it("roll a batch back when one of it fails", async () => {
    const sql = neon(url);
    await sql`create table batch_rows (id int primary key)`;
    const insert = sql`insert into batch_rows values (1)`;
    await expect(sql.transaction([insert, sql`insert into batch_rows values (1)`])).rejects.toThrow(
      /duplicate key/,
    );
    expect(await sql`select * from batch_rows`).toEqual([]);
  });

  it("report an SQL error with Postgres's own fields", async () => {
    await expect(neon(url)`select * from missing`).rejects.toMatchObject({
      message: 'relation "missing" does not exist',
      code: "42P01",
      severity: "ERROR",
      position: "15",
    });
  });

  it("refuse two statements in one query, as Neon does", async () => {
    await expect(neon(url).query("select 1; select 2")).rejects.toMatchObject({ code: "42601" });
  });

  it("leave no setting behind for the next request", async () => {
    const sql = neon(url);
    await sql`select set_config('app.workspace_ids', 'ws_1', false)`;
    expect(await sql`select nullif(current_setting('app.workspace_ids', true), '') as ids`).toEqual([
      { ids: null },
    ]);
  });

  it("get 400 for a body that is no query", async () => {
    const response = await fetch(`http://${relay.address}/sql`, { method: "POST", body: "no json" });
    expect(response.status).toBe(400);
  });
});

describe("sessions over WebSocket", () => {
  it("hold an interactive transaction with a savepoint", async () => {
    await withPool(async (pool) => {
      const client = await pool.connect();
      await client.query("create table session_rows (id int)");
      await client.query("begin isolation level serializable");
      await client.query("insert into session_rows values (1)");
      await client.query("savepoint one");
      await expect(client.query("insert into session_rows values ('x')")).rejects.toMatchObject({
        code: "22P02",
      });
      await client.query("rollback to savepoint one");
      await client.query("commit");
      client.release();
      expect((await pool.query("select count(*)::int as n from session_rows")).rows).toEqual([{ n: 1 }]);
    });
  });

  it("keep sessions apart: a lock held by one is refused to another", async () => {
    await withPool(async (pool) => {
      const [one, two] = [await pool.connect(), await pool.connect()];
      const lock = "select pg_try_advisory_lock(1) as got";
      expect([(await one.query(lock)).rows, (await two.query(lock)).rows]).toEqual([
        [{ got: true }],
        [{ got: false }],
      ]);
      one.release();
      two.release();
    });
  });

  it("carry an answer larger than any buffer on the way", async () => {
    await withPool(async (pool) => {
      const { rows } = await pool.query("select repeat('x', 20000000) as text, $1::text as back", [
        "y".repeat(5_000_000),
      ]);
      expect([rows[0].text.length, rows[0].back.length]).toEqual([20_000_000, 5_000_000]);
    });
  });
});

describe("while Postgres is away", () => {
  it("fails what is open, answers 503, and works again once it is back", async () => {
    const sql = neon(url);
    await withPool(async (pool) => {
      const cut = expect(pool.query("select pg_sleep(30)")).rejects.toThrow();
      const isRunning = `select 1 from pg_stat_activity where query = 'select pg_sleep(30)' and state = 'active'`;
      await expect.poll(async () => (await sql.query(isRunning)).length).toBe(1);
      await postgres.stop();
      await cut;
      await expect(pool.query("select 1")).rejects.toThrow();
      await expect(sql`select 1`).rejects.toThrow(/HTTP status 503/);
      postgres = await startPostgres({ dataDir: join(folder, "data"), durable: false, port: postgres.port });
      expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
      expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    });
  });

  it("leaves no query hanging that was on its way at that very moment", async () => {
    const sql = neon(url);
    for (let round = 0; round < 4; round += 1) {
      await withPool(async (pool) => {
        const queries: Promise<string>[] = [];
        const settle = (query: Promise<unknown>): Promise<string> =>
          query.then(
            () => "ran",
            () => "failed",
          );
        const stopped = setTimeout(5).then(() => postgres.stop());
        for (let number = 0; number < 8; number += 1) {
          queries.push(settle(pool.query("select pg_sleep(20)")), settle(sql.query("select pg_sleep(20)")));
          await setTimeout(2);
        }
        const outcomes = await Promise.race([Promise.all(queries), setTimeout(5_000, ["a query hangs"])]);
        expect(new Set(outcomes)).toEqual(new Set(["failed"]));
        await stopped;
      });
      postgres = await startPostgres({ dataDir: join(folder, "data"), durable: false, port: postgres.port });
    }
  });
});

describe("web pages", () => {
  const status = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      httpRequest(`http://${relay.address}/sql`, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end("{}");
    });

  it("are refused: one of another origin, and one whose name was pointed here", async () => {
    expect(await status({ origin: "https://evil.example" })).toBe(403);
    expect(await status({ host: "evil.example" })).toBe(403);
    const socket = new WebSocket(`ws://${relay.address}/v2`, { origin: "https://evil.example" });
    await expect(
      new Promise((resolve) => socket.on("error", (error) => resolve(error.message))),
    ).resolves.toContain("403");
  });
});
