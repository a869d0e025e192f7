import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Currency } from "../../../core/money/currency.ts";
import { type FxRate, findPair, RATE_AGE_DAYS_MAX } from "../../../core/money/fx.ts";
import { type DuePart, planPayouts } from "../../../core/payout/plan-payouts.ts";
import type { AffiliateId, BatchId, ProgramId } from "../../../core/shared/id.ts";
import { FakeProvider } from "../../../tests/support/fake-provider.ts";
import { PayoutWorld } from "../../../tests/support/payout-world.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { verifyLedger } from "../../ledger/verify-ledger.ts";
import { loadFxPositions } from "../../reading/fx-positions.ts";
import { applyProviderEvents } from "../apply-events.ts";
import { approveBatch } from "../approve-batch.ts";
import { executeBatch } from "../execute-batch.ts";
import { preparePayoutBatches } from "../prepare-batches.ts";
import { previewPayoutBatches } from "../preview-batches.ts";

/** How many worlds are planned; more with PLANS=500. */
const PLANS = Number(process.env.PLANS ?? 12);
const DAY = "2026-06-15";
const RATES: readonly FxRate[] = (
  [
    ["USD", "1.1783", "2026-06-15"],
    ["USD", "1.2", "2026-06-14"],
    ["JPY", "124.97", "2026-06-12"],
    ["KWD", "0.36", "2026-06-05"],
    // Too old to be a price.
    ["CHF", "1.0767", "2026-06-04"],
    ["GBP", "0.85", "2026-06-16"],
  ] as const
).map(([currency, rate, day]) => ({ currency: currency as Currency, rate, day, source: "model" }));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const world = await PayoutWorld.open(database);
  await world.owner((db) =>
    db.execute(sql`insert into fx_rates (source, day, currency, rate)
      select source, day::date, currency, rate
        from jsonb_to_recordset(${JSON.stringify(RATES)}::jsonb) as r(source text, day text, currency text, rate text)`),
  );
});
afterAll(() => database.drop());

const CURRENCIES = ["EUR", "USD", "JPY", "KWD", "CHF", "GBP"] as const;
const part = fc.record({
  affiliate: fc.constantFrom(0, 1),
  program: fc.constantFrom(0, 1),
  currency: fc.constantFrom(...CURRENCIES, "EUR", "USD"),
  amounts: fc.array(fc.bigInt({ min: 1n, max: 20_000n }), { minLength: 1, maxLength: 3 }),
  carried: fc.option(fc.bigInt({ min: -30_000n, max: 5_000n }).filter((amount) => amount !== 0n)),
});
const anyWorld = fc.record({
  parts: fc.uniqueArray(part, {
    maxLength: 10,
    selector: ({ affiliate, program, currency }) => `${affiliate} ${program} ${currency}`,
  }),
  paysIn: fc.tuple(fc.constantFrom("EUR", "JPY", null), fc.constantFrom("USD", "CHF", null)),
  minimums: fc.dictionary(fc.constantFrom("EUR", "USD", "JPY"), fc.bigInt({ min: 0n, max: 20_000n })),
  second: fc.option(fc.bigInt({ min: 0n, max: 30_000n })),
});
type World = typeof anyWorld extends fc.Arbitrary<infer T> ? T : never;

