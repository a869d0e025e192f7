import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Currency } from "../../core/money/currency.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { type Db, withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner, clickIdOf, insertClick, insertSample, type Sample } from "../../tests/support/sample.ts";
import type { Context } from "../shared/context.ts";
import type { AcceptedConversion } from "./accepted-conversion.ts";
import { settleConversion, settleWaiting } from "./settle-conversion.ts";
import type { Settlement } from "./settle-conversions.ts";

const HMACS = parseClickIdKeys(encodeBase64url(new Uint8Array(32).fill(1)));
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let database: TestDatabase;
let sample: Sample;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  sample = await asOwner(database.ownerUrl, insertSample);
});

const owner = <T>(work: (db: Db) => Promise<T>) => asOwner(database.ownerUrl, work);
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
const click = (options: Parameters<typeof insertClick>[3] = {}) =>
  owner((db) => insertClick(db, sample, sample.affiliates[0], { at: minutesAgo(5), ...options }));

function sale(clickIds: readonly string[], change: Partial<AcceptedConversion> = {}): AcceptedConversion {
  const externalId = change.externalId ?? "order-1";
  return {
    id: conversionId(sample.workspaceId, externalId),
    keyId: sample.keyId,
    fingerprint: "f".repeat(64),
    receivedAt: new Date(),
    externalId,
    event: "sale",
    clickIds,
    customerExternalId: null,
    customerEmailSha256: null,
    couponCode: null,
    amountMinor: 12_990n,
    currency: "EUR" as Currency,
    items: null,
    metadata: null,
    occurredAt: new Date(),
    ...change,
  };
}

function contextOf(db: Db, now = new Date()): Context {
  return { db, workspaceId: sample.workspaceId, actor: "system:test", requestId: "req_test", now };
}

const settle = (accepted: AcceptedConversion, now?: Date): Promise<Settlement> =>
  withDatabase(database.env, (db) => settleConversion(contextOf(db, now), accepted, HMACS));

/** What a conversion of this test's workspace came to. */
async function outcome(externalId = "order-1") {
  const id = conversionId(sample.workspaceId, externalId);
  return owner(async (db) => {
    const [conversion] = await db.select().from(schema.conversions).where(eq(schema.conversions.id, id));
    const commissions = await db
      .select()
      .from(schema.commissions)
      .where(eq(schema.commissions.conversionId, id));
    return { status: conversion?.status, reason: conversion?.reason, commissions };
  });
}

async function countRows(): Promise<Record<string, string>> {
  const tables = [
    "conversions",
    "decisions",
    "credits",
    "commissions",
    "journals",
    "ledger_entries",
    "audit_log",
  ];
  return owner(async (db) => {
    const counts = tables.map(
      (name) => sql`(select count(*) from ${sql.identifier(name)}) as ${sql.identifier(name)}`,
    );
    const { rows } = (await db.execute(sql`select ${sql.join(counts, sql`, `)}`)) as unknown as {
      rows: Record<string, string>[];
    };
    return rows[0] ?? {};
  });
}

describe("a sale with a click", () => {
  it("earns the affiliate 10 %, in a balanced journal", async () => {
    const { text } = await click();
    expect(await settle(sale([text]))).toEqual({ kind: "decided" });
    const { status, reason, commissions } = await outcome();
    expect([status, reason]).toEqual(["attributed", "attributed"]);
    expect(commissions).toMatchObject([
      {
        affiliateId: sample.affiliates[0].affiliateId,
        amountMinor: 1_299n,
        currency: "EUR",
        status: "pending",
      },
    ]);
    const entries = await owner((db) =>
      db.select().from(schema.ledgerEntries).where(eq(schema.ledgerEntries.workspaceId, sample.workspaceId)),
    );
    expect(entries.map(({ account, amountMinor }) => [account, amountMinor])).toEqual([
      ["merchant_payable", 1_299n],
      ["affiliate_pending", -1_299n],
    ]);
  });

  it("counts once, though it is delivered again", async () => {
    const { text } = await click();
    await settle(sale([text]));
    const before = await countRows();
    expect(await settle(sale([text]))).toEqual({ kind: "exists" });
    expect(await countRows()).toEqual(before);
  });

  it("counts once, though 20 copies come at once", async () => {
    const { text } = await click();
    const settlements = await Promise.all(Array.from({ length: 20 }, () => settle(sale([text]))));
    expect(settlements.filter(({ kind }) => kind === "decided")).toHaveLength(1);
    expect(settlements.filter(({ kind }) => kind === "exists")).toHaveLength(19);
    expect((await outcome()).commissions).toHaveLength(1);
  });

  it("is a conflict when its id was used for another", async () => {
    const { text } = await click();
    await settle(sale([text]));
    expect(await settle(sale([text], { fingerprint: "e".repeat(64) }))).toEqual({ kind: "conflict" });
  });

  it("goes to the last of two affiliates", async () => {
    const first = await click({ at: minutesAgo(60) });
    const last = await owner((db) => insertClick(db, sample, sample.affiliates[1], { at: minutesAgo(30) }));
    await settle(sale([last.text, first.text]));
    expect((await outcome()).commissions).toMatchObject([{ affiliateId: sample.affiliates[1].affiliateId }]);
  });

  it("is held when it follows its click at once and the network clicked 30 times a minute", async () => {
    const { text } = await click({ at: new Date(Date.now() - 1_000), velocity: 30 });
    await settle(sale([text]));
    expect((await outcome()).commissions).toMatchObject([{ status: "held" }]);
  });
});

