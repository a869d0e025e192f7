import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PortlessValues } from "./bindings.ts";
import { findFreePort } from "./free-port.ts";
import { readCommandLine } from "./processes.ts";
import { startWorkers, type Workers } from "./workers.ts";

const TOML = `
name = "fixture"
compatibility_date = "2026-04-01"
compatibility_flags = ["nodejs_compat"]
[env.intake]
name = "fixture-intake"
main = "intake.ts"

[env.edge]
name = "fixture-edge"
main = "edge.ts"
vars = { LINK_HOSTS = "go.example.com" }
kv_namespaces = [{ binding = "PUBLISHED", id = "published" }]
queues.producers = [{ binding = "CLICKS", queue = "clicks" }]
durable_objects.bindings = [{ name = "CAPS", class_name = "CapCounter", script_name = "fixture-functions" }]
[env.api]
name = "fixture-api"
main = "api.ts"
r2_buckets = [{ binding = "CLICK_LOG", bucket_name = "click-log" }]
services = [{ binding = "INTAKE", service = "fixture-edge" }]
[env.sender]
name = "fixture-sender"
main = "intake.ts"
[env.functions]
name = "fixture-functions"
main = "functions.ts"
triggers = { crons = ["*/15 * * * *"] }
r2_buckets = [{ binding = "CLICK_LOG", bucket_name = "click-log" }]
queues.consumers = [{ queue = "clicks", max_batch_size = 10, max_batch_timeout = 0 }]
durable_objects.bindings = [{ name = "CAPS", class_name = "CapCounter" }]
migrations = [{ tag = "v1", new_sqlite_classes = ["CapCounter"] }]
`;

const EDGE = `export default { async fetch(request: Request, env: any) {
  const url = new URL(request.url);
  if (url.pathname === "/send") await env.CLICKS.send({ id: url.searchParams.get("id") });
  if (url.pathname === "/count") return Response.json({ count: await env.CAPS.getByName("one").count() });
  if (url.pathname === "/throw") throw new Error("edge broke");
  console.log("edge saw " + url.pathname);
  return Response.json({ hostname: url.hostname, cf: request.cf ?? null, ip: request.headers.get("cf-connecting-ip"),
    names: Object.keys(env).sort(), hosts: env.LINK_HOSTS, published: await env.PUBLISHED.get("link") });
} };`;
const API = `export default { fetch: (request: Request, env: any) => env.INTAKE.fetch(request) };`;
const FUNCTIONS = `import { DurableObject } from "cloudflare:workers";
export class CapCounter extends DurableObject {
  count() {
    this.ctx.storage.sql.exec("create table if not exists counts (one int)");
    this.ctx.storage.sql.exec("insert into counts values (1)");
    return this.ctx.storage.sql.exec("select count(*) as count from counts").one().count;
  }
}
export default {
  async queue(batch: any, env: any) { for (const m of batch.messages) await env.CLICK_LOG.put("clicks/" + m.body.id, "x"); },
  async scheduled(event: any, env: any) { if (event.cron === "bad") throw new Error("no such cron"); await env.CLICK_LOG.put("cron", event.cron); },
};`;

const values: PortlessValues = {
  ...{ DATABASE_URL: "url", DATABASE_PROXY: "proxy", CLICK_ID_KEYS: "keys", API_KEY_PEPPER: "pepper" },
  ...{ EXPORT_URL_KEY: "export", ENVELOPE_KEYS: "envelopes" },
  ...{ PAYOUT_ACCOUNT_KEYS: "accounts", PAYOUT_ADDRESSES: "" },
  ...{ UPSTASH_REDIS_REST_URL: "redis", UPSTASH_REDIS_REST_TOKEN: "token" },
  ...{ LINK_HOSTS: "localhost,127.0.0.1", DNS_RESOLVER_URL: "dns", ECB_RATES_ADDRESS: "" },
  LOOPBACK_ENDPOINTS: "allowed",
  ...{ MAIL_API_ADDRESS: "", MAIL_FROM: "from", MAIL_API_TOKEN: "token" },
};

let root: string;
let workers: Workers;
let linkPort: number;
const lines: string[] = [];

