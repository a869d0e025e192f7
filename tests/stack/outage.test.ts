import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BROWSERS, clickHeaders } from "../../local/demo/agents.ts";
import { ApiClient, eventually, inParallel, send } from "../../local/demo/http.ts";
import { listChildPids } from "../../local/processes.ts";
import { DEMO_SLUG } from "../../local/seed.ts";
import { type RunningStack, startTestStack } from "./running-stack.ts";

/** Within this Postgres is in use again, once it accepts connections (F2). */
const RECONNECT_MS_MAX = 5_000;
/** Within this a call of the API is told that Postgres says nothing. */
const TOLD_MS_MAX = 15_000;
/** What a redirect may take besides, since the machine has other things to do. */
const NOISE_MS = 250;

let running: RunningStack;
let admin: ApiClient;
let merchant: ApiClient;

beforeAll(async () => {
  running = await startTestStack();
  const { api_url, keys } = running.access;
  admin = new ApiClient(api_url, keys.admin);
  merchant = new ApiClient(api_url, keys.merchant);
});
afterAll(() => running.stop());

/** Follows the demo link and gives the id of the click's row. */
async function click(index: number): Promise<{ clickId: string; row: string }> {
  const [browser] = BROWSERS;
  if (!browser) throw new Error("no browser");
  const headers = { ...clickHeaders(browser), "cf-connecting-ip": `198.18.${index % 250}.1` };
  const answer = await send(`${running.access.link_url}/${DEMO_SLUG}`, { headers });
  expect(answer.status).toBe(302);
  const clickId = new URL(String(answer.headers.location)).searchParams.get("tb_clid") ?? "";
  return { clickId, row: Buffer.from(clickId, "base64url").subarray(0, 16).toString("hex") };
}

