import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertPersonRows, PEOPLE_TABLES } from "../support/people-rows.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner } from "../support/sample.ts";

/** SQLSTATEs: what the caller may not do, and what breaks a rule of the rows. */
const FORBIDDEN = "42501";
const RULE_BROKEN = "23514";
const PROOFS = ["person_id", "email_hash", "session_hash", "credential_id", "proof_id", "proof_hash"];
const SETTINGS = [...PROOFS, "throttle_keys", "mailer", "verifier"];

let database: TestDatabase;
let owner: pg.Client;
let app: pg.Client;
let ada: string;
let eve: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await asOwner(database.ownerUrl, async (db) => {
    ada = (await insertPersonRows(db)).personId;
    eve = (await insertPersonRows(db)).personId;
  });
  [owner, app] = [await connect(database.ownerUrl), await connect(database.appUrl)];
});
afterAll(async () => {
  await Promise.all([owner.end(), app.end()]);
  await database.drop();
});
beforeEach(() => prove({}));

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

/** Sets what the session of the app role has proved, and takes back all else. */
async function prove(given: Readonly<Record<string, string>>): Promise<void> {
  for (const name of SETTINGS) {
    await app.query("select set_config($1, $2, false)", [`app.${name}`, given[name] ?? ""]);
  }
}

async function refusal(client: pg.Client, statement: string, values: unknown[] = []): Promise<string | null> {
  try {
    await client.query(statement, values);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const count = async (name: string): Promise<number> =>
  (await app.query(`select 1 from ${name}`)).rowCount ?? 0;
/** All that Eve can prove, as far as it is hers. */
const ofEve = () => ({ person_id: eve, email_hash: `email of ${eve}`, throttle_keys: `throttle of ${eve}` });

describe.each(PEOPLE_TABLES)("%s", (name) => {
  it("shows no row to whoever proved nothing, whatever the workspace", async () => {
    await app.query("select set_config('app.workspace_ids', 'ws_any', false)");
    expect(await count(name)).toBe(0);
  });

  it("takes no row of another, and none at all from whoever proved nothing", async () => {
    const { rows } = await owner.query(
      `select to_jsonb(t) as row from ${name} t where to_jsonb(t)::text like $1`,
      [`%${ada}%`],
    );
    const { rows: named } = await owner.query(
      `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      [name],
    );
    const { columns } = named[0];
    const copy = `insert into ${name} (${columns}) overriding system value
      select ${columns} from jsonb_populate_record(null::${name}, $1)`;
    expect(await refusal(app, copy, [rows[0].row])).toBe(FORBIDDEN);
    await prove(ofEve());
    expect(await refusal(app, copy, [rows[0].row])).toBe(FORBIDDEN);
  });
});

it("shows a person's rows to the person and to nobody else", async () => {
  const own = [
    "passkeys",
    "people",
    "person_event_heads",
    "person_events",
    "person_factors",
    "person_passwords",
  ];
  for (const name of [...own, "recovery_codes", "sessions", "sign_in_proofs"]) {
    await prove({ person_id: ada });
    expect(await count(name), name).toBe(1);
    await prove({ person_id: "per_none" });
    expect(await count(name), name).toBe(0);
  }
});

it("shows a row to whoever has the secret that names it, and no other row", async () => {
  const named = {
    people: { email_hash: `email of ${ada}` },
    sessions: { session_hash: `session of ${ada}` },
    passkeys: { credential_id: `credential of ${ada}` },
    sign_in_proofs: { proof_hash: `proof of ${ada}` },
    sign_in_throttles: { throttle_keys: `other,throttle of ${ada}` },
  };
  for (const [name, given] of Object.entries(named)) {
    await prove(given);
    for (const table of PEOPLE_TABLES)
      expect(await count(table), `${table} by ${name}`).toBe(table === name ? 1 : 0);
  }
  await prove({ mailer: "on" });
  for (const table of PEOPLE_TABLES) expect(await count(table), table).toBe(table === "person_mails" ? 2 : 0);
});

it("changes no row of another by an update without a filter, and no session by its hash alone", async () => {
  await prove({ ...ofEve(), session_hash: `session of ${ada}`, credential_id: `credential of ${ada}` });
  const changes = {
    sessions: "last_used_at = now()",
    passkeys: "counter = 9",
    people: "name = 'x'",
    person_passwords: "hash = 'x'",
  };
  const rowOf = async (name: string) =>
    (await owner.query(`select * from ${name} t where to_jsonb(t)::text like $1`, [`%${ada}%`])).rows;
  for (const [name, change] of Object.entries(changes)) {
    const before = await rowOf(name);
    expect((await app.query(`update ${name} set ${change}`)).rowCount, name).toBe(1);
    expect(await rowOf(name), name).toEqual(before);
  }
});

it("drops proofs and throttles that expired, and no other", async () => {
  await prove({ person_id: ada, throttle_keys: `throttle of ${ada}` });
  for (const name of ["sign_in_proofs", "sign_in_throttles"]) {
    expect((await app.query(`delete from ${name}`)).rowCount, name).toBe(0);
  }
  await owner.query("update sign_in_proofs set expires_at = now() - interval '25 hours'");
  await owner.query("update sign_in_throttles set since = now() - interval '49 hours'");
  await prove({});
  for (const name of ["sign_in_proofs", "sign_in_throttles"]) {
    expect((await app.query(`delete from ${name}`)).rowCount, name).toBe(2);
  }
});

it("keeps what was revoked or used so, and its events as they are, for their owner too", async () => {
  await owner.query("update sessions set revoked_at = now(), revoked_for = 'signed_out'");
  await owner.query("update recovery_codes set used_at = now()");
  await owner.query("update person_factors set last_counter = 7");
  for (const statement of [
    "update sessions set revoked_at = null, revoked_for = null",
    "update recovery_codes set used_at = null",
    "update person_factors set last_counter = 6",
  ]) {
    expect(await refusal(owner, statement), statement).toBe(RULE_BROKEN);
  }
  for (const statement of [
    "update person_events set actor = 'x'",
    "delete from person_events",
    "truncate person_events",
  ]) {
    await expect(owner.query(statement), statement).rejects.toThrow(/append-only/);
  }
});
