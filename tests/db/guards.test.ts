import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Db, inWorkspace, refuseUnboundRole, withDatabase } from "../../db/client.ts";
import { storeBadRows } from "../../services/bad-rows/store-bad-rows.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { createKey } from "../../services/keys/keys.ts";
import { approveBatch } from "../../services/payouts/approve-batch.ts";
import { csvProvider } from "../../services/payouts/csv-provider.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { setPayoutMinimum } from "../../services/payouts/minimums.ts";
import { preparePayoutBatches } from "../../services/payouts/prepare-batches.ts";
import type { Actor, Context } from "../../services/shared/context.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, insertClick, insertSample, type Sample, settleSale } from "../support/sample.ts";

let database: TestDatabase;
let sample: Sample;
let other: Sample;
let app: pg.Client;

const APPEND_ONLY = [
  ...["journals", "ledger_entries", "audit_log", "policy_versions", "plan_versions"],
  ...["journeys", "journey_touches", "decisions", "credits", "fraud_scores"],
];
const files = { has: async () => false, putOnce: async () => undefined };

/** Takes one sale from its click to the payout, so that each table has rows of the workspace. */
async function payOneSale(db: Db): Promise<void> {
  const click = await asOwner(database.ownerUrl, (owner) => insertClick(owner, sample, sample.affiliates[0]));
  const context = (actor: Actor): Context => ({
    ...{ db, workspaceId: sample.workspaceId, actor, requestId: "req_test", now: new Date() },
  });
  const sale = { externalId: "order-1", clickIds: [click.text], amountMinor: 10_000n };
  expect(await settleSale(context("system:test"), sample, sale)).toEqual({ kind: "decided" });
  await inWorkspace(db, sample.workspaceId, (tx) =>
    tx.execute(sql`
    insert into identity_edges (workspace_id, customer_key, visitor_id, conversion_id, first_seen_at)
    select workspace_id, 'external:c', 'v', id, now() from conversions`),
  );
  // The click is a moment old, which alone holds nothing: the commission is pending.
  expect(await approveDueCommissions(context("system:test"))).toBe(1);
  await setPayoutMinimum(context("key:a"), { currency: "EUR" as never, minimumMinor: 1n });
  const { batches } = await preparePayoutBatches(context("key:a"));
  const [batchId] = batches;
  if (!batchId) throw new Error("nothing was batched");
  expect((await approveBatch(context("key:b"), batchId)).ok).toBe(true);
  expect(await executeBatch(context("key:b"), batchId, csvProvider(files))).toMatchObject({ value: "paid" });
  const by = { grantor: { scopes: ["links:read"] }, pepper: Buffer.alloc(32, 3).toString("base64url") };
  await createKey(context("key:a"), { name: "k", kind: "secret", scopes: ["links:read"] }, by);
  const row = { stage: "clicks", reason: "r", detail: "d", payload: {}, receivedAt: new Date() };
  await storeBadRows(db, [{ ...row, workspaceId: sample.workspaceId }]);
}

async function seeAs(workspaceId: string): Promise<void> {
  await app.query("select set_config('app.workspace_ids', $1, false)", [workspaceId]);
}

/** SQLSTATE of what refuses a statement, or null if nothing did. */
async function refusal(client: pg.Client, statement: string): Promise<string | null> {
  try {
    await client.query(statement);
    return null;
  } catch (error) {
    await client.query("rollback");
    return (error as { code: string }).code;
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
  [sample, other] = await asOwner(database.ownerUrl, async (db) => [
    await insertSample(db),
    await insertSample(db),
  ]);
  await withDatabase(database.env, payOneSale);
  app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
});

afterAll(async () => {
  await app.end();
  await database.drop();
});