/** Writes what is owed, without the sales that earned it: that is not part of the plan. */
async function fill(world: PayoutWorld, given: World): Promise<readonly DuePart[]> {
  const { workspaceId, programId, planId, affiliates } = world.sample;
  const programs = [
    programId,
    `${programId.slice(0, -1)}${programId.endsWith("0") ? "1" : "0"}`,
  ] as ProgramId[];
  const rows = given.parts.flatMap(({ affiliate, program, currency, amounts }) =>
    amounts.map((amount) => ({
      ...{ affiliate_id: affiliates[affiliate as 0 | 1].affiliateId, program_id: programs[program] },
      ...{ currency, amount_minor: String(amount) },
    })),
  );
  const carried = given.parts.flatMap(({ affiliate, program, currency, carried: amount }) =>
    amount === null
      ? []
      : [
          {
            affiliate_id: affiliates[affiliate as 0 | 1].affiliateId,
            program_id: programs[program],
            currency,
            amount_minor: String(amount),
          },
        ],
  );
  await world.owner((db) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(sql`
        insert into programs (workspace_id, id, name, currency, plan_id, hold_days)
        select workspace_id, ${programs[1]}, 'Second', currency, plan_id, 0 from programs where id = ${programId}`);
      for (const [index, paysIn] of given.paysIn.entries()) {
        await tx.execute(
          sql`update affiliates set currency = ${paysIn} where id = ${affiliates[index as 0 | 1].affiliateId}`,
        );
      }
      const commission = (status: string, from: object[]) => sql`
        insert into commissions (workspace_id, id, decision_id, credit_position, conversion_id, affiliate_id, program_id,
                                 plan_id, plan_version, base_minor, base_currency, amount_minor, currency, arithmetic,
                                 status, hold_until, approved_at)
        select ${workspaceId}, new_id('com', now()), new_id('dec', now()), 0, new_id('cnv', now()), affiliate_id, program_id,
               ${planId}, 1, 1, currency, greatest(1, amount_minor), currency, '', ${status}::commission_status, now(),
               '2026-06-01T00:00:00Z'
          from jsonb_to_recordset(${JSON.stringify(from)}::jsonb)
            as given(affiliate_id text, program_id text, currency text, amount_minor bigint)
        returning id, affiliate_id, program_id, currency`;
      await tx.execute(commission("approved", rows));
      await tx.execute(sql`
        with paid as (${commission("paid", carried)})
        insert into commission_adjustments (workspace_id, change_id, commission_id, kind, affiliate_id, currency, amount_minor)
        select ${workspaceId}, new_id('chg', now()), paid.id, 'carried', paid.affiliate_id, paid.currency, given.amount_minor
          from paid join jsonb_to_recordset(${JSON.stringify(carried)}::jsonb)
            as given(affiliate_id text, program_id text, currency text, amount_minor bigint)
            on given.affiliate_id = paid.affiliate_id and given.program_id = paid.program_id and given.currency = paid.currency`);
      for (const [currency, minimum] of Object.entries(given.minimums)) {
        await tx.execute(
          sql`insert into payout_minimums values (${workspaceId}, ${currency}, ${String(minimum)}::bigint)`,
        );
      }
      if (given.second !== null) {
        await tx.execute(sql`
          insert into payout_terms (workspace_id, id, program_id, minimums, effective_from)
          values (${workspaceId}, new_id('trm', now()), ${programs[1]},
                  jsonb_build_object('EUR', ${String(given.second)}::text), '2026-01-01')`);
      }
    }),
  );
  return given.parts.flatMap(({ affiliate, program, currency, amounts, carried: extra }) => {
    const paysIn = (given.paysIn[affiliate as 0 | 1] ?? currency) as Currency;
    const amountMinor = amounts.reduce((sum, amount) => sum + amount, extra ?? 0n);
    const own = program === 1 && paysIn === "EUR" ? given.second : null;
    return [
      {
        ...{
          affiliateId: affiliates[affiliate as 0 | 1].affiliateId as AffiliateId,
          programId: programs[program] as ProgramId,
        },
        ...{ currency: currency as Currency, paysIn, amountMinor },
        minimumMinor: own ?? given.minimums[paysIn] ?? 0n,
      },
    ];
  });
}

/** What a plan gives, in one form and order, whoever made it. */
function inOrder(plan: ReturnType<typeof planPayouts>) {
  const waiting = new Map<string, bigint>();
  for (const { affiliateId, currency, reason, amountMinor } of plan.waiting) {
    const key = `${affiliateId} ${currency} ${reason}`;
    waiting.set(key, (waiting.get(key) ?? 0n) + amountMinor);
  }
  const payouts = plan.payouts.map(({ affiliateId, currency, amountMinor, sources }) => {
    const given = sources.map(
      (source) =>
        `${source.amountMinor} ${source.currency} ${source.convertedMinor} ${source.fx?.from?.rate} ${source.fx?.to?.rate}`,
    );
    return `${affiliateId} ${amountMinor} ${currency} of ${given.join(", ")}`;
  });
  return { payouts: payouts.sort(), waiting: [...waiting].map(([key, sum]) => `${key} ${sum}`).sort() };
}

