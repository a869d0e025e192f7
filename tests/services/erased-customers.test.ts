import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ConversionMessage, conversionMessage } from "../../contracts/conversion.ts";
import type { RefusedReport } from "../../contracts/refused-report.ts";
import { withDatabase } from "../../db/client.ts";
import { badRows, conversions } from "../../db/schema/index.ts";
import { clickLogStore } from "../../functions/click-log-store.ts";
import { readConversion } from "../../functions/queues/read-conversion.ts";
import { conversionObjectKey } from "../../platform/accepted-object-key.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { storeBadRows } from "../../services/bad-rows/store-bad-rows.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import { continueErasures } from "../../services/log/continue-erasures.ts";
import { erasureRoutes } from "../../workers/api/routes/erasures.ts";
import { insertKey, startTestApi, type TestApi } from "../support/call-api.ts";
import { MemoryBucket } from "../support/memory-bucket.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { saleOf, TEST_HMACS } from "../support/sales.ts";
import { asOwner, contextOf, insertSample, type Sample } from "../support/sample.ts";

const ID = "PIICUST";
const EMAIL = "Ada+shop@Example.com";
const EMAIL_SHA256 = sha256Hex(EMAIL.toLowerCase());

let database: TestDatabase;
let api: TestApi;
let sample: Sample;
let foreign: Sample;
let key: string;
let log: MemoryBucket;
let intake: MemoryBucket;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, [...erasureRoutes]);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});
beforeEach(async () => {
  [log, intake] = [new MemoryBucket(), new MemoryBucket()];
  await asOwner(database.ownerUrl, async (db) => {
    await db.delete(badRows);
    sample = await insertSample(db);
    foreign = await insertSample(db);
    key = (await insertKey(db, sample.workspaceId)).key;
  });
});

const report = (parameters: Record<string, string>, change: Partial<RefusedReport> = {}): RefusedReport => ({
  ...{ v: 1, refused: "report_malformed", source: "postback", key_id: "key_1", param: "currency" },
  ...{ workspace_id: sample.workspaceId, parameters: { currency: "eur", ...parameters } },
  ...change,
});
const message = (externalId: string, request: Partial<ConversionMessage["request"]>): ConversionMessage => ({
  ...{
    v: 1,
    id: `cnv_${externalId}`,
    workspace_id: sample.workspaceId,
    key_id: "key_1",
    request_id: "req_1",
  },
  ...{ fingerprint: "f".repeat(64), received_at_ms: Date.now() - 1_000 },
  request: { external_id: externalId, event: "sale", amount_minor: "100", currency: "EUR", ...request },
});

/** Files what the consumer of conversions is given, as it does where that cannot be taken. */
async function file(...bodies: readonly (RefusedReport | ConversionMessage)[]): Promise<void> {
  const rows = bodies.map((body) => {
    const read = readConversion(body, new Date());
    if (read.kind === "dead") return read.row;
    const { workspaceId } = read;
    const why = { workspaceId, reason: "conversion_conflict", detail: `of ${ID}` };
    return { ...why, stage: "conversions" as const, payload: body, receivedAt: new Date() };
  });
  await withDatabase(database.env, (db) => storeBadRows(db, rows));
}

/** Asks for an erasure and runs its cron until it is done; gives what it tells. */
async function erase(customer: { external_id?: string; email_sha256?: string }) {
  const { body } = await api.call("POST", "/v1/erasures", key, { customer });
  for (const minutes of [0, 25]) {
    const now = new Date(Date.now() + minutes * 60_000);
    const [store, accepted] = [log, intake].map((bucket) => clickLogStore(bucket.binding()));
    if (!store || !accepted) throw new Error("two buckets");
    await withDatabase(database.env, (db) =>
      continueErasures(contextOf(db, sample.workspaceId, now), { store, accepted, mayGoOn: () => true }),
    );
  }
  return (await api.call("GET", `/v1/erasures/${body.id}`, key)).body;
}

const payloads = async (): Promise<readonly unknown[]> => {
  const rows = await asOwner(database.ownerUrl, (db) => db.select().from(badRows).orderBy(badRows.id));
  return rows.map(({ payload }) => JSON.parse(payload));
};

/** All rows of the workspace in all tables, as one text. */
async function everything(): Promise<string> {
  return asOwner(database.ownerUrl, async (db) => {
    const { rows: names } = (await db.execute(sql`
      select table_name as name from information_schema.columns
       where table_schema = 'public' and column_name = 'workspace_id'`)) as unknown as {
      rows: { name: string }[];
    };
    const parts = names.map(
      ({ name }) => sql`select string_agg(t::text, ' ') as text from ${sql.identifier(name)} t
                         where workspace_id = ${sample.workspaceId} or workspace_id is null`,
    );
    const { rows } = (await db.execute(sql.join(parts, sql` union all `))) as unknown as {
      rows: { text: string | null }[];
    };
    return rows.map(({ text }) => text ?? "").join("\n");
  });
}

