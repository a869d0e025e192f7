import { Pool } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-serverless";
import { expect, inject, it } from "vitest";
import { accrueCommission } from "../../core/ledger/postings.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId, CommissionId } from "../../core/shared/id.ts";
import { type Db, withDatabase } from "../../db/client.ts";
import { textObjects } from "../../platform/text-objects.ts";
import { postJournals } from "../../services/ledger/post-journals.ts";
import { readAnchors } from "../../services/ledger/read-roots.ts";
import { rootPrefix } from "../../services/ledger/root-store.ts";
import { verifyLedger } from "../../services/ledger/verify-ledger.ts";
import { type Context, transact } from "../../services/shared/context.ts";
import { ageLedger } from "../../tests/support/age-ledger.ts";
import { bindings, makeWorld } from "../../tests/support/functions-world.ts";
import { publishLedgerRoots } from "./publish-ledger-roots.ts";

it("publishes yesterday's root into the bucket once, and the ledger agrees with it", async () => {
  const { workspaceId } = await makeWorld();
  const now = new Date();
  const inContext = <T>(work: (context: Context) => Promise<T>) =>
    withDatabase(bindings, (db) =>
      work({ db, workspaceId, actor: "system:test", requestId: "req_test", now }),
    );
  const journal = accrueCommission({
    ...{ commissionId: "com_1" as CommissionId, affiliateId: "aff_1" as AffiliateId },
    ...{ currency: "EUR" as Currency, amountMinor: 100n },
  });
  await inContext((context) => transact(context, (tx) => postJournals(tx, context, [journal])));
  const owner = new Pool({ connectionString: inject("ownerUrl"), max: 1 });
  await ageLedger(drizzle(owner) as unknown as Db, workspaceId, 1);
  await owner.end();

  const run = () => withDatabase(bindings, (db) => publishLedgerRoots({ env: bindings, db, now }));
  expect((await run()).roots).toBeGreaterThan(0);
  const store = textObjects(bindings.LEDGER_ROOTS);
  const keys = await store.list(rootPrefix(workspaceId));
  expect(keys).toHaveLength(1);
  const text = await store.get(keys[0] ?? "");
  expect(await store.putOnce(keys[0] ?? "", "{}")).toBe(false);
  expect((await run()).roots).toBe(0);
  expect(await store.get(keys[0] ?? "")).toBe(text);

  const found = await inContext(async (context) =>
    verifyLedger(context, { after: 0n, journalsMax: 10, ...(await readAnchors(context, store)) }),
  );
  expect(found).toMatchObject({ journals: 1, roots: 1, isComplete: true, fault: null });
});
