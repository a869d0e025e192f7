import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withDatabase } from "../../db/client.ts";
import { insertInvitation } from "../../tests/support/member-rows.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner, contextOf, insertSample } from "../../tests/support/sample.ts";
import { dropEndedInvitations } from "./drop-ended.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it("invitations go 90 days after they ended, and none that is open or ended lately, whoever asks", async () => {
  const { workspaceId, ids } = await asOwner(database.ownerUrl, async (db) => {
    const sample = await insertSample(db);
    const made = [];
    for (let nth = 0; nth < 4; nth += 1) made.push(await insertInvitation(db, sample.workspaceId));
    return { workspaceId: sample.workspaceId, ids: made };
  });
  const [open, expired, revoked, lately] = ids;
  await asOwner(database.ownerUrl, (db) =>
    db.execute(
      sql.raw(`
    update invitations set expires_at = now() + interval '1 day' where id = '${open}';
    update invitations set expires_at = now() - interval '91 days' where id = '${expired}';
    update invitations set expires_at = now() - interval '200 days', revoked_at = now() - interval '91 days' where id = '${revoked}';
    update invitations set expires_at = now() - interval '89 days' where id = '${lately}'`),
    ),
  );
  const left = () =>
    asOwner(database.ownerUrl, async (db) => {
      const { rows } = (await db.execute(sql`
        select id from invitations where workspace_id = ${workspaceId} and id = any (${sql.param(ids)})`)) as unknown as {
        rows: { id: string }[];
      };
      return rows.map(({ id }) => id).sort();
    });
  const drop = () => withDatabase(database.env, (db) => dropEndedInvitations(contextOf(db, workspaceId)));
  expect([await drop(), await drop()]).toEqual([2, 0]);
  expect(await left()).toEqual([open, lately].sort());
  await withDatabase(database.env, (db) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('app.workspace_ids', ${workspaceId}, true)`);
      await tx.execute(sql`delete from invitations`);
    }),
  );
  expect(await left()).toEqual([open, lately].sort());
});
