import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CHANGED_COLUMNS } from "../support/changed-columns.ts";
import { paySale } from "../support/paid-sale.ts";
import { PEOPLE_TABLES } from "../support/people-rows.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../support/sample.ts";

/** SQLSTATEs: what the caller may not do, and what breaks a rule of the rows. */
const FORBIDDEN = "42501";
const RULE_BROKEN = "23514";

let database: TestDatabase;
let sample: Sample;
let other: Sample;
let owner: pg.Client;
let app: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  await asOwner(database.ownerUrl, async (db) => {
    sample = await insertSample(db);
    other = await insertSample(db);
  });
  await paySale(database, sample);
  owner = await connect(database.ownerUrl);
  app = await connect(database.appUrl);
});
afterAll(async () => {
  await Promise.all([owner.end(), app.end()]);
  await database.drop();
});
beforeEach(async () => {
  await app.query(
    "select set_config('app.directory', '', false), set_config('app.organisation_id', '', false)",
  );
});

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

const seeAs = (workspaceId: string) =>
  app.query("select set_config('app.workspace_ids', $1, false)", [workspaceId]);

/** SQLSTATE of what refuses the statements, which are one transaction, or null if nothing did. */
async function refusal(statements: readonly string[], values: unknown[] = []): Promise<string | null> {
  await app.query("begin");
  try {
    for (const statement of statements) await app.query(statement, values);
    await app.query("commit");
    return null;
  } catch (error) {
    await app.query("rollback");
    return (error as { code: string }).code;
  }
}

/** Names of ordinary and partitioned tables for which a condition on `pg_class` holds. */
async function tables(condition: string): Promise<readonly string[]> {
  const { rows } = await owner.query(`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace
       and relkind in ('r', 'p') and not relispartition and (${condition}) order by relname`);
  return rows.map(({ name }) => name);
}

