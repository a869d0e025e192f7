import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { connectionUrl } from "../support/test-databases.ts";

/** The migration that names what `sale` had paid. */
const NAMING = "0057_paid_as_earned.sql";
const MIGRATIONS = new URL("../../db/migrations/", import.meta.url);
const SETTINGS = ["sale", "program", "affiliate"];
const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;

let admin: pg.Client;
let owner: pg.Client;

async function connect(database: string): Promise<pg.Client> {
  const port = inject("postgresPort");
  const client = new pg.Client({ connectionString: connectionUrl({ port, user: "owner", database }) });
  await client.connect();
  return client;
}

/** As deploys do it: all in one transaction. */
async function migrate(files: readonly string[]): Promise<void> {
  await owner.query("begin");
  for (const file of files) {
    const text = readFileSync(new URL(file, MIGRATIONS), "utf8");
    for (const statement of text.split("--> statement-breakpoint")) await owner.query(statement);
  }
  await owner.query("commit");
}

const addProgram = (id: string, setting: string | null) =>
  owner.query(
    `insert into programs (workspace_id, id, name, plan_id, currency, commission_currency)
     values ('ws_one', $1, 'Shop', 'pln_1', 'EUR', ${setting === null ? "default" : `'${setting}'`})`,
    [id],
  );

beforeAll(async () => {
  admin = await connect("postgres");
  await admin.query(`create database ${name}`);
  owner = await connect(name);
  const files = readdirSync(MIGRATIONS).filter((file) => file.endsWith(".sql"));
  await migrate(files.filter((file) => file < NAMING).sort());
  await owner.query("insert into organisations (id, name) values ('org_1', 'Acme')");
  await owner.query(
    "insert into workspaces (id, organisation_id, name, mode) values ('ws_one', 'org_1', 'Acme', 'test')",
  );
  await owner.query("insert into plans (workspace_id, id, name) values ('ws_one', 'pln_1', 'Plan')");
  for (const setting of SETTINGS) await addProgram(setting, setting);
  await addProgram("unsaid", null);
  await migrate([NAMING]);
});
afterAll(async () => {
  await owner.end();
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
});

it("leaves every program paying what it paid, and new ones what is earned", async () => {
  await addProgram("new", null);
  await addProgram("new sale", "sale");
  const { rows } = await owner.query(
    "select id, commission_currency::text as pays from programs order by id",
  );
  expect(Object.fromEntries(rows.map(({ id, pays }) => [id, pays]))).toEqual({
    ...{ sale: "earned", unsaid: "earned", program: "program", affiliate: "affiliate" },
    ...{ new: "earned", "new sale": "sale" },
  });
});
