import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BROWSERS, clickHeaders } from "../../local/demo/agents.ts";
import { ApiClient, eventually, inParallel, send } from "../../local/demo/http.ts";
import { DEMO_SLUG } from "../../local/seed.ts";
import { type RunningStack, startTestStack } from "./running-stack.ts";

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

it("redirects and accepts while Postgres is away, and then has each click and conversion once", async () => {
  const control = running.access.control_url;
  const before = await inParallel(Array.from({ length: 60 }), 6, (_, index) => click(index));
  await send(`${control}/postgres/stop`, { method: "POST" });
  const during = await inParallel(Array.from({ length: 120 }), 6, (_, index) => click(index));
  const sales = await inParallel([...before.slice(0, 10), ...during.slice(0, 30)], 4, ({ clickId }, index) =>
    convert(clickId, index),
  );
  const unavailable = await admin.call("GET", "/v1/links");
  expect(unavailable.status).toBe(503);
  expect(unavailable.headers["retry-after"]).toBeDefined();
  await send(`${control}/postgres/start`, { method: "POST" });

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