async function start(): Promise<Workers> {
  const ports = { link: linkPort, api: 0 };
  return startWorkers({
    root,
    dataDir: join(root, "data"),
    bindings: values,
    ports,
    log: (line) => lines.push(line),
  });
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "tributary-workers-"));
  mkdirSync(join(root, "data"));
  writeFileSync(join(root, "wrangler.toml"), TOML);
  writeFileSync(join(root, "edge.ts"), EDGE);
  writeFileSync(join(root, "intake.ts"), "export default { fetch: () => new Response() };");
  writeFileSync(join(root, "api.ts"), API);
  writeFileSync(join(root, "functions.ts"), FUNCTIONS);
  linkPort = await findFreePort();
  workers = await start();
});

afterAll(async () => {
  await workers?.dispose();
  rmSync(root, { recursive: true, force: true });
});

async function getJson(url: string, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  return (await fetch(url, { headers })).json() as Promise<Record<string, unknown>>;
}

describe("startWorkers", () => {
  it("serves the edge on the port wished for, under the name the client used", async () => {
    expect(workers.linkUrl).toBe(`http://localhost:${linkPort}`);
    expect(await getJson(`${workers.linkUrl}/x`)).toMatchObject({
      hostname: "localhost",
      ip: null,
      cf: null,
    });
    expect(await getJson(`http://127.0.0.1:${linkPort}/x`)).toMatchObject({ hostname: "127.0.0.1" });
  });

  it("lets a local client say which visitor it plays", async () => {
    const headers = {
      "cf-connecting-ip": "203.0.113.7",
      "mf-cf-blob": JSON.stringify({ asn: 64500, country: "DE" }),
    };
    expect(await getJson(workers.linkUrl, headers)).toMatchObject({
      ip: "203.0.113.7",
      cf: { asn: 64500, country: "DE" },
    });
  });

  it("gives a deployable its own bindings only, with local values", async () => {
    expect(await getJson(workers.linkUrl)).toMatchObject({
      names: ["CAPS", "CLICKS", "CLICK_ID_KEYS", "LINK_HOSTS", "PUBLISHED"],
      hosts: "localhost,127.0.0.1",
    });
  });

  it("carries a request from the API to the edge, with what the client said", async () => {
    expect(await getJson(workers.apiUrl, { "cf-connecting-ip": "203.0.113.8" })).toMatchObject({
      ip: "203.0.113.8",
    });
  });

  it("carries a message from one deployable's queue to another's consumer", async () => {
    await fetch(`${workers.linkUrl}/send?id=7`);
    const bucket = await workers.bucket("CLICK_LOG", "api");
    await expect.poll(async () => (await bucket.head("clicks/7")) !== null, { timeout: 5_000 }).toBe(true);
  });

  it("runs a cron on demand and tells how it ended", async () => {
    expect(workers.crons).toEqual(["*/15 * * * *"]);
    expect(await workers.runCron("*/15 * * * *")).toMatchObject({ outcome: "ok" });
    const bucket = await workers.bucket("CLICK_LOG", "functions");
    expect(await (await bucket.get("cron"))?.text()).toBe("*/15 * * * *");
    expect(await workers.runCron("bad")).toMatchObject({ outcome: "exception" });
  });

  it("shows what a Worker prints and what it throws", async () => {
    await fetch(`${workers.linkUrl}/hello`);
    const broken = await fetch(`${workers.linkUrl}/throw`);
    expect(broken.status).toBe(500);
    await expect.poll(() => lines.join("\n")).toContain("edge saw /hello");
    await expect.poll(() => lines.join("\n")).toContain("edge broke");
  });

  it("keeps KV and Durable Objects, and takes another port when its own is taken, after a restart", async () => {
    expect((await getJson(`${workers.linkUrl}/count`)).count).toBe(1);
    await (await workers.kv("PUBLISHED", "edge")).put("link", "kept");
    const { runtimePid } = workers;
    expect(runtimePid).toBeGreaterThan(1);
    await workers.dispose();
    await expect.poll(() => readCommandLine(runtimePid ?? 0)).toBeUndefined();
    const squatter = createServer().listen(linkPort, "127.0.0.1");
    workers = await start();
    squatter.close();
    expect(workers.linkUrl).not.toBe(`http://localhost:${linkPort}`);
    expect(await getJson(workers.linkUrl)).toMatchObject({ published: "kept" });
    expect((await getJson(`${workers.linkUrl}/count`)).count).toBe(2);
  });
});
