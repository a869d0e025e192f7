import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { insertApplication, insertForm, insertLogin } from "../support/application-rows.ts";
import { insertPersonRows } from "../support/people-rows.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../support/sample.ts";

const RULE_BROKEN = "23514";
const FORBIDDEN = "42501";

let database: TestDatabase;
let app: pg.Client;
let sample: Sample;
let other: Sample;
let joan: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await asOwner(database.ownerUrl, async (db) => {
    [sample, other] = [await insertSample(db), await insertSample(db)];
    const { personId } = await insertPersonRows(db);
    joan = personId;
    for (const { workspaceId, programId, affiliates } of [sample, other]) {
      const { personId: someone } = await insertPersonRows(db);
      await insertForm(db, { workspaceId, programId });
      for (const each of [personId, someone]) {
        await insertApplication(db, { workspaceId, programId, personId: each });
        await insertLogin(db, { workspaceId, personId: each, affiliateId: affiliates[0].affiliateId });
      }
    }
  });
  app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await database.drop();
});
beforeEach(() => prove({}));

/** Sets what the session of the app role has proved, and takes back all else. */
async function prove(given: Readonly<Record<string, string>>): Promise<void> {
  for (const name of ["workspace_ids", "person_id", "program_id"]) {
    await app.query("select set_config($1, $2, false)", [`app.${name}`, given[name] ?? ""]);
  }
}
const TABLES = ["application_forms", "applications", "affiliate_people"];
const seen = async () => {
  const counts: (number | null)[] = [];
  for (const name of TABLES) counts.push((await app.query(`select from ${name}`)).rowCount);
  return counts;
};
const codeOf = async (statement: string): Promise<string | undefined> =>
  app.query(statement).then(
    () => undefined,
    (error: { code: string }) => error.code,
  );

it("shows the forms of a program to whoever names it, and nothing else", async () => {
  expect(await seen()).toEqual([0, 0, 0]);
  await prove({ program_id: sample.programId });
  expect(await seen()).toEqual([1, 0, 0]);
  const { rows } = await app.query("select program_id from application_forms");
  expect(rows).toEqual([{ program_id: sample.programId }]);
  expect((await app.query("select from programs")).rowCount).toBe(0);
});

it("shows a person its own applications and affiliates in every workspace, and lets it change none", async () => {
  await prove({ person_id: joan });
  expect(await seen()).toEqual([0, 2, 2]);
  expect((await app.query("update applications set explanation = 'mine'")).rowCount).toBe(0);
  expect((await app.query("update affiliate_people set removed_at = null, removed_by = null")).rowCount).toBe(
    0,
  );
  const tie = `insert into affiliate_people (workspace_id, affiliate_id, person_id, created_by)
    values ('${sample.workspaceId}', '${sample.affiliates[1].affiliateId}', '${joan}', 'x')`;
  expect(await codeOf(tie)).toBe(FORBIDDEN);
});

it("shows a workspace its own, and keeps what was decided and answered as it was", async () => {
  await prove({ workspace_ids: sample.workspaceId });
  expect(await seen()).toEqual([1, 2, 2]);
  const reject = `update applications set status = 'rejected', decided_at = now(), decided_by = 'x', reason = 'no'
    where person_id = '${joan}'`;
  expect(await codeOf(reject)).toBeUndefined();
  expect(await codeOf(reject)).toBe(RULE_BROKEN);
  for (const column of ["terms_version = '2'", "consented_at = now()", "form_hash = ''"]) {
    expect(await codeOf(`update applications set ${column}`), column).toBe(FORBIDDEN);
  }
  const waits = `where person_id <> '${joan}'`;
  for (const column of [`answers = '{"a": 1}'`, "email = 'x@x.example'", "name = ''", "country = 'FR'"]) {
    expect(await codeOf(`update applications set ${column} ${waits}`), column).toBe(RULE_BROKEN);
  }
  expect(await codeOf("update application_forms set is_open = false")).toBe(FORBIDDEN);
  expect(await codeOf("delete from affiliate_people")).toBe(FORBIDDEN);
});

it("has what came to nothing be erased, whole and once, and nothing that waits", async () => {
  await prove({ workspace_ids: other.workspaceId });
  const EMPTY = "name = '', email = '', country = '', answers = '{}', explanation = ''";
  const set = (columns: string) => codeOf(`update applications set ${columns} where person_id = '${joan}'`);
  const erase = `${EMPTY}, reason = null, erased_at = now()`;
  expect(await set(erase)).toBe(RULE_BROKEN);
  const withdrawn = "status = 'withdrawn', decided_at = now(), decided_by = 'x', reason = 'why'";
  expect(await set(withdrawn)).toBeUndefined();
  for (const columns of [EMPTY, `${EMPTY}, erased_at = now()`, `${erase}, status = 'rejected'`]) {
    expect(await set(columns), columns).toBe(RULE_BROKEN);
  }
  expect(await set(erase)).toBeUndefined();
  expect(await set(erase)).toBe(RULE_BROKEN);
});
