import { eq } from "drizzle-orm";
import { DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import { policyBody } from "../../core/attribution/policy-body.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { type Db, withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import type { ApiWithSample } from "./api-with-sample.ts";
import { saleOf, TEST_HMACS } from "./sales.ts";
import { asOwner, contextOf, insertClick, type SampleAffiliate } from "./sample.ts";

const PLAN: CommissionPlan = {
  ...PLAIN_TERMS,
  currency: "EUR" as Currency,
  rules: [
    {
      ...{ id: "tiers", recurringMonths: null, when: { field: "conversion.coupon", not_in: ["NONE"] } },
      action: {
        ...{ kind: "tiered", mode: "whole_period", metric: "amount", period: "month" },
        tiers: [{ from: 0n, ratePpm: 100_000n }],
      },
    },
  ],
  caps: [
    { scope: "affiliate", period: "month", amountMinor: 100_000n },
    { scope: "customer", period: "month", amountMinor: 100_000n },
  ],
  overrides: { of: "commission", ratesPpm: [100_000n, 50_000n] },
};

/** What of other affiliates than the own one stands in rows of the workspace. */
export type Foreign = {
  readonly sponsorId: AffiliateId;
  /** Ids, codes, names, traits, and ids of clicks in every form. */
  readonly all: readonly string[];
};

/**
 * Sales of the sample's first affiliate that others have a part in: `shared` with its sponsor, whose coupon the order used,
 * after a sale of that one alone; and `below`, of an affiliate that it brought in, of which it earns an override. And
 * `mine`, by its own coupon alone.
 */
export async function sellWithOthers(shop: ApiWithSample): Promise<Foreign> {
  const { sample } = shop;
  const { workspaceId, programId } = sample;
  const [own, sponsor] = sample.affiliates;
  return asOwner(shop.database.ownerUrl, async (db) => {
    await setTerms(db, shop);
    const below = await insertAffiliateBelow(db, shop, own.affiliateId);
    await nameSponsor(db, own.affiliateId, sponsor.affiliateId);
    const couponId = newId("cpn", Date.now());
    await db.insert(schema.coupons).values({
      ...{ workspaceId, programId, id: couponId, code: "ZELDAS", affiliateId: sponsor.affiliateId },
    });
    await db.insert(schema.coupons).values({
      ...{ workspaceId, programId, id: newId("cpn", Date.now()), code: "MINE", affiliateId: own.affiliateId },
    });
    const clickOf = (affiliate: SampleAffiliate) =>
      insertClick(db, sample, affiliate, { at: new Date(Date.now() - 600_000) });
    const [early, mine, theirs, last] = [
      ...[await clickOf(sponsor), await clickOf(own), await clickOf(sponsor), await clickOf(below)],
    ] as const;
    const sell = (externalId: string, clickIds: readonly string[], couponCode: string | null = null) =>
      saleOf(sample, { externalId, clickIds, couponCode, customerExternalId: `customer of ${externalId}` });
    await withDatabase(shop.database.env, async (app) => {
      for (const sale of [
        sell("alone", [early?.text ?? ""]),
        sell("shared", [mine?.text ?? "", theirs?.text ?? ""], "zeldas"),
        sell("below", [last?.text ?? ""], "ZELDAS"),
        sell("mine", [], "mine"),
      ]) {
        await settleConversions(contextOf(app, workspaceId), [sale], TEST_HMACS);
      }
    });
    const clicks = [early, theirs, last].flatMap((click) =>
      click ? [click.text, click.uuid, click.uuid.replaceAll("-", "")] : [],
    );
    const foreign = [sponsor, below].flatMap(({ affiliateId, linkId }) => [affiliateId, linkId]);
    const traits = ["Zelda", "ZELDAS", "zeldas", "group-z", "tier-z", "class-z", "tag-z"];
    return {
      sponsorId: sponsor.affiliateId,
      all: [...foreign, couponId, ...traits, ...clicks],
    };
  });
}

async function setTerms(db: Db, { sample: { workspaceId, planId } }: ApiWithSample): Promise<void> {
  const version = { workspaceId, version: 2, effectiveFrom: new Date(1) };
  await db.insert(schema.planVersions).values({ ...version, planId, hash: "h2", body: planRulesBody(PLAN) });
  const policy = { ...DEFAULT_POLICY, model: { kind: "linear" } } as const;
  await db.insert(schema.policyVersions).values({ ...version, hash: "h2", body: policyBody(policy) });
}

async function insertAffiliateBelow(
  db: Db,
  { sample: { workspaceId, programId } }: ApiWithSample,
  sponsorId: AffiliateId,
): Promise<SampleAffiliate> {
  const nowMs = Date.now();
  const [affiliateId, linkId] = [newId("aff", nowMs), newId("lnk", nowMs)];
  const of = { workspaceId, affiliateId };
  await db.insert(schema.affiliates).values({
    ...{ workspaceId, id: affiliateId, name: "Zelda's child", email: "child@affiliates.example", sponsorId },
    ...TRAITS,
  });
  await db.insert(schema.links).values({
    ...{ ...of, id: linkId, programId, host: "localhost", slug: linkId },
    destinationUrl: "https://shop.example/",
  });
  return { affiliateId, linkId };
}

const TRAITS = { group: "group-z", tier: "tier-z", class: "class-z", country: "IS", tags: ["tag-z"] };

/** Makes an affiliate the sponsor of another, with a name and traits that are found wherever they are told. */
async function nameSponsor(db: Db, id: AffiliateId, sponsorId: AffiliateId): Promise<void> {
  await db
    .update(schema.affiliates)
    .set({ name: "Zelda", ...TRAITS })
    .where(eq(schema.affiliates.id, sponsorId));
  await db.update(schema.affiliates).set({ sponsorId }).where(eq(schema.affiliates.id, id));
}
