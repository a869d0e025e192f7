import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { audit } from "../shared/audit.ts";
import { transact } from "../shared/context.ts";
import { verifyAudit } from "./verify-audit.ts";

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

/** Writes so many acts, each in a transaction of its own. */
async function act(count: number): Promise<void> {
  for (let nth = 0; nth < count; nth += 1) {
    const change = { nested: { b: [1, "zwei", null], aÄ: true }, amountMinor: "100", absent: undefined };
    await shop.as("key:a", (context) =>
      transact(context, (tx) =>
        audit(tx, context, [{ action: "link.created", subjectId: `s-${nth}`, change }]),
      ),
    );
  }
}
const verify = (after = 0n, actsMax = 100_000) =>
  shop.as("key:a", (context) => verifyAudit(context, { after, actsMax }));

/** Changes rows as a superuser who switches the guards off. */
const tamper = (statement: string) =>
  asOwner(database.ownerUrl, async (db) => {
    await db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(sql.raw(statement.replaceAll("$ws", `'${shop.workspaceId}'`)));
    });
  });

describe("the audit log", () => {
  it("is intact as it is written, also where acts come at once, and page by page", async () => {
    await Promise.all([act(4), act(4), act(4)]);
    expect(await verify()).toMatchObject({ acts: 13, isComplete: true, fault: null });
    const half = await verify(0n, 5);
    expect(half).toMatchObject({ acts: 5, isComplete: false, fault: null });
    expect(await verify(half.verified.sequence)).toMatchObject({ acts: 8, isComplete: true, fault: null });
  });

  it("has nothing of an act that was rolled back", async () => {
    await act(1);
    const rolledBack = shop.as("key:a", (context) =>
      transact(context, async (tx) => {
        await audit(tx, context, [{ action: "link.created", subjectId: "gone" }]);
        throw new Error("rolled back");
      }),
    );
    await expect(rolledBack).rejects.toThrow("rolled back");
    await act(1);
    expect(await verify()).toMatchObject({ acts: 3, isComplete: true, fault: null });
  });

  it.each([
    "actor = 'key:other'",
    "action = 'link.disabled'",
    "subject_id = 'another'",
    `change = '{"amount_minor":"101"}'`,
    "request_id = 'req_other'",
    "created_at = created_at + interval '1 microsecond'",
    "previous_hash = repeat('1', 64)",
    "hash = repeat('1', 64)",
  ])("tells that a superuser set %s", async (change) => {
    await act(4);
    await tamper(`update audit_log set ${change} where workspace_id = $ws and sequence = 2`);
    expect(await verify()).toMatchObject({ acts: 1, fault: { kind: "changed", sequence: 2n } });
  });

  it.each([
    ["a row is missing", "delete from audit_log where workspace_id = $ws and sequence = 2", "missing", 2n],
    [
      "rows changed places",
      "update audit_log set sequence = case sequence when 2 then 103 else 102 end where workspace_id = $ws and sequence in (2, 3); update audit_log set sequence = sequence - 100 where workspace_id = $ws and sequence > 100",
      "reordered",
      2n,
    ],
    [
      "the first two changed places",
      "update audit_log set sequence = case sequence when 1 then 102 else 101 end where workspace_id = $ws and sequence in (1, 2); update audit_log set sequence = sequence - 100 where workspace_id = $ws and sequence > 100",
      "reordered",
      1n,
    ],
    [
      "it was cut off at its end",
      "delete from audit_log where workspace_id = $ws and sequence > 2",
      "cut_off",
      3n,
    ],
    [
      "a row was added past its head",
      "update audit_heads set last_sequence = 3 where workspace_id = $ws",
      "changed",
      4n,
    ],
  ])("tells that %s", async (_, statements, kind, sequence) => {
    await act(4);
    for (const statement of statements.split("; ")) await tamper(statement);
    expect(await verify()).toMatchObject({ fault: { kind, sequence } });
  });

  it("takes no row that has no place in it, from anybody", async () => {
    await act(1);
    await expect(
      tamper(`insert into audit_log (workspace_id, actor, action, subject_id, change, request_id)
              values ($ws, 'key:x', 'link.created', 's', '{}', 'req')`),
    ).rejects.toThrow();
  });

  it("of another workspace is another chain", async () => {
    await act(2);
    shop = await openShop(database);
    await act(1);
    expect(await verify()).toMatchObject({ acts: 2, verified: { sequence: 2n }, fault: null });
  });
});