describe("erasing a customer", () => {
  it("reaches bad rows of orders, in which the orders stay, and messages out of attempts in Postgres and the bucket", async () => {
    const order = message("A-1", {
      customer: { external_id: ID },
      metadata: { note: `for ${ID}`, channel: "web" },
    });
    const letter = message("A-2", { customer: { external_id: ID, email_sha256: EMAIL_SHA256 } });
    const unread = report({}, { refused: "report_unreadable", body: `{"customer_id":"${ID}",` });
    await file(report({ txid: "T-1", customer_id: ID }), order, unread);
    const why = { reason: "out_of_attempts", detail: "message x" };
    const letterRow = {
      ...why,
      workspaceId: null,
      stage: "dead-letters" as const,
      payload: letter,
      receivedAt: new Date(),
    };
    await withDatabase(database.env, (db) => storeBadRows(db, [letterRow]));
    const text = new TextEncoder().encode(JSON.stringify(letter));
    log.set("dead-letters/day=2026-11-20/x.json", text);
    const copies = ["A-1", "A-2", "A-3"].map((id) => conversionObjectKey(sample.workspaceId, id));
    for (const copy of copies) await intake.binding().put(copy, "{}");

    expect(await erase({ external_id: ID })).toMatchObject({ status: "done", erased: { bad_rows: 5 } });
    const { customer: _, ...anonymous } = order.request;
    expect(await payloads()).toEqual(
      expect.arrayContaining([
        report({ txid: "T-1" }),
        { ...order, request: { ...anonymous, metadata: { channel: "web" } } },
        report({}, { refused: "report_unreadable" }),
      ]),
    );
    expect(await everything()).not.toContain(ID);
    const left = JSON.parse(new TextDecoder().decode(log.bytes("dead-letters/day=2026-11-20/x.json")));
    expect(conversionMessage.parse(left).request).toEqual({ ...letter.request, customer: undefined });
    expect(intake.keys("conversions/")).toEqual([copies[2]]);
  });

  it("by the hash of the e-mail address finds the address too, however it was written", async () => {
    await file(
      report({ txid: "T-1", customer_id: EMAIL }),
      report({}, { refused: "report_unreadable", body: `mail=${encodeURIComponent(EMAIL)}&x=1` }),
      message("A-1", { metadata: { buyer: `Ada <${EMAIL}>`, channel: "web" } }),
      message("A-2", { customer: { email_sha256: EMAIL_SHA256 } }),
    );
    expect(await erase({ email_sha256: EMAIL_SHA256 })).toMatchObject({ erased: { bad_rows: 4 } });
    expect(JSON.stringify(await payloads())).not.toMatch(/\bada\b|@|%40/i);
    expect(await everything()).not.toContain(EMAIL_SHA256);
    expect(JSON.stringify(await payloads())).toContain('"channel":"web"');
  });

  it("leaves alone other customers, orders that only bear its id, and other workspaces", async () => {
    const bodies = [
      report({ txid: ID, customer_id: `${ID}2` }),
      report({}, { refused: "report_unreadable", body: `customer_id=${ID}2` }),
      report({ customer_id: ID }, { workspace_id: foreign.workspaceId }),
      message("A-1", { customer: { external_id: "other" }, metadata: { table: ID } }),
      { ...message("A-2", { customer: { external_id: ID } }), received_at_ms: Date.now() + 60_000 },
    ];
    await file(...bodies);
    expect(await erase({ external_id: ID })).toMatchObject({ status: "done", erased: { bad_rows: 0 } });
    expect(await payloads()).toEqual(expect.arrayContaining(bodies));
  });

  it("empties what its conversions say of it in words of the merchant's, and no other words", async () => {
    const sales = [
      { externalId: "S-1", customerExternalId: ID, customerEmailSha256: EMAIL_SHA256 },
      { externalId: "S-2", customerExternalId: "other", customerEmailSha256: null },
      { externalId: "S-3", customerExternalId: ID, customerEmailSha256: null, metadata: null },
    ].map((sale) =>
      saleOf(sample, {
        metadata: { buyer: EMAIL, note: `for ${ID}.`, like: `${ID}2`, channel: "web" },
        ...sale,
      }),
    );
    await withDatabase(database.env, (db) =>
      settleConversions(contextOf(db, sample.workspaceId), sales, TEST_HMACS),
    );
    expect(await erase({ external_id: ID })).toMatchObject({ erased: { conversions: 2 } });
    const rows = await asOwner(database.ownerUrl, (db) =>
      db
        .select()
        .from(conversions)
        .where(eq(conversions.workspaceId, sample.workspaceId))
        .orderBy(conversions.externalId),
    );
    expect(rows.map(({ metadata }) => metadata)).toEqual([
      { like: `${ID}2`, channel: "web" },
      sales[1]?.accepted.metadata,
      null,
    ]);
    expect(rows.map(({ customerExternalId }) => customerExternalId)).toEqual([null, "other", null]);
    expect(rows.map(({ amountMinor }) => amountMinor)).toEqual([10_000n, 10_000n, 10_000n]);
  });
});
