import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillCommissions } from "../../bench/payouts/fill.ts";
import type { WaitingPayout } from "../../core/payout/plan-payouts.ts";
import { withDatabase } from "../../db/client.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner, contextOf, insertSample, type Sample } from "../../tests/support/sample.ts";
import type { Page } from "../reading/page.ts";
import type { Context } from "../shared/context.ts";
import { listWaitingPayouts } from "./list-waiting-payouts.ts";
import { previewPayoutBatches } from "./preview-batches.ts";

const AFFILIATES = 90;
let database: TestDatabase;
let sample: Sample;

/** Of ninety affiliates with four commissions each, some are suspended and some are below the minimum. */
beforeAll(async () => {
  database = await createTestDatabase();
  sample = await asOwner(database.ownerUrl, insertSample);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await fillCommissions(owner, sample, { affiliates: AFFILIATES, commissions: 4 * AFFILIATES });
  await owner.end();
  await asOwner(database.ownerUrl, async (db) => {
    const { workspaceId } = sample;
    await db.execute(
      sql`insert into payout_minimums values (${workspaceId}, 'EUR', 1000), (${workspaceId}, 'USD', 900)`,
    );
    await db.execute(
      sql`update affiliates set status = 'suspended' where workspace_id = ${workspaceId} and right(id, 1) in ('3', '7')`,
    );
    await db.execute(sql`alter table commissions disable trigger user`);
    await db.execute(
      sql`update commissions set currency = 'USD' where workspace_id = ${workspaceId} and right(id, 1) in ('1', '3')`,
    );
    await db.execute(sql`alter table commissions enable trigger user`);
  });
});
afterAll(() => database.drop());

const as = <T>(verb: (context: Context) => Promise<T>): Promise<T> =>
  withDatabase(database.env, (db) => verb({ ...contextOf(db, sample.workspaceId), now: new Date() }));

describe("what waits, page by page", () => {
  it.each([1, 2, 7, 50, 500])("is what the whole plan lets wait, %i at a time", async (limit) => {
    const whole = await as((context) => previewPayoutBatches(context));
    expect(new Set(whole.waiting.map(({ reason }) => reason))).toEqual(
      new Set(["suspended", "below_minimum"]),
    );
    const listed: WaitingPayout[] = [];
    let after: string | null = null;
    do {
      const page: Page<WaitingPayout> = await as((context) =>
        listWaitingPayouts(context, {}, { limit, after }),
      );
      expect(page.rows.length).toBeLessThanOrEqual(limit);
      listed.push(...page.rows);
      after = page.nextAfter;
    } while (after !== null);
    expect(listed).toEqual(whole.waiting);
  });

  it("is of one affiliate alone where that is asked for", async () => {
    const whole = await as((context) => previewPayoutBatches(context));
    const affiliateId = whole.waiting[20]?.affiliateId;
    const page = await as((context) =>
      listWaitingPayouts(context, { affiliateId }, { limit: 100, after: null }),
    );
    expect(page.rows).toEqual(whole.waiting.filter((each) => each.affiliateId === affiliateId));
  });
});
