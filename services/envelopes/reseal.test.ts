import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Db, withDatabase } from "../../db/client.ts";
import { openJson, parseEnvelopeKeys, sealJson } from "../../platform/envelope.ts";
import { insertPersonRows } from "../../tests/support/people-rows.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner, contextOf, insertSample, insertSideRows, type Sample } from "../../tests/support/sample.ts";
import { resealPeople, resealWorkspace, SEALED_COLUMNS } from "./reseal.ts";

const keyOf = (fill: number): string => Buffer.alloc(32, fill).toString("base64url");
const OLD = parseEnvelopeKeys(keyOf(1));
const NEW = parseEnvelopeKeys(keyOf(2));
const ROTATED = parseEnvelopeKeys(`${keyOf(2)},${keyOf(1)}`);

let database: TestDatabase;
let sample: Sample;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

type Row = { readonly sealed: string; readonly place: string };

/** What is sealed in a column, and for which place. */
async function rowsOf(
  db: Db,
  { table, column, ids }: (typeof SEALED_COLUMNS)[number],
): Promise<readonly Row[]> {
  const { rows } = (await db.execute(
    sql.raw(`select ${column} as sealed, concat_ws(' ', '${table}', ${ids.join(", ")}) as place from ${table}
              where ${column} is not null`),
  )) as unknown as { rows: Row[] };
  return rows;
}

/** Seals each row under the old key, as the code that writes it would have. */
async function sealAll(db: Db): Promise<void> {
  for (const at of SEALED_COLUMNS) {
    const { table, column, ids } = at;
    await db.execute(sql.raw(`alter table ${table} disable trigger user`));
    if (column === "sealed_earlier_secret")
      await db.execute(
        sql`update event_targets set sealed_earlier_secret = '', earlier_until = now() where kind = 'webhook'`,
      );
    for (const { place } of await rowsOf(db, at)) {
      const sealed = await sealJson({ place, column }, { keys: OLD, place });
      await db.execute(sql`
        update ${sql.identifier(table)} set ${sql.identifier(column)} = ${sealed}
         where concat_ws(' ', ${table}::text, ${sql.join(
           ids.map((id) => sql.identifier(id)),
           sql`, `,
         )}) = ${place}`);
    }
    await db.execute(sql.raw(`alter table ${table} enable trigger user`));
  }
}

beforeEach(async () => {
  sample = await asOwner(database.ownerUrl, async (db) => {
    const made = await insertSample(db);
    await insertSideRows(db, made);
    await insertPersonRows(db);
    await sealAll(db);
    return made;
  });
});

const reseal = (rowsMax?: number) =>
  withDatabase(database.env, async (db) => {
    const context = contextOf(db, sample.workspaceId);
    const people = await resealPeople(db, ROTATED, rowsMax);
    return people + (await resealWorkspace(context, { envelopes: ROTATED, accounts: ROTATED }, rowsMax));
  });

/** How many rows of the workspace and of people name each key. */
async function keysNamed(): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  await asOwner(database.ownerUrl, async (db) => {
    for (const at of SEALED_COLUMNS) {
      for (const { sealed, place } of await rowsOf(db, at)) {
        if (place.includes("ws_") && !place.includes(sample.workspaceId)) continue;
        const id = sealed.split(".")[1] ?? "none";
        counts[id] = (counts[id] ?? 0) + 1;
      }
    }
  });
  return counts;
}

