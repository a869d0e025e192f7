import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { documentFonts } from "../../functions/documents/fonts.ts";
import { takeChange } from "../../tests/support/changes.ts";
import {
  AFFILIATE,
  bodyOf,
  comeBack,
  linesOf,
  MERCHANT,
  payAll,
} from "../../tests/support/document-world.ts";
import { PayoutWorld } from "../../tests/support/payout-world.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { expireTaxForms } from "../tax-forms/expire-tax-forms.ts";
import { putTaxForm } from "../tax-forms/tax-forms.ts";
import { issueDocuments } from "./issue-documents.ts";
import { setLegalDetails } from "./legal-details.ts";
import { type DocumentRow, listWaitingDocuments } from "./read-documents.ts";
import { agreeToSelfBilling } from "./self-billing.ts";
import { setSeriesPrefix } from "./series.ts";
import { storePdfs } from "./store-pdfs.ts";
import { listYearlyTotals, yearlyTotalsCsv } from "./yearly-totals.ts";

const ALL = { limit: 100, after: null };

let database: TestDatabase;
let world: PayoutWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await PayoutWorld.open(database);
});
afterAll(async () => {
  await database.drop();
});

const rows = () =>
  world.owner((db) =>
    db
      .select()
      .from(schema.documents)
      .where(eq(schema.documents.workspaceId, world.sample.workspaceId))
      .orderBy(schema.documents.kind, schema.documents.sequence),
  );
const issue = () => world.as("system:make-documents", issueDocuments);
/** Three runs at once. */
const issueAtOnce = async () =>
  (await Promise.all([issue(), issue(), issue()])).reduce((sum, made) => sum + made);
const numbers = async () => (await rows()).map(({ number }) => number);
const ada = () => world.sample.affiliates[0].affiliateId;

/** SQLSTATE of what refuses a statement of the owner, whom grants do not bind but triggers do. */
async function refusal(statement: string): Promise<string> {
  const tried = world.owner((db: Db) => db.transaction((tx) => tx.execute(sql.raw(statement))));
  return tried.then(
    () => "taken",
    (error) => error.cause?.code ?? error.code,
  );
}

