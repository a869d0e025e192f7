import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { verifyLedger } from "../../services/ledger/verify-ledger.ts";
import { asOwner, contextOf } from "../support/sample.ts";
import { connectionUrl } from "../support/test-databases.ts";

/** The migration that chains; everything before it is what an earlier version left. */
const CHAINING = "0009_ledger_chain.sql";
const MIGRATIONS = new URL("../../db/migrations/", import.meta.url);
const WORKSPACES = ["ws_one", "ws_two"];
const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;

let admin: pg.Client;
let owner: pg.Client;

const url = (database: string) => connectionUrl({ port: inject("postgresPort"), user: "owner", database });
const connect = async (database: string) => {
  const client = new pg.Client({ connectionString: url(database) });
  await client.connect();
  return client;
};

async function migrate(files: readonly string[]): Promise<void> {
  for (const file of files) {
    for (const statement of readFileSync(new URL(file, MIGRATIONS), "utf8").split(
      "--> statement-breakpoint",
    )) {
      await owner.query(statement);
    }
  }
}

/** As version 1 wrote it: no sequence, no hash; written in another order than that of the ids. */
async function bookAsBefore(workspaceId: string, index: number): Promise<void> {
  const id = `jrn_${100 - index}`;
  await owner.query("begin");
  await owner.query(
    `insert into journals (workspace_id, id, key, kind, fingerprint, refs, booked_at, created_at)
     values ($1, $2, $2, 'test', 'f', '{"note": "é \\"quoted\\" \\\\ \\n"}', now(), now() + make_interval(secs => $3))`,
    [workspaceId, id, index],
  );
  await owner.query(
    `insert into ledger_entries (workspace_id, journal_id, line, account, affiliate_id, currency, amount_minor)
     values ($1, $2, 0, 'merchant_payable', null, 'EUR', $3), ($1, $2, 1, 'affiliate_pending', 'aff_1', 'EUR', -($3::bigint))`,
    [workspaceId, id, index],
  );
  await owner.query("commit");
}

beforeAll(async () => {
  admin = await connect("postgres");
  await admin.query(`create database ${name}`);
  owner = await connect(name);
  const files = readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith(".sql"))
    .sort();
  await migrate(files.filter((file) => file < CHAINING));
  await owner.query("insert into organisations (id, name) values ('org_1', 'Acme')");
  for (const workspaceId of WORKSPACES) {
    await owner.query(
      "insert into workspaces (id, organisation_id, name, mode) values ($1, 'org_1', 'Acme', 'test')",
      [workspaceId],
    );
    for (let index = 1; index <= 20; index += 1) await bookAsBefore(workspaceId, index);
  }
  await migrate([CHAINING]);
});
afterAll(async () => {
  await owner.end();
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
});

it.each(WORKSPACES)(
  "the journals of %s that earlier versions booked are chained in the order of writing",
  async (id) => {
    await asOwner(url(name), async (db) => {
      const context = contextOf(db, id as WorkspaceId);
      const found = await verifyLedger(context, { after: 0n, journalsMax: 100, roots: [] });
      expect(found).toMatchObject({ journals: 20, entries: 40, isComplete: true, fault: null });
    });
    const { rows } = await owner.query("select id from journals where workspace_id = $1 order by sequence", [
      id,
    ]);
    expect(rows.slice(0, 2)).toEqual([{ id: "jrn_99" }, { id: "jrn_98" }]);
  },
);

it("nothing of the locks is left open", async () => {
  await expect(owner.query("update journals set key = key")).rejects.toThrow("append-only");
  const { rows } = await owner.query(
    "select relname from pg_class where relname in ('journals', 'ledger_entries') and relforcerowsecurity",
  );
  expect(rows).toHaveLength(2);
});
