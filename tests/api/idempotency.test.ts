import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Db, withDatabase } from "../../db/client.ts";
import { startDns } from "../../local/dns.ts";
import { dropExpiredAnswers } from "../../services/idempotency/drop-expired.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { type Answer, insertKey } from "../support/call-api.ts";
import { type Cutter, startCutter } from "../support/cutting-socket.ts";
import type { MutatingCall } from "../support/mutating-call.ts";
import { prepareCalls } from "../support/mutating-calls.ts";
import { standsForItself } from "../support/resource-calls.ts";
import { asOwner, contextOf } from "../support/sample.ts";
import { tableDigests } from "../support/table-digests.ts";

/** What the API sends first in the transaction of a call that has a key. */
const FIRST = 'from "idempotency_keys"';
const REPLAYED = "idempotent-replayed";

const dns = await startDns();
const CONVERSION = `cnv_${"0".repeat(26)}`;
const INTAKE = { fetch: async () => Response.json({ id: CONVERSION, status: "accepted" }, { status: 202 }) };
const CAPS = { getByName: () => ({ read: async () => ({ clicks: 0, conversions: 0 }) }) };
const shop = apiWithSample({ DNS_RESOLVER_URL: dns.url, INTAKE, CAPS } as never);
afterAll(() => dns.stop());

let cutter: Cutter;
let calls: Readonly<Record<string, MutatingCall>>;
beforeAll(async () => {
  cutter = startCutter();
  calls = await prepareCalls(shop);
}, 60_000);
afterAll(() => cutter.stop());
beforeEach(() => cutter.cutAt(0));

const digests = () => asOwner(shop.database.ownerUrl, tableDigests);
const named = (name: string): MutatingCall => {
  const call = calls[name];
  if (!call) throw new Error(`no request for ${name}`);
  return call;
};