describe("documents of payouts", () => {
  it("are made once for each payout that is paid, numbered without a gap, whoever runs at once", async () => {
    await world.sell(0, 2);
    await world.sell(1);
    await payAll(world);
    expect(await issueAtOnce()).toBe(2);
    expect(await numbers()).toEqual(["ST-000001", "ST-000002"]);
    const ofAda = (await rows()).find(({ affiliateId }) => affiliateId === ada());
    const body = bodyOf(ofAda as DocumentRow);
    expect(body).toMatchObject({
      payee: { name: "Ada" },
      payer: { name: "Acme" },
      total_minor: "2000",
      is_test: true,
    });
    expect(body.sources[0].lines).toHaveLength(2);
  });

  it("are invoices too once the affiliate agreed and all is known, with VAT as it stands", async () => {
    await world.as("key:a", (context) => agreeToSelfBilling(context, ada(), "2026-01"));
    await world.sell(0);
    const batchId = await payAll(world);
    expect(await issueAtOnce()).toBe(1);
    const waits = () => world.as("key:a", (context) => listWaitingDocuments(context, ALL));
    expect((await waits()).rows).toMatchObject([{ kind: "invoice", waitsFor: "merchant_details" }]);
    await world.as("key:a", (context) => setLegalDetails(context, null, MERCHANT));
    await world.as("key:a", (context) => setLegalDetails(context, ada(), AFFILIATE));
    const vat = { status: "verified", vatId: "FR12345678901" } as const;
    await world.as("key:a", (context) => putTaxForm(context, { affiliateId: ada(), kind: "vat" }, vat));
    expect(await issue()).toBe(1);
    expect((await waits()).rows).toEqual([]);
    const invoice = (await rows()).find(({ kind }) => kind === "invoice") as DocumentRow;
    expect(bodyOf(invoice)).toMatchObject({
      ...{ number: "SB-000001", supplier: { name: "=Ada", vat_id: "FR12345678901" } },
      ...{ customer: { vat_id: "DE136695976" }, total_minor: "1000" },
      vat: { treatment: "reverse_charge", net_minor: "1000", vat_minor: "0" },
    });
    await comeBack(batchId, 0, world);
    expect(await issue()).toBe(2);
    const note = (await rows()).find(({ kind }) => kind === "credit_note") as DocumentRow;
    expect(note).toMatchObject({ number: "CN-000001", totalMinor: -1_000n, correctsId: invoice.id });
    expect(bodyOf(note)).toMatchObject({ corrects: { number: "SB-000001" }, vat: { net_minor: "-1000" } });
    expect(bodyOf(note).sources[0].lines[0].amount_minor).toBe("-1000");
  });

  it("sum to what the ledger says was paid out", async () => {
    const { paid_out: paidOut = 0 } = await world.balances();
    const statements = (await rows()).filter(({ kind }) => kind.startsWith("statement"));
    expect(statements.reduce((sum, { totalMinor }) => sum + totalMinor, 0n)).toBe(BigInt(-paidOut));
    for (const { body } of statements) {
      const { sources, total_minor } = JSON.parse(body);
      const lines = sources.flatMap((source: { lines: { amount_minor: string }[] }) => source.lines);
      const sum = lines.reduce(
        (all: bigint, line: { amount_minor: string }) => all + BigInt(line.amount_minor),
        0n,
      );
      expect(String(sum)).toBe(total_minor);
    }
  });

  it("are never changed, taken out, or given a number that leaves a gap", async () => {
    expect(await refusal("update documents set total_minor = 1")).toBe("42501");
    expect(await refusal("delete from documents")).toBe("42501");
    expect(await refusal("update document_series set last_sequence = last_sequence + 1")).toBe("23514");
    expect(await refusal("update document_series set last_sequence = 1 where kind = 'statement'")).toBe(
      "23514",
    );
    const copy = `insert into documents select made.* from documents one, jsonb_populate_record(one,
      '{"id":"doc_x","sequence":9,"number":"X-9","kind":"invoice"}') made where one.kind = 'statement' and not exists (
        select from documents other where other.payout_id = one.payout_id and other.kind = 'invoice') limit 1`;
    expect(await refusal(copy)).toBe("23514");
  });

  it("are numbered on under another prefix, but for one that another kind has or had", async () => {
    const set = (kind: "statement" | "invoice", prefix: string) =>
      world.as("key:a", (context) => setSeriesPrefix(context, kind, prefix));
    expect(await set("statement", "PAY/")).toMatchObject({ ok: true, value: { lastSequence: 3n } });
    expect(await set("invoice", "PAY/")).toMatchObject({ ok: false, error: { code: "taken" } });
    expect(await set("invoice", "ST-")).toMatchObject({ ok: false, error: { code: "taken" } });
  });

  it("have a PDF that is drawn the same again, though a run dies between file and row", async () => {
    const kept = new Map<string, string>();
    const files = (dies: boolean) => ({
      put: async (key: string, bytes: Uint8Array) => {
        const text = Buffer.from(bytes).toString("latin1");
        expect(kept.get(key) ?? text).toBe(text);
        kept.set(key, text);
        if (dies) throw new Error("died");
      },
    });
    const store = (dies = false) =>
      world.as("system:make-documents", (context) =>
        storePdfs(context, { files: files(dies), fonts: documentFonts }),
      );
    await expect(store(true)).rejects.toThrow("died");
    const [left, right] = await Promise.all([store(), store()]);
    expect(Math.max(left, right)).toBe(6);
    expect(kept.size).toBe(6);
    expect(await store()).toBe(0);
    expect([...kept.values()].every((text) => text.startsWith("%PDF-1.7"))).toBe(true);
  });
});

