import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refuseUnboundRole, withDatabase } from "../../db/client.ts";
import { paySale } from "../support/paid-sale.ts";
import { PEOPLE_TABLES } from "../support/people-rows.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../support/sample.ts";

let database: TestDatabase;
let sample: Sample;
let other: Sample;
let app: pg.Client;

const APPEND_ONLY = [
  ...["journals", "ledger_entries", "audit_log", "policy_versions", "plan_versions"],
  ...["journeys", "journey_touches", "decisions", "credits", "fraud_scores"],
  ...["ledger_periods", "ledger_roots", "plan_exceptions", "former_terms"],
];

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
  await paySale(database, sample);
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
    // Rates are everybody's, and people are above workspaces: people-security.test.ts.
    const ofNobody = [...PEOPLE_TABLES, "fx_rates"];
    for (const { name, isPartition } of (await tenantTables()).filter(
      ({ name }) => !ofNobody.includes(name),
    )) {
      const own =
        { workspaces: "id", organisations: "id", custom_roles: "organisation_id" }[name] ?? "workspace_id";
      const owner = name === "workspaces" || own === "workspace_id" ? "id" : "organisation_id";
      const count = `select count(*)::int as n from ${name} where ${own} in
        (select ${owner} from workspaces where id = '${sample.workspaceId}')`;
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

describe("rates of currencies", () => {
  it("are read by every workspace, written by an importer alone, and never changed", async () => {
    await seeAs(other.workspaceId);
    expect((await app.query("select rate from fx_rates")).rowCount).toBe(1);
    const insert =
      "insert into fx_rates (source, day, currency, rate) values ('ecb', '2020-08-12', 'USD', '1')";
    expect(await refusal(app, insert)).toBe("42501");
    expect(await refusal(app, "update fx_rates set rate = '2'")).toBe("42501");
    await asOwner(database.ownerUrl, async (db) => {
      for (const statement of [
        "update fx_rates set rate = '2'",
        "delete from fx_rates",
        "truncate fx_rates",
      ]) {
        await expect(db.execute(sql.raw(statement))).rejects.toMatchObject({
          cause: { message: expect.stringContaining("append-only") },
        });
      }
      const wrong = (rate: string) =>
        db.execute(
          sql`insert into fx_rates (source, day, currency, rate) values ('ecb', '2020-08-12', 'JPY', ${rate})`,
        );
      for (const rate of ["0", "-1", "1e3", "0.000", "01", ""]) await expect(wrong(rate)).rejects.toThrow();
    });
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
  const journal = (id: string, { entries = 2, bookedAt = "now()" } = {}) =>
    `insert into journals (workspace_id, id, key, kind, fingerprint, refs, booked_at, sequence, previous_hash, hash, entries_count)
     select '${sample.workspaceId}', '${id}', '${id}', 'test', 'f', '{}', ${bookedAt}, max(sequence) + 1, 'p', 'h', ${entries}
       from journals where workspace_id = '${sample.workspaceId}'`;
  const entries = (
    id: string,
    ...lines: readonly (readonly [line: number, amount: number, currency?: string])[]
  ) =>
    `insert into ledger_entries (workspace_id, journal_id, line, account, currency, amount_minor) values
     ${lines.map(([line, amount, currency = "EUR"]) => `('${sample.workspaceId}', '${id}', ${line}, 'fees', '${currency}', ${amount})`).join(", ")}`;

  it.each<[string, number, Parameters<typeof entries>[1][]]>([
    [
      "out of balance",
      2,
      [
        [0, 100],
        [1, -99],
      ],
    ],
    [
      "balanced only across currencies",
      2,
      [
        [0, 100],
        [1, -100, "USD"],
      ],
    ],
    ["of one entry", 1, [[0, 100]]],
    [
      "with fewer entries than it says",
      3,
      [
        [0, 100],
        [1, -100],
      ],
    ],
    [
      "with more entries than it says",
      2,
      [
        [0, 100],
        [1, -50],
        [2, -50],
      ],
    ],
    [
      "without a line 0",
      2,
      [
        [1, 100],
        [2, -100],
      ],
    ],
    [
      "with a line left out",
      2,
      [
        [0, 100],
        [2, -100],
      ],
    ],
  ])("%s is refused", async (_, count, lines) => {
    await seeAs(sample.workspaceId);
    await app.query("begin");
    await app.query(journal("jrn_a", { entries: count }));
    expect(await refusal(app, entries("jrn_a", ...lines))).toBe("23514");
  });

  it("without entries is refused at commit", async () => {
    await seeAs(sample.workspaceId);
    await app.query("begin");
    await app.query(journal("jrn_a"));
    expect(await refusal(app, "commit")).toBe("23503");
  });

  it("is booked with all its entries at once, and takes no more, though they balance among themselves", async () => {
    await seeAs(sample.workspaceId);
    await app.query("begin");
    for (const each of [journal("jrn_b"), entries("jrn_b", [0, 5], [1, -5])]) await app.query(each);
    expect(await refusal(app, entries("jrn_b", [2, 7], [3, -7]))).toBe("23514");
    await app.query("begin");
    for (const each of [journal("jrn_b"), entries("jrn_b", [0, 5], [1, -5])]) await app.query(each);
    expect(await refusal(app, "commit")).toBeNull();
    expect(await refusal(app, entries("jrn_b", [2, 1]))).toBe("23514");
    expect(await refusal(app, entries("jrn_b", [2, 7], [3, -7]))).toBe("23514");
    expect(await refusal(app, entries("jrn_b", [0, 7], [1, -7]))).toBe("23505");
  });

  it("is refused in a closed period", async () => {
    await seeAs(sample.workspaceId);
    await app.query("begin");
    await app.query("update ledger_heads set closed_before = '2020-02-01T00:00:00Z'");
    expect(await refusal(app, journal("jrn_d", { bookedAt: "'2020-01-31T23:59:59Z'" }))).toBe("23514");
  });

  it.each(["null", "'2020-01-31T23:59:59Z'"])("stays closed, whoever asks for %s", async (earlier) => {
    await seeAs(sample.workspaceId);
    await app.query("begin");
    await app.query("update ledger_heads set closed_before = '2020-02-01T00:00:00Z'");
    await app.query("update ledger_heads set closed_before = '2020-03-01T00:00:00Z'");
    expect(await refusal(app, `update ledger_heads set closed_before = ${earlier}`)).toBe("23514");
  });

  it("changes sums that the app role cannot write", async () => {
    await seeAs(sample.workspaceId);
    const sums = `select sum(balance_minor)::text as total, count(*)::int as rows from ledger_balances
                   where account = 'fees' and currency = 'EUR'`;
    expect((await app.query(sums)).rows).toEqual([{ total: "0", rows: 1 }]);
    for (const statement of ["update ledger_balances set balance_minor = 0", "delete from ledger_balances"]) {
      expect(await refusal(app, statement), statement).toBe("42501");
    }
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