async function convert(clickId: string, index: number): Promise<string> {
  const externalId = `outage-${index}`;
  const body = {
    external_id: externalId,
    event: "sale",
    click_id: clickId,
    amount_minor: 5_000,
    currency: "EUR",
  };
  const answer = await merchant.call("POST", "/v1/conversions", body);
  expect(answer.status).toBe(202);
  return externalId;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Has the control server start or stop Postgres. */
const control = (what: "start" | "stop") =>
  send(`${running.access.control_url}/postgres/${what}`, { method: "POST" });

async function postgresPid(): Promise<number> {
  const { body } = await send(`${running.access.control_url}/status`);
  return (JSON.parse(body.toString("utf8")) as { pids: { postgres: number } }).pids.postgres;
}

/** As `pg_ctl stop -m immediate`: connections are cut, nothing more is written, and the next start has to recover. */
async function crashPostgres(): Promise<void> {
  process.kill(await postgresPid(), "SIGQUIT");
  await control("stop");
}

/** Asks Postgres for one number, as the owner of the tables. */
async function ask(query: string, values: readonly unknown[] = []): Promise<number> {
  const client = new pg.Client({ connectionString: running.stack.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ number: string }>(query, [...values]);
  await client.end();
  return Number(rows[0]?.number);
}
const countClicks = () => ask("select count(*) as number from clicks");
/** Sessions of the app, at work or not. */
const countSessions = () =>
  ask("select count(*) as number from pg_stat_activity where usename = 'tributary_app'");

/** Waits until each of these clicks has its row, of which there can be one only. */
const allThere = (rows: readonly string[]) =>
  eventually("every click", 120, async () => {
    const query = "select count(*) as number from clicks where replace(id::text, '-', '') = any($1)";
    return (await ask(query, [rows])) === new Set(rows).size ? true : null;
  });

/** Follows the link so often, one after the other; the rows of the clicks, and what all but one in a hundred took at most. */
async function follow(times: number): Promise<{ readonly rows: readonly string[]; readonly p99Ms: number }> {
  const rows: string[] = [];
  const tookMs: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const startedAtMs = performance.now();
    rows.push((await click(index)).row);
    tookMs.push(performance.now() - startedAtMs);
  }
  return { rows, p99Ms: tookMs.sort((a, b) => a - b)[Math.floor(times * 0.99) - 1] ?? 0 };
}

it("F1: redirects and accepts while Postgres is gone without a word, and then has each click and conversion once", async () => {
  const before = await inParallel(Array.from({ length: 60 }), 6, (_, index) => click(index));
  await crashPostgres();
  const during = await inParallel(Array.from({ length: 120 }), 6, (_, index) => click(index));
  const sales = await inParallel([...before.slice(0, 10), ...during.slice(0, 30)], 4, ({ clickId }, index) =>
    convert(clickId, index),
  );
  const unavailable = await admin.call("GET", "/v1/links");
  expect(unavailable.status).toBe(503);
  expect(unavailable.headers["retry-after"]).toBeDefined();
  await control("start");

  const accepted = [...before, ...during].map(({ row }) => `clk_${row}`).sort();
  const rows = await eventually("every click", 120, async () => {
    const ids = (await admin.list<{ id: string }>("/v1/clicks")).map(({ id }) => id);
    return ids.length >= accepted.length ? ids.sort() : null;
  });
  expect(rows).toEqual(accepted);
  const conversions = await eventually("every conversion", 120, async () => {
    const all = await admin.list<{ external_id: string; status: string }>("/v1/conversions");
    return all.length >= sales.length && all.every(({ status }) => status !== "received") ? all : null;
  });
  expect(conversions.map(({ external_id }) => external_id).sort()).toEqual([...sales].sort());
  expect(new Set(conversions.map(({ status }) => status))).toEqual(new Set(["attributed"]));
});

it("F2: loses nothing of a steady load while Postgres starts anew, and writes within seconds of its being back", async () => {
  const rows: string[] = [];
  let isOver = false;
  const load = async (): Promise<void> => {
    for (let index = 0; !isOver; index += 1) {
      rows.push((await click(index)).row);
      await sleep(20);
    }
  };
  const loading = load();
  await sleep(500);
  await crashPostgres();
  await sleep(1_500);
  await control("start");
  const backAtMs = Date.now();
  const there = await countClicks();
  await eventually("a batch", 30, async () => ((await countClicks()) > there ? true : null));
  const tookMs = Date.now() - backAtMs;
  isOver = true;
  await loading;
  expect(tookMs).toBeLessThan(RECONNECT_MS_MAX);
  await allThere(rows);
});

describe("F4: a Postgres that takes connections and says nothing", () => {
  it("slows no redirect, is told of in time, holds nothing up once it goes on, and has no session too many", async () => {
    const before = await follow(200);
    await allThere(before.rows);
    const sessions = await countSessions();
    const pid = await postgresPid();
    const processes = [pid, ...listChildPids(pid)];
    for (const each of processes) process.kill(each, "SIGSTOP");
    const askedAtMs = Date.now();
    const asked = Promise.all([1, 2, 3].map(() => admin.call("GET", "/v1/links"))).then((answers) => ({
      statuses: answers.map(({ status }) => status),
      toldMs: Date.now() - askedAtMs,
    }));
    const [during, told] = await Promise.all([follow(200), asked]).finally(() => {
      for (const each of processes) process.kill(each, "SIGCONT");
    });
    expect(told.statuses).toEqual([503, 503, 503]);
    expect(told.toldMs).toBeLessThan(TOLD_MS_MAX);
    expect(during.p99Ms).toBeLessThan(3 * before.p99Ms + NOISE_MS);
    const againAtMs = Date.now();
    expect((await admin.call("GET", "/v1/links")).status).toBe(200);
    expect(Date.now() - againAtMs).toBeLessThan(RECONNECT_MS_MAX);
    await allThere(during.rows);
    await eventually("no session too many", 30, async () =>
      (await countSessions()) <= sessions ? true : null,
    );
  });
});

it("rebuilds the edge's links from Postgres after its store was lost", async () => {
  const store = await running.stack.workers.kv("PUBLISHED", "edge");
  const [link] = (await admin.list<{ id: string; slug: string }>("/v1/links")).filter(
    ({ slug }) => slug === DEMO_SLUG,
  );
  const name = `link:localhost:${DEMO_SLUG}`;
  await store.delete(name);
  expect(await store.get(name)).toBeNull();
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...["--import", "tsx", "local/republish.ts", "--data-dir", running.stack.dataDir],
  ]);
  expect(stdout).toContain("all published");
  expect(await store.get(name, "json")).toMatchObject({ link_id: link?.id });
});