const previewed = async (world: PayoutWorld) => {
  const { batches, waiting } = await world.as("key:a", (context) => previewPayoutBatches(context));
  const payouts = batches.flatMap(({ currency, payouts: each }) =>
    each.map(({ sources, ...payout }) => ({
      ...payout,
      currency,
      sources: sources.map((source) => ({
        ...{ currency: source.currency, fx: source.fx, amountMinor: BigInt(source.amount_minor) },
        convertedMinor: BigInt(source.converted_minor),
      })),
    })),
  );
  return { batches, plan: { payouts, waiting } };
};

/** A digest of every table of the database. */
const digest = (world: PayoutWorld) =>
  world.owner(async (db) => {
    const { rows } = (await db.execute(sql`
      select string_agg(relname || (xpath('/row/d/text()', query_to_xml(
               format('select md5(coalesce(string_agg(t::text, '','' order by t::text), '''')) as d from %I t', relname),
               false, true, '')))[1]::text, ' ' order by relname) as digest
        from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`)) as unknown as {
      rows: { digest: string }[];
    };
    return rows[0]?.digest;
  });

it("is what the pure plan says, shown before as it is then written, and undone exactly where it comes back", async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, async (given) => {
      const world = await PayoutWorld.open(database);
      world.nowMs = Date.parse(`${DAY}T12:00:00Z`);
      const parts = await fill(world, given);
      const rates = (from: Currency, to: Currency) =>
        findPair(RATES, { from, to, day: DAY, daysMax: RATE_AGE_DAYS_MAX });
      const expected = inOrder(planPayouts(parts, rates));

      const before = await digest(world);
      const { batches, plan } = await previewed(world);
      expect(await digest(world)).toBe(before);
      expect(inOrder(plan)).toEqual(expected);

      const prepared = await world.as("key:a", (context) => preparePayoutBatches(context));
      expect(inOrder({ payouts: [], waiting: prepared.waiting }).waiting).toEqual(expected.waiting);
      const written = await writtenBatches(world);
      expect(written).toEqual(
        batches.map(({ provider, currency, totalMinor, payoutsCount, sources }) => ({
          ...{ provider, currency, total: String(totalMinor), payoutsCount, sources },
        })),
      );
      // All of it is in a payout or waits, so that nothing is left to prepare.
      const again = await previewed(world);
      expect([again.batches, inOrder(again.plan).waiting]).toEqual([[], expected.waiting]);
      await payAndReturn(world, prepared.batches);
    }),
    { numRuns: PLANS, endOnFailure: PLANS > 50 },
  );
}, 600_000);

async function writtenBatches(world: PayoutWorld) {
  const { rows } = (await world.owner((db) =>
    db.execute(sql`select provider, currency, total_minor::text as total, payouts_count as "payoutsCount", sources
                     from payout_batches where workspace_id = ${world.sample.workspaceId} order by currency, provider`),
  )) as unknown as { rows: unknown[] };
  return rows;
}

/** Pays all batches, and has all money come back: then every account has what it had before, in every currency. */
async function payAndReturn(world: PayoutWorld, batches: readonly BatchId[]): Promise<void> {
  const provider = new FakeProvider();
  for (const id of batches) {
    await world.as("key:b", (context) => approveBatch(context, id));
    await world.as("key:b", (context) => executeBatch(context, id, provider));
  }
  const paid = await world.balances();
  expect(paid.payout_clearing).toBeUndefined();
  const { balances, positions } = await world.as("key:a", loadFxPositions);
  const net = new Map<string, bigint>();
  for (const { from, to, soldMinor, boughtMinor } of positions) {
    net.set(from, (net.get(from) ?? 0n) - soldMinor);
    net.set(to, (net.get(to) ?? 0n) + boughtMinor);
  }
  expect(balances.map(({ currency, balanceMinor }) => [currency, balanceMinor])).toEqual(
    [...net].filter(([, sum]) => sum !== 0n).sort(),
  );
  provider.giveBack();
  await world.as("system:test", (context) => applyProviderEvents(context, "csv", provider.news()));
  expect(await world.balances()).toEqual({});
  const { rows } = (await world.owner((db) =>
    db.execute(
      sql`select 1 from ledger_balances where workspace_id = ${world.sample.workspaceId} and balance_minor <> 0`,
    ),
  )) as unknown as { rows: unknown[] };
  expect(rows).toEqual([]);
  const verified = await world.as("system:test", (context) =>
    verifyLedger(context, { after: 0n, journalsMax: 1_000, roots: [] }),
  );
  expect(verified.fault).toBeNull();
}
