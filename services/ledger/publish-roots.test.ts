import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accrueCommission } from "../../core/ledger/postings.ts";
import type { RootDocument } from "../../core/ledger/root-document.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { CommissionId } from "../../core/shared/id.ts";
import { auditLog, ledgerRoots } from "../../db/schema/index.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { ageLedger } from "../../tests/support/age-ledger.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { transact } from "../shared/context.ts";
import { postJournals } from "./post-journals.ts";
import { publishRoots } from "./publish-roots.ts";
import { readAnchors } from "./read-roots.ts";
import type { RootStore } from "./root-store.ts";
import { verifyLedger } from "./verify-ledger.ts";

let database: TestDatabase;
let shop: Shop;
let objects: Map<string, string>;
let store: RootStore;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
  objects = new Map();
  store = {
    list: async (prefix) => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(),
    get: async (key) => objects.get(key) ?? null,
    putOnce: async (key, text) => !objects.has(key) && objects.set(key, text) !== undefined,
  };
});

const post = (count: number) =>
  shop.as("system:test", (context) =>
    transact(context, (tx) =>
      postJournals(
        tx,
        context,
        Array.from({ length: count }, () =>
          accrueCommission({
            commissionId: `com_${crypto.randomUUID()}` as CommissionId,
            affiliateId: shop.affiliates[0].affiliateId,
            currency: "EUR" as Currency,
            amountMinor: 100n,
          }),
        ),
      ),
    ),
  );
const age = (days: number) => shop.owner((db) => ageLedger(db, shop.workspaceId, days));
const publish = (by = store) => shop.as("system:test", (context) => publishRoots(context, by, 10));
const documents = () => [...objects.values()].map((text) => JSON.parse(text) as RootDocument);

describe("publishRoots", () => {
  it("publishes a root for each day that has ended, each naming the one before, and nothing of today", async () => {
    await post(3);
    await age(2);
    await post(2);
    await age(1);
    await post(1);
    expect(await publish()).toBe(2);
    const [first, second] = documents();
    expect(first).toMatchObject({ first_sequence: "1", last_sequence: "3", entries_count: 6 });
    expect(second).toMatchObject({ first_sequence: "4", last_sequence: "5", entries_count: 4 });
    expect([first?.previous_document_sha256, second?.previous_document_sha256]).toEqual([
      null,
      sha256Hex([...objects.values()][0] ?? ""),
    ]);
    expect(await publish()).toBe(0);
  });

  it("keeps a row of each, with an audit row", async () => {
    await post(1);
    await age(1);
    await publish();
    const [row] = await shop.owner((db) =>
      db.select().from(ledgerRoots).where(eq(ledgerRoots.workspaceId, shop.workspaceId)),
    );
    expect(row).toMatchObject({ root: documents()[0]?.merkle_root, lastSequence: 1n });
    const [audited] = await shop.owner((db) =>
      db
        .select()
        .from(auditLog)
        .where(eq(auditLog.workspaceId, shop.workspaceId))
        .orderBy(desc(auditLog.id))
        .limit(1),
    );
    expect(audited).toMatchObject({ action: "ledger.root_published", subjectId: row?.day });
  });

  it("ends what was cut off between the bucket and the database, and twice at once is once", async () => {
    await post(2);
    await age(1);
    const failing = {
      ...store,
      putOnce: (key: string, text: string) =>
        store.putOnce(key, text).then(() => Promise.reject(new Error("cut"))),
    };
    await expect(publish(failing)).rejects.toThrow("cut");
    const text = [...objects.values()];
    await Promise.all([publish(), publish()]);
    expect([...objects.values()]).toEqual(text);
    const rows = await shop.owner((db) =>
      db.select().from(ledgerRoots).where(eq(ledgerRoots.workspaceId, shop.workspaceId)),
    );
    expect(rows).toHaveLength(1);
  });

  it("throws where another root is published already, and leaves that as it is", async () => {
    await post(2);
    await age(1);
    await publish();
    const [[key = "", text = ""] = []] = [...objects];
    await shop.owner((db) =>
      db.transaction(async (tx) => {
        await tx.execute("set local session_replication_role = replica");
        await tx.execute(`delete from ledger_roots where workspace_id = '${shop.workspaceId}'`);
      }),
    );
    objects.set(key, text.replace(/"last_hash":"\w{4}/, '"last_hash":"0000'));
    const changed = new Map(objects);
    await expect(publish()).rejects.toThrow("another root");
    expect(objects).toEqual(changed);
  });

  it.each([
    "",
    "{",
    "null",
    '{"format":"tributary.root.v1"}',
    '{"format":"tributary.root.v1","last_sequence":"x"}',
  ])("that cannot be read any more is named as damaged: %j", async (text) => {
    await post(2);
    await age(1);
    await publish();
    const [key = ""] = [...objects.keys()].filter((each) => each.includes(shop.workspaceId));
    objects.set(key, text);
    const found = await shop.as("system:test", async (context) =>
      verifyLedger(context, { after: 0n, journalsMax: 10, ...(await readAnchors(context, store)) }),
    );
    expect(found).toMatchObject({
      ...{ roots: 0, isComplete: true },
      fault: {
        kind: "root_damaged",
        sequence: 2n,
        detail: expect.stringMatching(/^cannot be read: the root of \d{4}-/),
      },
    });
  });

  it("vouches for the ledger to verify, newest roots first in mind", async () => {
    await post(3);
    await age(1);
    await publish();
    await shop.as("system:test", async (context) => {
      const published = await readAnchors(context, store);
      expect(await verifyLedger(context, { after: 0n, journalsMax: 10, ...published })).toMatchObject({
        roots: 1,
        fault: null,
      });
    });
    await age(1);
    const fault = await shop.as("system:test", async (context) => {
      const published = await readAnchors(context, store);
      return (await verifyLedger(context, { after: 0n, journalsMax: 10, ...published })).fault;
    });
    expect(fault).toMatchObject({
      kind: "changed",
      sequence: 3n,
      detail: expect.stringContaining("the root of"),
    });
  });
});
