import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { paySale } from "../support/paid-sale.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, insertSample } from "../support/sample.ts";

let database: TestDatabase;
let owner: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  await paySale(database, await asOwner(database.ownerUrl, (db) => insertSample(db)));
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

it.each(["audit_log", "conversions", "events", "journals"])(
  "a row of a workspace that there is none of is refused in %s",
  async (table) => {
    const { rows } = await owner.query(
      `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''`,
      [table],
    );
    const { columns } = rows[0];
    const copy = owner.query(`
      insert into ${table} (${columns}) select ${columns} from json_populate_record(null::${table},
        (select (to_jsonb(t) || '{"workspace_id": "ws_unknown"}')::json from ${table} t limit 1))`);
    await expect(copy).rejects.toThrow("there is no workspace ws_unknown");
  },
);
