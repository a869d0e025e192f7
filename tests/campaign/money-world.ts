import { sql } from "drizzle-orm";
import { policyBody } from "../../core/attribution/policy-body.ts";
import { planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import type {
  AffiliateId,
  CouponId,
  KeyId,
  LinkId,
  PlanId,
  ProgramId,
  WorkspaceId,
} from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { createWorkspace } from "../../services/workspaces/create-workspace.ts";
import type { Affiliate, Books, Coupon, Program, Rate } from "./money-facts.ts";
import type { History } from "./money-histories.ts";

/** The instant at which each history begins. */
export const START_MS = Date.UTC(2026, 0, 27, 21, 30);
const DAY_MS = 86_400_000;

/** A workspace as a history begins, and what the model knows of it. */
export type MoneyWorld = {
  readonly workspaceId: WorkspaceId;
  readonly keyId: KeyId;
  readonly books: Books;
  /** The link of an affiliate in a program. */
  readonly links: ReadonlyMap<string, LinkId>;
};

/** Rates of a source that rests at weekends. */
const RATES: readonly Rate[] = Array.from({ length: 500 }, (_, nth) => START_MS + (nth - 20) * DAY_MS)
  .filter((ms) => new Date(ms).getUTCDay() % 6 !== 0)
  .flatMap((ms, nth) => [
    { day: dayOf(ms), currency: "USD" as Currency, rate: `1.1${nth % 10}83` },
    { day: dayOf(ms), currency: "JPY" as Currency, rate: `${160 + (nth % 9)}.75` },
  ]);

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Writes the rates, once for all workspaces of a database. */
export async function insertRates(owner: Db): Promise<void> {
  await owner
    .insert(schema.fxRates)
    .values(RATES.map((each) => ({ ...each, source: "ecb" })))
    .onConflictDoNothing();
}

/** Makes the workspace in which a history happens. */
export async function openWorld(owner: Db, history: History): Promise<MoneyWorld> {
  const now = new Date(1);
  const call = { db: owner, actor: "system:test" as const, requestId: "req_test", now };
  const { workspaceId } = await createWorkspace(call, {
    organisationName: "Acme",
    name: "Acme",
    mode: "test",
  });
  await owner.execute(sql`update workspaces set time_zone = ${history.timeZone} where id = ${workspaceId}`);
  await owner.insert(schema.policyVersions).values({
    ...{ workspaceId, version: 2, body: policyBody(history.policy), hash: "h", effectiveFrom: now },
  });
  const plans = history.plans.map((terms) => ({ id: newId("pln", START_MS), terms }));
  await owner.insert(schema.plans).values(plans.map(({ id }) => ({ workspaceId, id, name: "A plan" })));
  await owner.insert(schema.planVersions).values(
    plans.map(({ id, terms }) => {
      return {
        workspaceId,
        planId: id,
        version: 1,
        body: planRulesBody(terms),
        hash: "h",
        effectiveFrom: now,
      };
    }),
  );
  const programs = history.programs.map(({ plan, commissionCurrency, ...traits }): Program => {
    const terms = [{ fromMs: 0, terms: { planId: nth(plans, plan).id, commissionCurrency } }];
    return { ...traits, id: newId("prg", START_MS), terms, isActive: true };
  });
  const affiliates = makeAffiliates(history);
  const coupons = history.coupons.map(({ affiliate, program }, index): Coupon => {
    const of = { affiliateId: nth(affiliates, affiliate).id, programId: nth(programs, program).id };
    return { id: newId("cpn", START_MS), code: `CODE-${index}`, ...of, isActive: true };
  });
  const links = await insertRows(owner, workspaceId, { programs, affiliates, coupons });
  const books: Books = {
    ...{ timeZone: history.timeZone, affiliates, programs, coupons, rates: RATES },
    policies: [{ fromMs: 1, terms: history.policy }],
    plans: new Map(plans.map(({ id, terms }) => [id, [{ fromMs: 1, terms }]])),
    ...{ exceptions: [], minimums: new Map(), clicks: [], ties: new Map(), decided: [] },
  };
  return { workspaceId, keyId: newId("key", START_MS), books, links };
}

/** A sponsor is one of those before, so that nobody is above himself. */
function makeAffiliates(history: History): Affiliate[] {
  const made: Affiliate[] = [];
  for (const { sponsor, ...traits } of history.affiliates) {
    const sponsorId = sponsor === null || made.length === 0 ? null : nth(made, sponsor).id;
    made.push({ ...traits, id: newId("aff", START_MS), sponsorId, isActive: true });
  }
  return made;
}

async function insertRows(
  owner: Db,
  workspaceId: WorkspaceId,
  { programs, affiliates, coupons }: Pick<Books, "programs" | "affiliates" | "coupons">,
): Promise<ReadonlyMap<string, LinkId>> {
  await owner.insert(schema.programs).values(
    programs.flatMap(({ id, terms, currency, holdDays }) =>
      terms.map(({ terms: { planId, commissionCurrency } }) => ({
        ...{ workspaceId, id: id as ProgramId, name: "A program", planId: planId as PlanId },
        ...{ currency, commissionCurrency, holdDays },
      })),
    ),
  );
  await owner.insert(schema.affiliates).values(
    affiliates.map(({ id, sponsorId, class: kind, group, currency }, index) => ({
      ...{ workspaceId, id: id as AffiliateId, name: "An affiliate", email: `a${index}@affiliates.example` },
      ...{ sponsorId: sponsorId as AffiliateId | null, class: kind, group, currency },
    })),
  );
  await owner.insert(schema.coupons).values(
    coupons.map(({ id, code, affiliateId, programId }) => ({
      ...{ workspaceId, id: id as CouponId, code },
      ...{ affiliateId: affiliateId as AffiliateId, programId: programId as ProgramId },
    })),
  );
  const links = programs.flatMap(({ id: programId }) =>
    affiliates.map(({ id: affiliateId }) => ({ programId, affiliateId, id: newId("lnk", START_MS) })),
  );
  await owner.insert(schema.links).values(
    links.map(({ id, programId, affiliateId }) => ({
      ...{ workspaceId, id, host: "localhost", slug: id, destinationUrl: "https://shop.example/" },
      ...{ affiliateId: affiliateId as AffiliateId, programId: programId as ProgramId },
    })),
  );
  return new Map(links.map(({ id, programId, affiliateId }) => [`${affiliateId} ${programId}`, id]));
}

/** The one of a list that a number names: whatever the number. */
export function nth<T>(list: readonly T[], number: number): T {
  const found = list[number % list.length];
  if (found === undefined) throw new Error("nothing to choose from");
  return found;
}