describe("after a rotation", () => {
  it("nothing needs the old key any more, and everything opens as it was", async () => {
    const before = await keysNamed();
    expect(Object.keys(before)).toEqual([OLD[0].id]);
    const count = before[OLD[0].id] ?? 0;
    expect(count).toBeGreaterThanOrEqual(SEALED_COLUMNS.length);
    expect(await reseal()).toBe(count);
    expect(await keysNamed()).toEqual({ [NEW[0].id]: count });
    await asOwner(database.ownerUrl, async (db) => {
      for (const at of SEALED_COLUMNS) {
        for (const { sealed, place } of await rowsOf(db, at)) {
          if (!place.includes(sample.workspaceId) && place.includes("ws_")) continue;
          expect(await openJson(sealed, { keys: NEW, place })).toEqual({ place, column: at.column });
        }
      }
    });
    expect(await reseal()).toBe(0);
  });

  it("no row is another version of itself, since nobody sees a change", async () => {
    const versions = () =>
      asOwner(database.ownerUrl, async (db) => {
        const query = sql`select id, version from event_targets order by workspace_id, id`;
        const { rows } = (await db.execute(query)) as unknown as { rows: unknown[] };
        return rows;
      });
    const before = await versions();
    expect(before.length).toBeGreaterThan(0);
    await reseal();
    expect(await versions()).toEqual(before);
  });

  it("goes on where it ended, one row at a time, and tells of it", async () => {
    const count = (await keysNamed())[OLD[0].id] ?? 0;
    let left = 3;
    const dying = (db: Db) =>
      new Proxy(db, {
        get: (target, name) => {
          if (name === "transaction") {
            left -= 1;
            if (left < 0) throw new Error("died");
          }
          return Reflect.get(target, name);
        },
      });
    const keys = { envelopes: ROTATED, accounts: ROTATED };
    const died = withDatabase(database.env, (db) =>
      resealWorkspace({ ...contextOf(db, sample.workspaceId), db: dying(db) }, keys, 1),
    );
    await expect(died).rejects.toThrow("died");
    expect(Object.keys(await keysNamed()).sort()).toEqual([NEW[0].id, OLD[0].id].sort());
    await reseal(1);
    expect(await keysNamed()).toEqual({ [NEW[0].id]: count });
    const { rows } = (await asOwner(database.ownerUrl, (db) =>
      db.execute(sql`select sum((change ->> 'count')::int)::int as count from audit_log
                      where workspace_id = ${sample.workspaceId} and action = 'envelopes.resealed'`),
    )) as unknown as { rows: { count: number }[] };
    expect(rows[0]?.count).toBeGreaterThanOrEqual(OF_WORKSPACE);
  });

  it("wraps all that opens, and then says what does not", async () => {
    const broken = `e1.${OLD[0].id}.AA.AA`;
    await asOwner(database.ownerUrl, async (db) => {
      for (const [table, mine] of [
        ["payout_methods", `workspace_id = '${sample.workspaceId}'`],
        ["person_factors", "true"],
      ]) {
        await db.execute(sql.raw(`alter table ${table} disable trigger user`));
        await db.execute(
          sql.raw(
            `update ${table} set sealed = '${broken}' where id = (select min(id) from ${table} where ${mine})`,
          ),
        );
        await db.execute(sql.raw(`alter table ${table} enable trigger user`));
      }
    });
    const context = (db: Db) => contextOf(db, sample.workspaceId);
    const keys = { envelopes: ROTATED, accounts: ROTATED };
    await expect(withDatabase(database.env, (db) => resealPeople(db, ROTATED))).rejects.toThrow(
      "person_factors",
    );
    await expect(withDatabase(database.env, (db) => resealWorkspace(context(db), keys))).rejects.toThrow(
      "payout_methods",
    );
    expect((await keysNamed())[OLD[0].id]).toBe(2);
  });

  it("leaves alone what is of another workspace", async () => {
    const other = await asOwner(database.ownerUrl, insertSample);
    const resealed = await withDatabase(database.env, (db) =>
      resealWorkspace(contextOf(db, other.workspaceId), { envelopes: ROTATED, accounts: ROTATED }),
    );
    expect(resealed).toBe(0);
    expect(Object.keys(await keysNamed())).toEqual([OLD[0].id]);
  });
});

/** Sealed columns that have a row in the sample's workspace. */
const OF_WORKSPACE = SEALED_COLUMNS.filter(({ ids }) => ids.includes("workspace_id")).length;

describe("what is sealed", () => {
  it("is all of it known here, but for answers that are sealed for their callers", async () => {
    const { rows } = (await asOwner(database.ownerUrl, (db) =>
      db.execute(sql`select table_name || '.' || column_name as name from information_schema.columns
                      where table_schema = 'public' and column_name like 'sealed%' order by 1`),
    )) as unknown as { rows: { name: string }[] };
    const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
    expect(rows.map(({ name }) => name)).toEqual([...known, "idempotency_keys.sealed_body"].sort());
  });

  it("can be given another key and no other contents, by the app role too", async () => {
    const change = (table: string, to: string) =>
      withDatabase(database.env, (db) =>
        db.transaction(async (tx) => {
          await tx.execute(
            sql`select set_config('app.workspace_ids', ${sample.workspaceId}, true), set_config('app.resealer', 'on', true)`,
          );
          await tx.execute(sql`update ${sql.identifier(table)} set sealed = ${to}`);
        }),
      );
    const guarded = SEALED_COLUMNS.filter(
      ({ column, table }) => column === "sealed" && table !== "payout_accounts",
    );
    for (const { table } of guarded) {
      const another = await sealJson("another", { keys: NEW, place: "elsewhere" });
      for (const to of [another, "", "e1.0000000000000000.AA.AA"]) {
        await expect(change(table, to), table).rejects.toMatchObject({
          cause: { message: expect.stringContaining("has sealed stays") },
        });
      }
    }
  });
});
