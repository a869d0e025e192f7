import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../platform/random.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../support/sample.ts";

let database: TestDatabase;
let sample: Sample;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  sample = await asOwner(database.ownerUrl, insertSample);
  pool = new pg.Pool({ connectionString: database.appUrl, max: 3 });
  // A connection that is ended while it is idle reports here.
  pool.on("error", () => undefined);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function connect(): Promise<pg.PoolClient> {
  const client = await pool.connect();
  await client.query("select set_config('app.workspace_ids', $1, false)", [sample.workspaceId]);
  return client;
}

/** Affiliates of whom each has the next as its sponsor, but for the last. */
async function insertChain(length: number): Promise<readonly string[]> {
  const ids = Array.from({ length }, () => String(newId("aff", Date.now())));
  const client = await connect();
  for (const [index, id] of [...ids.entries()].reverse()) {
    await client.query(
      "insert into affiliates (workspace_id, id, name, email, sponsor_id) values ($1, $2, 'A', 'a@a.example', $3)",
      [sample.workspaceId, id, ids[index + 1] ?? null],
    );
  }
  client.release();
  return ids;
}

const setSponsor = (client: pg.PoolClient | pg.Pool, id: string | undefined, sponsorId: string | undefined) =>
  client.query("update affiliates set sponsor_id = $2 where id = $1", [id, sponsorId]).then(
    () => null,
    (error: { constraint: string }) => error.constraint,
  );

describe("a chain of sponsors", () => {
  it("may be long, and is never closed to a cycle", async () => {
    const ids = await insertChain(40);
    const client = await connect();
    expect(await setSponsor(client, ids.at(-1), ids[0])).toBe("affiliates_sponsor_acyclic");
    expect(await setSponsor(client, ids[20], ids[19])).toBe("affiliates_sponsor_acyclic");
    expect(await setSponsor(client, ids[0], ids[0])).toMatch(/^affiliates_sponsor_a/);
    expect(await setSponsor(client, ids[0], ids[30])).toBeNull();
    client.release();
  });

  it("is closed by neither of two changes at once", async () => {
    const [first, second] = [await insertChain(1), await insertChain(1)].flat();
    const [left, right] = [await connect(), await connect()];
    await left.query("begin");
    expect(await setSponsor(left, first, second)).toBeNull();
    const later = setSponsor(right, second, first);
    await Promise.race([later, new Promise((resolve) => setTimeout(resolve, 300))]);
    await left.query("commit");
    expect(await later).toBe("affiliates_sponsor_acyclic");
    left.release();
    right.release();
  });
});
