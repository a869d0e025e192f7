import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PayoutSchedule } from "../../core/payout/terms.ts";
import { withDatabase } from "../../db/client.ts";
import { affiliates, links, payouts, payoutTerms, programs } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import {
  asOwner,
  contextOf,
  insertClick,
  insertSample,
  type Sample,
  type SampleAffiliate,
  settleSale,
} from "../../tests/support/sample.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { findPayoutOutlook, type PayoutOutlook } from "./outlook.ts";
import { preparePayoutBatches } from "./prepare-batches.ts";

const NOW = new Date("2026-03-10T12:00:00Z");
let database: TestDatabase;
let sample: Sample;
let stranger: Sample;

beforeAll(async () => {
  database = await createTestDatabase();
  sample = await asOwner(database.ownerUrl, insertSample);
  stranger = await asOwner(database.ownerUrl, insertSample);
});
afterAll(async () => {
  await database.drop();
});

/** Sells something in a program, so that an affiliate earns 10 euros. */
async function sell(
  { affiliateId, linkId }: SampleAffiliate,
  at: string,
  { programId = sample.programId, isApproved = true } = {},
): Promise<void> {
  await asOwner(database.ownerUrl, async (db) => {
    const of = { ...sample, programId };
    const click = await insertClick(
      db,
      of,
      { affiliateId, linkId },
      { at: new Date(Date.parse(at) - 60_000) },
    );
    const context = contextOf(db, sample.workspaceId, new Date(at));
    await settleSale(context, of, { externalId: `${affiliateId} ${at}`, clickIds: [click.text] });
    if (isApproved) await approveDueCommissions(context);
  });
}

const outlookOf = (
  { affiliateId }: SampleAffiliate,
  { workspaceId } = sample,
): Promise<PayoutOutlook | null> =>
  withDatabase(database.env, (db) => findPayoutOutlook(contextOf(db, workspaceId, NOW), affiliateId));

it("tells an affiliate what is payable when, and all that keeps it waiting, as a run then does it", async () => {
  const [ada, grace] = sample.affiliates;
  const { workspaceId, planId } = sample;
  const strict = newId("prg", 1);
  const strictLink = { affiliateId: ada.affiliateId, linkId: newId("lnk", 1) };
  await asOwner(database.ownerUrl, async (db) => {
    const own = { workspaceId, holdDays: 0, currency: "EUR" as never, planId };
    await db.insert(programs).values({ ...own, id: strict, name: "Strict" });
    await db.insert(links).values({
      ...{ workspaceId, id: strictLink.linkId, affiliateId: ada.affiliateId, programId: strict },
      ...{ host: "localhost", slug: "strict", destinationUrl: "https://shop.example/" },
    });
    const terms = { workspaceId, effectiveFrom: new Date("2026-01-01T00:00:00Z") };
    await db.insert(payoutTerms).values([
      {
        ...{ ...terms, id: "trm_1" as never, programId: strict, net: "net_30", requiresTaxForm: true },
        ...{ countries: ["FR"], schedule: "monthly_1" as PayoutSchedule, requiresMethod: true },
      },
      {
        ...{
          ...terms,
          id: "trm_2" as never,
          affiliateId: grace.affiliateId,
          net: null,
          requiresTaxForm: null,
        },
        ...{ minimums: { EUR: "1500" }, countries: null, schedule: "by_hand" as PayoutSchedule },
      },
    ]);
  });
  await sell(ada, "2026-03-01T12:00:00Z");
  await sell(strictLink, "2026-03-05T12:00:00Z", { programId: strict });
  await sell(strictLink, "2026-02-01T12:00:00Z", { programId: strict });
  await sell(grace, "2026-03-05T13:00:00Z");
  await sell(ada, "2026-03-09T12:00:00Z", { isApproved: false });

  const common = { currency: "EUR", paysIn: "EUR", amountMinor: 1_000n, commissions: 1 };
  const midnight = new Date("2026-03-11T00:00:00Z");
  const gates = ["tax_form_missing", "no_method", "country_not_allowed"];
  const { lines, ...rest } = (await outlookOf(ada)) as PayoutOutlook;
  expect(rest).toEqual({
    ...{ affiliateId: ada.affiliateId, asOf: NOW, hasMore: false },
    sums: [{ currency: "EUR", pendingMinor: 1_000n, payableMinor: 3_000n, inPayoutsMinor: 0n }],
    payableNow: [{ currency: "EUR", amountMinor: 1_000n }],
  });
  const inSample = { ...common, programId: sample.programId };
  const inStrict = { ...common, programId: strict, state: "approved" };
  expect(lines).toHaveLength(4);
  expect(lines).toEqual(
    expect.arrayContaining([
      { ...inSample, state: "approved", payableAt: null, preparedAt: midnight, reasons: [] },
      { ...inSample, state: "pending", payableAt: NOW, preparedAt: midnight, reasons: ["on_hold"] },
      { ...inStrict, payableAt: null, preparedAt: new Date("2026-04-01T00:00:00Z"), reasons: gates },
      {
        ...{ ...inStrict, payableAt: new Date("2026-04-04T00:00:00Z") },
        ...{ preparedAt: new Date("2026-05-01T00:00:00Z"), reasons: ["on_hold", ...gates] },
      },
    ]),
  );
  expect((await outlookOf(grace))?.lines).toEqual([
    { ...inSample, state: "approved", payableAt: null, preparedAt: null, reasons: ["below_minimum"] },
  ]);
  expect(await outlookOf(ada, stranger)).toBeNull();

  const paid = await withDatabase(database.env, async (db) => {
    const context = contextOf(db, workspaceId, NOW);
    await preparePayoutBatches(context);
    return (await findPayoutOutlook(context, ada.affiliateId))?.sums;
  });
  expect(paid).toEqual([
    { currency: "EUR", pendingMinor: 1_000n, payableMinor: 2_000n, inPayoutsMinor: 1_000n },
  ]);
  await asOwner(database.ownerUrl, async (db) => {
    const made = await db.select().from(payouts).where(eq(payouts.workspaceId, workspaceId));
    expect(made).toMatchObject([{ affiliateId: ada.affiliateId, amountMinor: 1_000n }]);
    await db.update(affiliates).set({ status: "suspended" }).where(eq(affiliates.id, ada.affiliateId));
  });
  const approved = (await outlookOf(ada))?.lines.filter(({ state }) => state === "approved");
  expect(approved?.map(({ reasons }) => reasons.includes("suspended"))).toEqual([true, true]);
});
