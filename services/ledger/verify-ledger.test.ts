import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { journalContent } from "../../core/ledger/chain.ts";
import type { Journal } from "../../core/ledger/journal.ts";
import { accrueCommission } from "../../core/ledger/postings.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { CommissionId } from "../../core/shared/id.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { transact } from "../shared/context.ts";
import { loadChain } from "./load-chain.ts";
import { postJournals } from "./post-journals.ts";
import { type VerifyRequest, verifyLedger } from "./verify-ledger.ts";

const JOURNALS = 8;
const ALL: VerifyRequest = { after: 0n, journalsMax: 1_000, roots: [] };

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
  for (let index = 1; index <= JOURNALS; index += 1) await post([journal(String(index), BigInt(index))]);
});

const journal = (id: string, amountMinor: bigint): Journal =>
  accrueCommission({
    commissionId: `com_${id}` as CommissionId,
    affiliateId: shop.affiliates[0].affiliateId,
    currency: "EUR" as Currency,
    amountMinor,
  });
const post = (booked: readonly Journal[]) =>
  shop.as("system:test", (context) => transact(context, (tx) => postJournals(tx, context, booked)));
const verify = (request: Partial<VerifyRequest> = {}) =>
  shop.as("system:test", (context) => verifyLedger(context, { ...ALL, ...request }));

/** What someone with every right over the database can do: triggers and foreign keys do not hold them. */
const tamper = (statement: string) =>
  shop.owner((db) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      for (const each of statement.split(";")) {
        await tx.execute(sql.raw(each.replaceAll("$w", `workspace_id = '${shop.workspaceId}'`)));
      }
    }),
  );
const entryOf = (sequence: number) =>
  `$w and journal_id = (select id from journals where $w and sequence = ${sequence})`;