/** Sends the request of a route under a key of the caller's choice. */
async function sendOnce(name: string, idempotencyKey: string, change: Partial<MutatingCall> = {}) {
  const { path, body, headers, by } = { ...named(name), ...change };
  const [method = ""] = name.split(" ");
  const all = { ...headers, "idempotency-key": idempotencyKey };
  const response = await shop.api.fetch(method, path, by ?? shop.key, body, all);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** As `sendOnce`, and again while a connection that was cut is not given up by Postgres. */
async function send(name: string, idempotencyKey: string, change: Partial<MutatingCall> = {}) {
  for (;;) {
    const answer = await sendOnce(name, idempotencyKey, change);
    if (answer.status !== 409 || errorOf(answer).code !== "idempotency_in_flight") return answer;
    expect(answer.headers.get("retry-after")).toBe("1");
    cutter.again();
  }
}
const errorOf = ({ text }: { readonly text: string }): Answer["body"] => JSON.parse(text).error;

const MUTATING = ROUTES.filter(({ method }) => method !== "GET").map(
  ({ method, path }) => `${method} ${path}`,
);

it("knows a request of every route that changes something", () => {
  expect(MUTATING.filter((name) => !(name in calls))).toEqual([]);
});

describe.each(MUTATING.filter(standsForItself))("P7: %s", (name) => {
  it("dies at any statement and leaves nothing, or else its answer for the repeat", async () => {
    let isCommitted = false;
    let statements = 0;
    const key = `kill ${name}`.replaceAll(" ", "_");
    let before = await digests();
    while (!isCommitted) {
      statements += 1;
      const puts = shop.store.puts.length;
      cutter.cutAt(statements, FIRST);
      const { status, text } = await send(name, key);
      expect([status, text], `cut at statement ${statements} ${text}`).toMatchObject([
        503,
        expect.any(String),
      ]);
      cutter.cutAt(0);
      const after = await digests();
      isCommitted = JSON.stringify(after) !== JSON.stringify(before);
      before = after;
      expect(shop.store.puts, "nothing is published before the commit").toHaveLength(puts);
    }
    expect(statements).toBeGreaterThanOrEqual(4);
    const first = await send(name, key);
    expect([first.status, first.text]).toEqual([expect.toBeOneOf([200, 201, 202]), expect.any(String)]);
    expect(first.headers.get(REPLAYED)).toBe("true");
    const second = await send(name, key);
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    expect(second.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect(second.headers.get("request-id")).not.toBe(first.headers.get("request-id"));
    const other = await send(name, key, { path: `${named(name).path}?other=1` });
    expect([other.status, errorOf(other).code]).toEqual([422, "idempotency_mismatch"]);
    expect(await digests()).toEqual(before);
  }, 120_000);
});

describe("P7: an Idempotency-Key", () => {
  const create = (key: string, name = "Ada") =>
    send("POST /v1/affiliates", key, { body: { name, email: "a@a.example" } });
  const affiliates = async () => (await shop.api.list("/v1/affiliates", shop.key, 100)).length;

  it.each(["POST /v1/affiliates", "POST /v1/keys", "POST /v1/payout-batches", "POST /v1/plans"])(
    "makes one of 50 calls at once: %s",
    async (name) => {
      const before = await digests();
      const answers = await Promise.all(Array.from({ length: 50 }, () => sendOnce(name, "all-at-once")));
      const taken = answers.filter(({ status }) => status === 201);
      const others = answers.filter(({ status }) => status !== 201);
      expect(taken.filter(({ headers }) => headers.get(REPLAYED) === null)).toHaveLength(1);
      expect(new Set(taken.map(({ text }) => text)).size).toBe(1);
      for (const other of others) {
        expect([other.status, errorOf(other).code]).toEqual([409, "idempotency_in_flight"]);
        expect(other.headers.get("retry-after")).toBe("1");
      }
      const again = await Promise.all(others.map(() => sendOnce(name, "all-at-once")));
      expect(new Set([...taken, ...again].map(({ text }) => text)).size).toBe(1);
      const after = await digests();
      expect(rowsOf(after, "idempotency_keys")).toBe(rowsOf(before, "idempotency_keys") + 1);
      if (name === "POST /v1/affiliates") {
        expect(rowsOf(after, "affiliates")).toBe(rowsOf(before, "affiliates") + 1);
        expect(rowsOf(after, "audit_log")).toBe(rowsOf(before, "audit_log") + 1);
      }
    },
    60_000,
  );

  it("keeps no refusal, nor anything that was written before it", async () => {
    const taken = { slug: "taken" };
    const link = named("POST /v1/links").body as object;
    await send("POST /v1/links", "first", { body: { ...link, ...taken } });
    const before = await digests();
    for (const body of [{}, { ...link, ...taken }, new Blob(["{"])]) {
      const { status } = await send("POST /v1/links", "refused", { body });
      expect(status).toBeOneOf([400, 409, 422]);
    }
    const coupon = { ...(named("POST /v1/coupons").body as object), code: "TAKEN" };
    expect((await send("POST /v1/coupons", "refused", { body: coupon })).status).toBe(409);
    expect(await digests()).toEqual(before);
    const free = { ...link, slug: "not-taken" };
    expect((await send("POST /v1/links", "refused", { body: free })).status).toBe(201);
  });

  it("stands for one call of one API key: method, path, query and body, byte by byte", async () => {
    const made = await create("same");
    for (const change of [
      { body: { name: "Grace", email: "a@a.example" } },
      { body: { email: "a@a.example", name: "Ada" } },
      { path: "/v1/affiliates?x=1" },
    ]) {
      const other = await send("POST /v1/affiliates", "same", {
        ...{ body: { name: "Ada", email: "a@a.example" } },
        ...change,
      });
      expect([other.status, errorOf(other)]).toMatchObject([
        422,
        { code: "idempotency_mismatch", param: "Idempotency-Key" },
      ]);
    }
    const before = await affiliates();
    for (const by of [(await insertKeyOf()).key, shop.otherKey]) {
      const body = { name: "Ada", email: "a@a.example" };
      const theirs = await send("POST /v1/affiliates", "same", { body, by });
      expect([theirs.status, theirs.headers.get(REPLAYED)]).toEqual([201, null]);
      expect(theirs.text).not.toBe(made.text);
    }
    expect(await affiliates()).toBe(before + 1);
    const coupon = await send("POST /v1/coupons", "same", {
      body: { ...(named("POST /v1/coupons").body as object), code: "SAME", vanity: false },
    });
    expect([coupon.status, coupon.headers.get(REPLAYED)]).toEqual([201, null]);
  });

  it.each([[""], ["a b"], ["\u00e4"], ["k".repeat(256)]])("of %j is refused", async (key) => {
    const answer = await create(key);
    expect([answer.status, errorOf(answer)]).toMatchObject([
      422,
      { code: "invalid_parameter", param: "Idempotency-Key" },
    ]);
  });

  it("is of no use to a key that was revoked meanwhile, and says nothing of a call that only reads", async () => {
    const { key, keyId } = await insertKeyOf();
    const body = { name: "Ada", email: "a@a.example" };
    expect((await send("POST /v1/affiliates", "r", { body, by: key })).status).toBe(201);
    await shop.post(`/v1/keys/${keyId}/revoke`);
    expect((await send("POST /v1/affiliates", "r", { body, by: key })).status).toBe(401);
    const before = await digests();
    const read = await shop.api.fetch("GET", "/v1/affiliates", shop.key, undefined, {
      "idempotency-key": " ",
    });
    expect([read.status, read.headers.get(REPLAYED)]).toEqual([200, null]);
    expect(await digests()).toEqual(before);
  });

  it("is forgotten after 24 hours, and dropped by a cron", async () => {
    const made = await create("old");
    await owner("update idempotency_keys set expires_at = now() where idempotency_key = 'old'");
    const anew = await create("old", "Another");
    expect([anew.status, anew.headers.get(REPLAYED)]).toEqual([201, null]);
    expect(anew.text).not.toBe(made.text);
    expect((await create("old", "Another")).text).toBe(anew.text);
    const context = (db: Db) => contextOf(db, shop.sample.workspaceId);
    const drop = () => withDatabase(shop.database.env, (db) => dropExpiredAnswers(context(db)));
    expect(await drop()).toBe(0);
    await owner("update idempotency_keys set expires_at = now()");
    expect(await drop()).toBeGreaterThan(40);
    expect(await drop()).toBe(0);
  });

  it("keeps an answer sealed: nothing in the database opens the secrets that it shows once", async () => {
    const { text, status } = await send("POST /v1/keys", "secret");
    const shown = JSON.parse(text) as { key: string; s3: { secret_access_key: string } };
    expect(status).toBe(201);
    const { rows } = (await owner(
      "select to_jsonb(k)::text as row from idempotency_keys k where idempotency_key = 'secret'",
    )) as unknown as { rows: { row: string }[] };
    expect(rows).toHaveLength(1);
    for (const secret of [shown.key, shown.s3.secret_access_key, "secret_access_key"]) {
      const forms = [secret, Buffer.from(secret).toString("base64"), Buffer.from(secret).toString("hex")];
      for (const form of forms) expect(rows[0]?.row).not.toContain(form.slice(0, 12));
    }
    expect((await send("POST /v1/keys", "secret")).text).toBe(text);
  });
});

const owner = (statement: string) => asOwner(shop.database.ownerUrl, (db) => db.execute(statement));
const insertKeyOf = () => asOwner(shop.database.ownerUrl, (db) => insertKey(db, shop.sample.workspaceId));
/** How many rows a table has, of which the others' share one list. */
const rowsOf = (all: Readonly<Record<string, string>>, table: string) =>
  Number(all[table]?.split(" ")[0] ?? Number.NaN);