/** The columns of a table that are not worked out from others. */
async function writtenColumns(name: string): Promise<string> {
  const { rows } = await owner.query(
    `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [name],
  );
  return rows[0].columns;
}

const mayApp = (privilege: string) => `has_table_privilege('tributary_app', pg_class.oid, '${privilege}')`;

describe("a caller of another workspace", () => {
  it("can write no row of this one, into any table", async () => {
    // A row too broken to name its workspace may be stored by anyone: it then belongs to nobody who asks.
    // Those of people are above workspaces: people-security.test.ts.
    const names = (await tables("true")).filter((name) => ![...PEOPLE_TABLES, "bad_rows"].includes(name));
    expect(names.length).toBeGreaterThan(25);
    for (const name of names) {
      const column =
        { workspaces: "id", organisations: "id", custom_roles: "id", fx_rates: "source" }[name] ??
        "workspace_id";
      const { rows } = await owner.query(
        `select to_jsonb(t) as row from ${name} t order by ${column} = $1 desc limit 1`,
        [sample.workspaceId],
      );
      const columns = await writtenColumns(name);
      const copy = `insert into ${name} (${columns}) overriding system value
        select ${columns} from jsonb_populate_record(null::${name}, $1)`;
      for (const workspaceId of [other.workspaceId, ""]) {
        await seeAs(workspaceId);
        expect(await refusal([copy], [rows[0].row]), `${name} as ${workspaceId || "nobody"}`).toBe(FORBIDDEN);
      }
    }
  });

  it("can be given no row, where rows can be changed at all", async () => {
    const names = (await tables(mayApp("UPDATE"))).filter((name) => name !== "workspaces");
    expect(names).toContain("commissions");
    await seeAs(sample.workspaceId);
    for (const name of names) {
      const give = `update ${name} set workspace_id = '${other.workspaceId}'`;
      expect(await refusal([give]), name).toBe(FORBIDDEN);
    }
  });

  it("changes nothing by an update without a filter", async () => {
    await seeAs(other.workspaceId);
    for (const name of ["commissions", "conversions", "payout_batches", "payout_items", "publications"]) {
      const changed = await app.query(`update ${name} set workspace_id = workspace_id`);
      expect(changed.rowCount, name).toBe(0);
    }
  });

  it("sees no key but the one whose hash it has, and no workspace but by the directory", async () => {
    await seeAs("");
    const { rows } = await owner.query("select hash from api_keys");
    await app.query("select set_config('app.key_hash', $1, false)", [rows[0].hash]);
    expect((await app.query("select hash from api_keys")).rows).toEqual([rows[0]]);
    await app.query("select set_config('app.key_hash', '', false)");
    expect((await app.query("select hash from api_keys")).rows).toEqual([]);
    await app.query("select set_config('app.directory', 'on', false)");
    expect((await app.query("select id from workspaces")).rowCount).toBe(2);
    expect((await app.query("select id from affiliates")).rowCount).toBe(0);
    expect((await app.query("update workspaces set name = 'x'")).rowCount).toBe(0);
  });
});

describe("the app role", () => {
  it("has no right to truncate, or add triggers and references, on any table", async () => {
    for (const privilege of ["TRUNCATE", "TRIGGER", "REFERENCES"]) {
      expect(await tables(mayApp(privilege)), privilege).toEqual([]);
    }
  });

  it("deletes nothing but what ties a person to visitors, what is summed anew, and what has expired", async () => {
    const summed = ["click_details", "click_rollups", "sale_details", "sale_rollups"];
    const expiring = ["events", "idempotency_keys", "identity_edges", "invitations", "payout_callbacks"];
    expect(await tables(mayApp("DELETE"))).toEqual(
      [...summed, ...expiring, "sign_in_proofs", "sign_in_throttles"].sort(),
    );
    await seeAs(sample.workspaceId);
    const kept = await app.query("delete from idempotency_keys");
    expect(kept.rowCount).toBe(0);
    await owner.query("update idempotency_keys set expires_at = now()");
    const expired = await app.query("delete from idempotency_keys");
    expect(expired.rowCount).toBe(1);
  });

  it("changes these columns of tables whose rows otherwise stay as they are", async () => {
    const { rows } = await owner.query(`
      select c.relname || '.' || a.attname as name from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and has_column_privilege('tributary_app', c.oid, a.attnum, 'UPDATE')
         and not has_table_privilege('tributary_app', c.oid, 'UPDATE') order by 1`);
    expect(rows.map(({ name }) => name)).toEqual(CHANGED_COLUMNS);
  });

  it("changes rows of these tables and no other", async () => {
    const names = [
      ...["affiliate_groups", "creatives", "contacts", "notes", "offers", "pipelines"],
      ...["saved_reports", "segments", "stages", "tags", "tasks"],
      ...["affiliates", "api_keys", "caps", "click_counts", "click_reconciliations", "commissions"],
      ...["conversions", "coupons", "erasures", "link_domains", "links", "payout_attempts", "payout_batches"],
      ...["payout_items", "payout_minimums", "programs", "publications", "simulation_totals", "workspaces"],
    ];
    expect(await tables(mayApp("UPDATE"))).toEqual(names.sort());
  });

  it("cannot lift the locks", async () => {
    await seeAs(other.workspaceId);
    for (const statement of [
      "alter table journals disable row level security",
      "alter table journals disable trigger append_only",
      "drop policy tenant on journals",
      "set session_replication_role = replica",
      "set role owner",
      "create table mine (id int)",
    ]) {
      expect(await refusal([statement]), statement).toBe(FORBIDDEN);
    }
    expect(await refusal(["set local row_security = off", "select * from journals"])).toBe(FORBIDDEN);
  });

  it("makes partitions of clicks that are locked, and reads none by its own name", async () => {
    await app.query("select ensure_click_partitions('2031-01-01', 2)");
    const { rows } = await owner.query(`
      select relname as name, relrowsecurity and relforcerowsecurity as "isLocked" from pg_class
       where relispartition and relkind = 'r' and relname like 'clicks_2031%' order by relname`);
    expect(rows).toEqual([
      { name: "clicks_20310101", isLocked: true },
      { name: "clicks_20310102", isLocked: true },
    ]);
    await seeAs(sample.workspaceId);
    expect(await refusal(["select * from clicks_20310101"])).toBe(FORBIDDEN);
  });
});

describe("the credits of a decision", () => {
  const decision = (id: string) => `
    insert into decisions (workspace_id, id, conversion_id, revision, journey_id, policy_version, policy_hash,
                           reason, considered, decided_at)
    select workspace_id, '${id}', conversion_id, revision + ${id.length}, journey_id, policy_version, policy_hash,
           reason, considered, decided_at from decisions order by revision limit 1`;
  const credits = (id: string, parts: readonly number[], from = 0) => `
    insert into credits (workspace_id, decision_id, position, touch_id, click_id, affiliate_id, program_id, link_id, credit_ppm)
    select workspace_id, '${id}', ${from} + nth - 1, touch_id, click_id, affiliate_id, program_id, link_id, ppm
      from (select * from credits limit 1) as one
     cross join unnest(array[${parts.join(", ")}]) with ordinality as part (ppm, nth)`;

  it.each([[[999_999]], [[500_000, 500_001]], [[400_000, 600_000, 1]]])(
    "of %j are refused",
    async (parts) => {
      await seeAs(sample.workspaceId);
      expect(await refusal([decision("dec_x"), credits("dec_x", parts)])).toBe(RULE_BROKEN);
    },
  );

  it("come in one statement", async () => {
    await seeAs(sample.workspaceId);
    const parts = [credits("dec_parts", [400_000]), credits("dec_parts", [600_000], 1)];
    expect(await refusal([decision("dec_parts"), ...parts])).toBe(RULE_BROKEN);
  });

  it("of the whole are taken, and none after them", async () => {
    await seeAs(sample.workspaceId);
    expect(await refusal([decision("dec_whole"), credits("dec_whole", [400_000, 600_000])])).toBeNull();
    expect(await refusal([credits("dec_whole", [1], 2)])).toBe(RULE_BROKEN);
    expect(await refusal([credits("dec_whole", [1_000_000], 2)])).toBe(RULE_BROKEN);
  });
});
