import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { PersonId } from "../../core/shared/id.ts";
import { withDatabase } from "../../db/client.ts";
import { insertPersonRows } from "../../tests/support/people-rows.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner } from "../../tests/support/sample.ts";
import { byProof } from "./by-proof.ts";
import type { PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";
import { verifyAllStreams, verifyOwnEvents } from "./verify-events.ts";

let database: TestDatabase;
let ada: PersonId;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await asOwner(database.ownerUrl, async (db) => {
    ada = (await insertPersonRows(db)).personId;
  });
  await tamper("delete from person_events; delete from person_event_heads");
  await happen(ada, 5);
});

/** Changes rows as a superuser who switches the guards off. */
const tamper = (statements: string) =>
  asOwner(database.ownerUrl, (db) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      for (const statement of statements.split(";")) await tx.execute(sql.raw(statement));
    }),
  );
const happen = (stream: PersonId, times: number) =>
  withDatabase(database.env, async (db) => {
    const context = { db, requestId: "req_test", networkHash: null } as PeopleContext;
    for (let nth = 0; nth < times; nth += 1) {
      await byProof(db, { personId: stream }, (tx) =>
        noteEvent(tx, context, { stream, actor: "anyone", action: "session.started", subjectId: "ses_1" }),
      );
    }
  });
const own = (after = 0n, actsMax = 1_000) =>
  withDatabase(database.env, (db) => verifyOwnEvents({ db }, ada, { after, actsMax }));
const all = () => withDatabase(database.env, verifyAllStreams);

it("a person's chain is intact as it was written, in stretches too, and has nothing beyond its end", async () => {
  expect(await own()).toMatchObject({ acts: 5, isComplete: true, fault: null });
  expect(await own(0n, 2)).toMatchObject({ acts: 2, isComplete: false, verified: { sequence: 2n } });
  expect(await own(2n)).toMatchObject({ acts: 3, isComplete: true, fault: null });
  expect(await own(6n)).toBe(null);
  expect(await all()).toEqual({ streams: 1, broken: [] });
});

it.each([
  ["changed", "update person_events set action = 'session.revoked' where sequence = 3", 3],
  ["missing", "delete from person_events where sequence = 2", 3],
  ["cut_off", "delete from person_events where sequence = 5", 5],
] as const)("one whose row is %s is broken, for the person and for the operator", async (kind, how, at) => {
  await tamper(how);
  expect((await own())?.fault).toMatchObject({ kind });
  const { streams, broken } = await all();
  expect([streams, broken.map(({ stream, kind: of }) => [stream, of])]).toEqual([1, [[ada, kind]]]);
  expect(Number(broken[0]?.sequence)).toBeGreaterThanOrEqual(at - 1);
});

it("every stream is looked at, and the others though one is broken", async () => {
  const eve = await asOwner(database.ownerUrl, async (db) => (await insertPersonRows(db)).personId);
  await tamper(
    `delete from person_events where stream = '${eve}'; delete from person_event_heads where stream = '${eve}'`,
  );
  await happen(eve, 2);
  await tamper(`update person_events set subject_id = 'ses_2' where stream = '${ada}' and sequence = 1`);
  expect(await all()).toMatchObject({ streams: 2, broken: [{ stream: ada, kind: "changed" }] });
});