describe("every table of a tenant", () => {
  /** Tables that hold rows of workspaces, partitions of clicks among them. */
  async function tenantTables(): Promise<{ name: string; isPartition: boolean; isLocked: boolean }[]> {
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    const { rows } = await client.query(`
      select relname as name, relispartition as "isPartition", relrowsecurity and relforcerowsecurity as "isLocked"
        from pg_class
       where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by relname`);
    await client.end();
    return rows;
  }

  it("is there, has rows, and is locked by row-level security for its owner too", async () => {
    const tables = await tenantTables();
    expect(tables.length).toBeGreaterThan(25);
    expect(tables.filter(({ isLocked }) => !isLocked)).toEqual([]);
    await asOwner(database.ownerUrl, async (db) => {
      for (const { name } of tables.filter(({ isPartition }) => !isPartition)) {
        const { rows } = (await db.execute(
          sql`select 1 from ${sql.identifier(name)} limit 1`,
        )) as unknown as {
          rows: unknown[];
        };
        expect(rows, `${name} must have a row, or seeing none proves nothing`).toHaveLength(1);
      }
    });
  });

  it("shows its rows to their own workspace, and none to another or to nobody", async () => {
    for (const { name, isPartition } of await tenantTables()) {
      const key = name === "workspaces" ? "id" : name === "organisations" ? null : "workspace_id";
      const count = key
        ? `select count(*)::int as n from ${name} where ${key} = '${sample.workspaceId}'`
        : `select count(*)::int as n from ${name} where id in (select organisation_id from workspaces where id = '${sample.workspaceId}')`;
      if (isPartition) {
        expect(await refusal(app, count), name).toBe("42501");
        continue;
      }
      await seeAs(sample.workspaceId);
      expect((await app.query(count)).rows[0].n, `own ${name}`).toBeGreaterThan(0);
      await seeAs(other.workspaceId);
      expect((await app.query(count)).rows[0].n, `other's ${name}`).toBe(0);
      await seeAs("");
      expect((await app.query(`select count(*)::int as n from ${name}`)).rows[0].n, `nobody's ${name}`).toBe(
        0,
      );
    }
  });

  it("takes no row of another workspace", async () => {
    await seeAs(other.workspaceId);
    const insert = `insert into affiliates (workspace_id, id, name, email) values ('${sample.workspaceId}', 'aff_x', 'X', 'x@x.example')`;
    expect(await refusal(app, insert)).toBe("42501");
  });
});

describe("what is append-only", () => {
  it.each(APPEND_ONLY)("%s refuses the app role UPDATE, DELETE and TRUNCATE", async (table) => {
    await seeAs(sample.workspaceId);
    for (const statement of [
      `update ${table} set workspace_id = workspace_id`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]) {
      expect(await refusal(app, statement), statement).toBe("42501");
    }
  });

  it.each(APPEND_ONLY)("%s refuses its owner too, by trigger", async (table) => {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    for (const statement of [
      `update ${table} set workspace_id = workspace_id`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]) {
      await expect(owner.query(statement), statement).rejects.toThrow(/append-only/);
    }
    await owner.end();
  });
});

describe("a journal", () => {
  const journal = (id: string) =>
    `insert into journals (workspace_id, id, key, kind, fingerprint, refs, booked_at)
     values ('${sample.workspaceId}', '${id}', '${id}', 'test', 'f', '{}', now())`;
  const entry = (id: string, line: number, amount: number, currency = "EUR") =>
    `insert into ledger_entries (workspace_id, journal_id, line, account, currency, amount_minor)
     values ('${sample.workspaceId}', '${id}', ${line}, 'fees', '${currency}', ${amount})`;

  it.each([
    ["out of balance", () => [entry("jrn_a", 0, 100), entry("jrn_a", 1, -99)]],
    ["balanced only across currencies", () => [entry("jrn_a", 0, 100), entry("jrn_a", 1, -100, "USD")]],
    ["without entries", () => []],
  ])("%s is refused at commit", async (_, entries) => {
    await seeAs(sample.workspaceId);
    await app.query("begin");
    await app.query(journal("jrn_a"));
    for (const each of entries()) await app.query(each);
    expect(await refusal(app, "commit")).toBe("23514");
  });

  it("that balances is booked, and takes no further entry that unbalances it", async () => {
    await seeAs(sample.workspaceId);
    await app.query("begin");
    for (const each of [journal("jrn_b"), entry("jrn_b", 0, 5), entry("jrn_b", 1, -5)]) await app.query(each);
    expect(await refusal(app, "commit")).toBeNull();
    expect(await refusal(app, entry("jrn_b", 2, 1))).toBe("23514");
  });
});

describe("withDatabase", () => {
  it("refuses a role that row-level security does not bind", async () => {
    await asOwner(database.ownerUrl, async (db) => {
      await expect(refuseUnboundRole(db)).rejects.toThrow(/not bound by row-level security/);
    });
    const ownerEnv = { ...database.env, DATABASE_URL: database.ownerUrl };
    await expect(withDatabase(ownerEnv, async () => "in")).rejects.toThrow(/not bound/);
    expect(await withDatabase(database.env, async () => "in")).toBe("in");
  });
});