describe("a sale before its click", () => {
  it("waits, and is decided once the click is there", async () => {
    const at = minutesAgo(1);
    const id = clickIdOf(sample.workspaceId, at);
    const accepted = sale([id.text]);
    expect(await settle(accepted)).toMatchObject({ kind: "waiting" });
    expect(await outcome()).toMatchObject({ status: "received", reason: null });
    await owner(async (db) => {
      const made = await insertClick(db, sample, sample.affiliates[0], { at });
      await db.update(schema.clicks).set({ id: id.uuid }).where(eq(schema.clicks.id, made.uuid));
    });
    const again = await withDatabase(database.env, (db) => settleWaiting(contextOf(db), accepted.id, HMACS));
    expect(again).toEqual({ kind: "decided" });
    expect(await outcome()).toMatchObject({ status: "attributed" });
  });

  it("ends as click_not_found when the time to wait is over", async () => {
    const accepted = sale([clickIdOf(sample.workspaceId, minutesAgo(1)).text]);
    await settle(accepted);
    const later = new Date(Date.now() + 61 * MINUTE_MS);
    await withDatabase(database.env, (db) => settleWaiting(contextOf(db, later), accepted.id, HMACS));
    expect(await outcome()).toMatchObject({ status: "unattributed", reason: "click_not_found" });
  });
});

describe("a sale that earns nothing says why", () => {
  const set = (table: "affiliates" | "programs", status: string) =>
    owner((db) =>
      db.execute(sql`update ${sql.identifier(table)} set status = ${sql.raw(`'${status}'`)}
                      where workspace_id = ${sample.workspaceId}`),
    );
  it.each<[string, () => Promise<string[]>]>([
    ["no_click", async () => []],
    ["click_id_malformed", async () => ["undefined"]],
    ["click_id_forged", async () => [`${"A".repeat(31)}B`]],
    [
      "click_of_other_workspace",
      async () => [clickIdOf("ws_other" as Sample["workspaceId"], minutesAgo(1)).text],
    ],
    ["click_expired", async () => [clickIdOf(sample.workspaceId, new Date(Date.now() - 31 * DAY_MS)).text]],
    ["click_by_bot", async () => [(await click({ verdict: "bot" })).text]],
    [
      "affiliate_not_active",
      async () => {
        await set("affiliates", "suspended");
        return [(await click()).text];
      },
    ],
    [
      "program_paused",
      async () => {
        await set("programs", "paused");
        return [(await click()).text];
      },
    ],
  ])("%s", async (reason, prepare) => {
    await settle(sale(await prepare()));
    expect(await outcome()).toMatchObject({ status: "unattributed", reason, commissions: [] });
  });

  it("commission_zero, and the credit stays", async () => {
    const { text } = await click();
    await settle(sale([text], { amountMinor: 0n }));
    expect(await outcome()).toMatchObject({
      status: "attributed",
      reason: "commission_zero",
      commissions: [],
    });
  });
});

describe("a customer", () => {
  it("brings a later sale to the affiliate of an earlier one, by the visitor's cookie", async () => {
    const { text } = await click();
    await settle(sale([text], { customerExternalId: "c-1" }));
    await settle(sale([], { externalId: "order-2", customerExternalId: "c-1" }));
    expect(await outcome("order-2")).toMatchObject({ status: "attributed" });
    expect(await settle(sale([], { externalId: "order-3", customerExternalId: "c-2" }))).toEqual({
      kind: "decided",
    });
    expect(await outcome("order-3")).toMatchObject({ reason: "no_click" });
  });

  it("is not tied by a visitor without a cookie, whom many share", async () => {
    const { text, uuid } = await click();
    await owner((db) =>
      db.update(schema.clicks).set({ visitorKind: "daily" }).where(eq(schema.clicks.id, uuid)),
    );
    await settle(sale([text], { customerExternalId: "c-1" }));
    await settle(sale([], { externalId: "order-2", customerExternalId: "c-1" }));
    expect(await outcome("order-2")).toMatchObject({ reason: "no_click" });
  });
});