it("a statement shows what each currency gave, at the rate frozen with the payout", async () => {
  const other = await PayoutWorld.open(database);
  await other.owner(async (db) => {
    const day = new Date(other.nowMs).toISOString().slice(0, 10);
    await db.execute(
      sql`insert into fx_rates (source, day, currency, rate) values ('ecb', ${day}, 'USD', '1.25')`,
    );
    await db.execute(
      sql`update affiliates set currency = 'USD' where id = ${other.sample.affiliates[0].affiliateId}`,
    );
  });
  await other.sell(0, 2);
  await payAll(other);
  expect(await other.as("system:make-documents", issueDocuments)).toBe(1);
  const [document] = await other.owner((db) =>
    db.select().from(schema.documents).where(eq(schema.documents.workspaceId, other.sample.workspaceId)),
  );
  expect(bodyOf(document as DocumentRow)).toMatchObject({
    ...{ number: "ST-000001", currency: "USD", total_minor: "2500" },
    sources: [
      {
        ...{ currency: "EUR", total_minor: "2000", converted_minor: "2500" },
        ...{
          rates: [{ currency: "USD", per_euro: "1.25" }],
          lines: [{ amount_minor: "1000" }, { amount_minor: "1000" }],
        },
      },
    ],
  });

  const refund = { order: "order-1", externalId: "refund-1", amountMinor: 3_000n };
  await other.as("system:test", (context) => takeChange(context, other.sample, refund));
  await other.sell(0);
  await comeBack(await payAll(other), 0, other);
  await payAll(other);
  expect(await other.as("system:make-documents", issueDocuments)).toBe(3);
  const later = await other.owner((db) =>
    db
      .select()
      .from(schema.documents)
      .where(eq(schema.documents.workspaceId, other.sample.workspaceId))
      .orderBy(schema.documents.kind, schema.documents.sequence),
  );
  // What the books do not say is told in no document.
  await other.sell(0);
  await payAll(other);
  await other.owner((db) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(sql`update ledger_entries entry set amount_minor = amount_minor - 1 from journals journal
        where journal.id = entry.journal_id and journal.workspace_id = ${other.sample.workspaceId} and journal.kind = 'payout_paid' and entry.account = 'paid_out'`);
    }),
  );
  expect(await other.as("system:make-documents", issueDocuments)).toBe(0);
  const waiting = await other.as("key:a", (context) => listWaitingDocuments(context, ALL));
  expect(waiting.rows).toMatchObject([{ kind: "statement", waitsFor: "ledger" }]);
  // The second came back before it was told of, when what it netted was free again.
  expect(later.map(linesOf)).toEqual([
    ["2500", "commission 1000", "commission 1000"],
    ["875", "commission 1000", "adjustment -300"],
    ["875", "commission 1000", "adjustment -300"],
    ["-875", "commission -1000", "adjustment 300"],
  ]);
});

it("a tax form that no longer holds is noted once, and its row stays", async () => {
  const signedOn = `${new Date(world.nowMs).getUTCFullYear() - 3}-06-01`;
  const form = { status: "verified", signedOn, country: "DE" } as const;
  await world.as("key:a", (context) => putTaxForm(context, { affiliateId: ada(), kind: "w8ben" }, form));
  const expire = () => world.as("system:expire-tax-forms", expireTaxForms);
  expect(await expire()).toBe(0);
  world.nowMs += 366 * 86_400_000;
  expect([await expire(), await expire()]).toEqual([1, 0]);
  world.nowMs -= 366 * 86_400_000;
  const rows = await world.owner((db) =>
    db
      .select()
      .from(schema.taxForms)
      .where(eq(schema.taxForms.kind, "w8ben"))
      .orderBy(schema.taxForms.createdAt),
  );
  expect(rows.map(({ status, supersededAt }) => [status, supersededAt === null])).toEqual([
    ["verified", false],
    ["expired", true],
  ]);
});

describe("yearly totals", () => {
  it("are what was paid in the year of the workspace less what came back, and as CSV safe to open", async () => {
    const year = new Date(world.nowMs).getUTCFullYear();
    const { rows: totals } = await world.as("key:a", (context) => listYearlyTotals(context, { year }, ALL));
    const ofAda = (all: typeof totals) => all.find(({ affiliateId }) => affiliateId === ada());
    expect(totals).toHaveLength(2);
    expect(ofAda(totals)).toMatchObject({
      ...{ payoutsCount: 2, paidMinor: 3_000n, returnsCount: 1, returnedMinor: 1_000n, totalMinor: 2_000n },
    });
    const { paid_out: paidOut = 0 } = await world.balances();
    expect(totals.reduce((sum, { totalMinor }) => sum + totalMinor, 0n)).toBe(BigInt(-paidOut));
    await world.owner(async (db) => {
      await db.execute(sql`update affiliates set name = '=1+1' where id = ${ada()}`);
      // Midnight of the year in Kiritimati is ten in the morning of the day before in UTC.
      await db.execute(sql`update workspaces set time_zone = 'Pacific/Kiritimati'`);
      await db.execute(
        sql`update payouts set paid_at = ${`${year - 1}-12-31T10:00:00Z`} where affiliate_id = ${ada()}`,
      );
    });
    const csv = await world.as("key:a", (context) => yearlyTotalsCsv(context, year));
    expect(csv).toContain(`${year},${ada()},"'=1+1",EUR,2,30.00,1,10.00,20.00\r\n`);
    await world.owner((db) =>
      db.execute(
        sql`update payouts set paid_at = ${`${year - 1}-12-31T09:59:59Z`} where affiliate_id = ${ada()}`,
      ),
    );
    const { rows: after } = await world.as("key:a", (context) => listYearlyTotals(context, { year }, ALL));
    expect(ofAda(after)).toMatchObject({ payoutsCount: 0, totalMinor: -1_000n });
  });
});
