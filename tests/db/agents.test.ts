import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MemberId } from "../../core/shared/id.ts";
import { insertAssignments, insertMember, insertSignedIn } from "../support/member-rows.ts";
import { paySale } from "../support/paid-sale.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../support/sample.ts";

let database: TestDatabase;
let sample: Sample;
let agent: MemberId;
let idle: MemberId;
let owner: pg.Client;
let app: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  await asOwner(database.ownerUrl, async (db) => {
    sample = await insertSample(db);
    const { workspaceId, affiliates } = sample;
    const join = async () => {
      const { personId } = await insertSignedIn(db);
      return insertMember(db, personId, { workspaceId, role: "agent" });
    };
    [agent, idle] = [await join(), await join()];
    await insertAssignments(db, { workspaceId, memberId: agent }, [affiliates[1].affiliateId]);
  });
  // Sales are of the first affiliate: the agent looks after the second.
  await paySale(database, sample);
  owner = await connect(database.ownerUrl);
  app = await connect(database.appUrl);
});
afterAll(async () => {
  await Promise.all([owner.end(), app.end()]);
  await database.drop();
});

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

const seeAs = (memberId: string, workspaceId: string = sample.workspaceId) =>
  app.query("select set_config('app.workspace_ids', $1, false), set_config('app.agent_id', $2, false)", [
    workspaceId,
    memberId,
  ]);
const countOf = async (client: pg.Client, from: string): Promise<number> =>
  Number((await client.query(`select count(*) from ${from}`)).rows[0].count);

/** Ordinary and partitioned tables that name an affiliate, which is of them. */
async function tablesOfAffiliates(): Promise<readonly string[]> {
  const { rows } = await owner.query(`
    select c.relname as name from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'affiliate_id' and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     order by 1`);
  return rows.map(({ name }) => name);
}

describe("every table that names an affiliate", () => {
  it("keeps agents to theirs by a restrictive policy: see `apply_agent_policy`", async () => {
    const { rows } = await owner.query(`
      select polrelid::regclass::text as name from pg_policy where polname = 'agent' and not polpermissive`);
    const kept = new Set(rows.map(({ name }) => name));
    const names = await tablesOfAffiliates();
    expect(names.length).toBeGreaterThan(25);
    expect([...names, "affiliates", "conversions"].filter((name) => !kept.has(name))).toEqual([]);
  });

  it("looks them up in a hash, and searches no array from its start for each row", async () => {
    const { rows } = await owner.query(`
      select tablename from pg_policies where policyname = 'agent' and concat(qual, with_check) like '%= ANY%'`);
    expect(rows).toEqual([]);
  });

  it("shows an agent rows of its affiliates alone, and one who has none no row", async () => {
    const [ada, grace] = sample.affiliates;
    let hidden = 0;
    for (const name of await tablesOfAffiliates()) {
      await seeAs(agent);
      const seen = (await app.query(`select distinct affiliate_id as id from ${name}`)).rows.map(
        ({ id }) => id,
      );
      // What is of no affiliate at all, as a task may be, is the table's own matter.
      expect(
        seen.filter((id) => id !== grace.affiliateId && id !== null),
        name,
      ).toEqual([]);
      await seeAs(idle);
      const left = await countOf(app, `${name} where affiliate_id is not null`);
      expect(left, `${name} without an affiliate`).toBe(0);
      hidden += await countOf(owner, `${name} where affiliate_id = '${ada.affiliateId}'`);
    }
    expect(hidden).toBeGreaterThan(20);
    await seeAs(agent);
    expect((await app.query("select id from affiliates")).rows).toEqual([{ id: grace.affiliateId }]);
  });

  it("shows the same rows as before to whoever is no agent", async () => {
    for (const name of await tablesOfAffiliates()) {
      await seeAs("");
      const all = await countOf(owner, `${name} where workspace_id = '${sample.workspaceId}'`);
      expect(await countOf(app, name), name).toBe(all);
    }
  });
});

describe("what leads to an affiliate by another thing", () => {
  it.each([
    ...["conversions", "conversion_changes", "decisions", "journeys", "payout_items", "payout_sources"],
    ...["dispute_steps", "click_counts", "caps", "identity_edges", "payout_resolutions"],
  ])("%s hides those of others", async (name) => {
    await seeAs(agent);
    expect(await countOf(app, name)).toBe(0);
    expect(await countOf(owner, name)).toBeGreaterThan(0);
  });
});

it("lets an agent write no row of an affiliate that is not its own", async () => {
  await seeAs(agent);
  const copy = (to: string) => `
    insert into links (workspace_id, id, program_id, affiliate_id, host, slug, destination_url)
    select workspace_id, 'lnk_' || '${to}', '${sample.programId}', '${to}', 'localhost', '${to}', 'https://shop.example/'
      from affiliate_assignments`;
  const [ada, grace] = sample.affiliates;
  await expect(app.query(copy(ada.affiliateId))).rejects.toMatchObject({ code: "42501" });
  expect((await app.query(copy(grace.affiliateId))).rowCount).toBe(1);
  const taken = await app.query("update links set affiliate_id = affiliate_id");
  expect(taken.rowCount).toBe(2);
});

it("is an agent's in its workspace alone", async () => {
  await seeAs(agent, "ws_another");
  for (const name of await tablesOfAffiliates()) expect(await countOf(app, name), name).toBe(0);
});