describe("verifyLedger", () => {
  it("finds nothing wrong with what postJournals wrote, counts it, and knows its end", async () => {
    const found = await verify();
    expect(found).toMatchObject({ journals: JOURNALS, entries: 2 * JOURNALS, isComplete: true, fault: null });
    expect(found.verified.sequence).toBe(BigInt(JOURNALS));
  });

  it("goes on from where it ended, a part at a time", async () => {
    const first = await verify({ journalsMax: 5 });
    expect(first).toMatchObject({ journals: 5, isComplete: false, fault: null, verified: { sequence: 5n } });
    const rest = await verify({ after: first.verified.sequence });
    expect(rest).toMatchObject({ journals: JOURNALS - 5, isComplete: true, fault: null });
  });

  it("has nothing against a ledger without journals", async () => {
    const other = await openShop(database);
    const found = await other.as("system:test", (context) => verifyLedger(context, ALL));
    expect(found).toMatchObject({ journals: 0, isComplete: true, fault: null });
  });

  it.each([
    [
      "an amount",
      `update ledger_entries set amount_minor = amount_minor + 1 where ${entryOf(4)} and line = 0`,
    ],
    [
      "both amounts, so that they balance",
      `update ledger_entries set amount_minor = amount_minor * 2 where ${entryOf(4)}`,
    ],
    ["an account", `update ledger_entries set account = 'fees' where ${entryOf(4)} and line = 0`],
    ["an affiliate", `update ledger_entries set affiliate_id = null where ${entryOf(4)}`],
    ["a currency", `update ledger_entries set currency = 'USD' where ${entryOf(4)}`],
    ["a line", `update ledger_entries set line = 7 where ${entryOf(4)} and line = 1`],
    ["an entry, taken out", `delete from ledger_entries where ${entryOf(4)} and line = 1`],
    [
      "entries, added in balance",
      `insert into ledger_entries select workspace_id, journal_id, line + 2, account, affiliate_id, currency, -amount_minor from ledger_entries where ${entryOf(4)}`,
    ],
    [
      "entries, added and counted",
      `insert into ledger_entries select workspace_id, journal_id, line + 2, account, affiliate_id, currency, -amount_minor from ledger_entries where ${entryOf(4)}; update journals set entries_count = 4 where $w and sequence = 4`,
    ],
    ["the number of entries", "update journals set entries_count = 3 where $w and sequence = 4"],
    ["the key", "update journals set key = 'x' where $w and sequence = 4"],
    ["the kind", "update journals set kind = 'x' where $w and sequence = 4"],
    ["the fingerprint", "update journals set fingerprint = 'x' where $w and sequence = 4"],
    ["a reference", `update journals set refs = '{"commission_id":"com_x"}' where $w and sequence = 4`],
    ["the form of a reference", `update journals set refs = '{"commission_id":4}' where $w and sequence = 4`],
    [
      "the time, by a microsecond",
      "update journals set booked_at = booked_at + interval '1 microsecond' where $w and sequence = 4",
    ],
    [
      "the time of writing",
      "update journals set created_at = created_at - interval '1 day' where $w and sequence = 4",
    ],
    ["the period", "update journals set adjusts_period = '2020-01' where $w and sequence = 4"],
    ["the previous hash", "update journals set previous_hash = 'x' where $w and sequence = 4"],
    ["the hash", "update journals set hash = 'x' where $w and sequence = 4"],
  ])("names the journal of which was changed: %s", async (_, statement) => {
    await tamper(statement);
    expect(await verify()).toMatchObject({ fault: { kind: "changed", sequence: 4n }, journals: 3 });
  });

  it("names the journal that was changed and hashed anew", async () => {
    await tamper(`update ledger_entries set amount_minor = amount_minor * 2 where ${entryOf(4)}`);
    const [changed] = await shop.as("system:test", (context) =>
      transact(context, (tx) => loadChain(tx, context, { after: 3n, through: 4n, max: 1 })),
    );
    if (!changed) throw new Error("there is a fourth journal");
    await tamper(
      `update journals set hash = '${sha256Hex(journalContent(changed))}' where $w and sequence = 4`,
    );
    expect((await verify()).fault).toMatchObject({ kind: "changed", sequence: 4n });
  });

  it("names the place from which a journal was taken, whether or not the others were moved up", async () => {
    await tamper(
      `delete from ledger_entries where ${entryOf(4)}; delete from journals where $w and sequence = 4`,
    );
    expect((await verify()).fault).toMatchObject({ kind: "missing", sequence: 4n, journalId: null });
    await tamper("update journals set sequence = sequence - 1 where $w and sequence > 4");
    expect((await verify()).fault).toMatchObject({ kind: "missing", sequence: 4n });
  });

  it("names the first of the journals that changed places", async () => {
    await tamper(
      "update journals set sequence = -1 where $w and sequence = 4; update journals set sequence = 4 where $w and sequence = 6; update journals set sequence = 6 where $w and sequence = -1",
    );
    expect((await verify()).fault).toMatchObject({ kind: "reordered", sequence: 4n });
  });

  it("tells a ledger that was cut off at its end: by its head, and if that was cut too, by the published root", async () => {
    const { verified } = await verify();
    const root = { ...verified, name: "the root of 2026-11-20" };
    const cut = `delete from ledger_entries where ${entryOf(8)}; delete from journals where $w and sequence = 8;
      update ledger_balances set balance_minor = b.total from (select account as a, currency as c, sum(amount_minor) as total
        from ledger_entries where $w group by 1, 2) b where $w and account = a and currency = c`;
    await tamper(cut);
    expect((await verify()).fault).toMatchObject({ kind: "cut_off", sequence: 8n });
    await tamper(
      "update ledger_heads set last_sequence = 7, last_hash = (select hash from journals where $w and sequence = 7) where $w",
    );
    expect((await verify()).fault).toBeNull();
    const fault = { kind: "cut_off", sequence: 8n, detail: expect.stringContaining("root of 2026-11-20") };
    expect((await verify({ roots: [root] })).fault).toMatchObject(fault);
    await post([journal("another", 1n)]);
    expect((await verify()).fault).toBeNull();
    expect((await verify({ roots: [root] })).fault).toMatchObject({ kind: "changed", sequence: 8n });
  });

  it("counts the roots that agree", async () => {
    const part = await verify({ journalsMax: 3 });
    const roots = [part, await verify()].map(({ verified }) => ({ ...verified, name: "a root" }));
    expect(await verify({ roots })).toMatchObject({ roots: 2, fault: null });
  });

  it("compares the kept sums with the entries", async () => {
    await tamper(
      "update ledger_balances set balance_minor = balance_minor + 1 where $w and account = 'affiliate_pending'",
    );
    const { fault } = await verify();
    expect(fault?.detail).toMatch(
      /kept balance of affiliate_pending aff_\w+ EUR is -35, its entries sum to -36/,
    );
  });

  it("names entries that no journal has, though kept sums were moved with them", async () => {
    const forged = (account: string, sign: string) =>
      `insert into ledger_entries select (jsonb_populate_record(null::ledger_entries, to_jsonb(e) || '{"journal_id": "jrn_forged"}')).*
         from ledger_entries e where ${entryOf(1)} and account = '${account}';
       update ledger_balances set balance_minor = balance_minor ${sign} 1 where $w and account = '${account}'`;
    await tamper(`${forged("affiliate_pending", "-")};${forged("merchant_payable", "+")}`);
    const { fault } = await verify();
    expect(fault).toMatchObject({
      kind: "changed",
      detail: "line 0 of jrn_forged is an entry of no journal",
    });
  });

  it("hashes the same text as the database does by itself", async () => {
    const awkward = { note: 'quotes " \\ \n \u007f \u2028 é 😀', z: "1", a: "2" };
    await post([{ ...journal("awkward", 5n), refs: awkward }]);
    const [stored] = await shop.as("system:test", (context) =>
      transact(context, (tx) => loadChain(tx, context, { after: BigInt(JOURNALS), through: 100n, max: 9 })),
    );
    if (!stored) throw new Error("there is a journal");
    const { rows } = (await shop.owner((db) =>
      db.execute(sql`select journal_content(${shop.workspaceId}, ${stored.id}) as text`),
    )) as unknown as { rows: { text: string }[] };
    expect(rows[0]?.text).toBe(journalContent(stored));
    expect((await verify()).fault).toBeNull();
  });
});
