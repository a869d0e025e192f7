import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { commissions, payoutTerms, programs, workspaces } from "../../../db/schema/index.ts";
import { approveDueCommissions } from "../../../services/commissions/approve-due.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import { faultyParamsOf } from "../../../tests/support/problems.ts";
import { asOwner, contextOf, insertClick, settleSale } from "../../../tests/support/sample.ts";

const shop = apiWithSample();
const TERMS = "/v1/payout-terms";
const DAY_MS = 86_400_000;

const add = async (terms: object) => {
  const { status, body } = await shop.post(TERMS, terms);
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};
const inForce = async (query = "") => (await shop.get(`${TERMS}/in-force${query}`)).body;

describe("payout terms", () => {
  it("fall through field by field, and minimums currency by currency, from the narrowest scope to what is usual", async () => {
    const { programId, affiliates } = shop.sample;
    const [{ affiliateId }, other] = affiliates;
    expect(await inForce()).toEqual({
      ...{ object: "payout_terms_in_force", affiliate_id: null, program_id: null, hold_days: null },
      ...{
        net: "immediate",
        schedule: "daily",
        minimums: {},
        requires_tax_form: false,
        requires_method: false,
      },
      ...{ countries: [], method_kinds: [], payout_currency: null },
    });
    await add({
      net: "net_30",
      minimums: { EUR: 2_000, USD: "2500" },
      requires_tax_form: true,
      countries: ["DE"],
    });
    await add({ program_id: programId, schedule: "weekly_1", net: "net_15", payout_currency: "USD" });
    await add({ affiliate_id: affiliateId, net: "immediate", minimums: { EUR: "0" }, countries: [] });
    const both = { affiliate_id: affiliateId, program_id: programId };
    await add({ ...both, hold_days: 3, schedule: "monthly_31", method_kinds: ["iban", "iban"] });
    expect(await inForce(`?affiliate_id=${affiliateId}&program_id=${programId}`)).toEqual({
      ...{ object: "payout_terms_in_force", ...both, hold_days: 3, net: "immediate", schedule: "monthly_31" },
      ...{ minimums: { EUR: "0", USD: "2500" }, requires_tax_form: true, requires_method: false },
      ...{ countries: [], method_kinds: ["iban"], payout_currency: "USD" },
    });
    expect(await inForce(`?affiliate_id=${other.affiliateId}&program_id=${programId}`)).toMatchObject({
      ...{ net: "net_15", schedule: "weekly_1", minimums: { EUR: "2000", USD: "2500" }, countries: ["DE"] },
    });
    expect(await inForce()).toMatchObject({ net: "net_30", schedule: "daily", payout_currency: null });
  });

  it("are versions: a later one takes the place of the whole, when it begins, and every one is audited", async () => {
    const affiliate_id = shop.sample.affiliates[1].affiliateId;
    const begins = new Date(Date.now() + DAY_MS).toISOString();
    const first = await add({ affiliate_id, net: "net_60", schedule: "by_hand" });
    const later = await add({ affiliate_id, net: "net_7", effective_from: begins });
    const listed = await shop.api.list(`${TERMS}?affiliate_id=${affiliate_id}`, shop.key, 1);
    expect(listed).toEqual([first, later]);
    expect(first).toMatchObject({ object: "payout_terms", countries: null, minimums: {}, hold_days: null });
    expect(await inForce(`?affiliate_id=${affiliate_id}`)).toMatchObject({
      net: "net_60",
      schedule: "by_hand",
    });
    expect(await shop.acts(later.id)).toMatchObject([
      { action: "payout_terms.created", change: { affiliate_id, net: "net_7" } },
    ]);
    const again = await shop.post(TERMS, { affiliate_id, net: "net_7", effective_from: begins });
    expect([again.status, again.body.error.param]).toEqual([409, "effective_from"]);
    await add({ affiliate_id });
    expect(await inForce(`?affiliate_id=${affiliate_id}`)).toMatchObject({
      net: "net_30",
      schedule: "daily",
    });
  });

  it("are refused where they say nothing that holds, by the field that does not", async () => {
    const { affiliateId } = shop.other.affiliates[0];
    const refused = async (terms: object) => faultyParamsOf(await shop.post(TERMS, terms));
    expect(await refused({ hold_days: 3 })).toEqual([422, "hold_days"]);
    expect(await refused({ affiliate_id: affiliateId })).toEqual([422, "affiliate_id"]);
    expect(await refused({ program_id: shop.other.programId })).toEqual([422, "program_id"]);
    expect(await refused({ effective_from: "2020-01-01T00:00:00Z" })).toEqual([422, "effective_from"]);
    const wrong = {
      ...{ net: "net_31", schedule: "monthly_32", minimums: { EUR: "1.5", XTS: 1 }, payout_currency: "eur" },
      ...{ countries: ["Germany"], method_kinds: ["cash"], hold_days: 366, requires_method: "yes" },
    };
    expect(await refused(wrong)).toEqual([
      ...[422, "countries[0]", "hold_days", "method_kinds[0]", "minimums.EUR", "minimums.XTS", "net"],
      ...["payout_currency", "requires_method", "schedule"],
    ]);
    expect((await shop.get(TERMS, shop.otherKey)).body.data).toEqual([]);
    expect((await shop.get(`${TERMS}/in-force?affiliate_id=${affiliateId}`)).status).toBe(422);
  });
});

it("has a commission wait for the affiliate's own hold, and from its approval for the NET terms of that day, for good", async () => {
  const { workspaceId, programId, affiliates } = shop.other;
  const at = new Date("2026-01-31T15:00:00Z");
  const later = new Date("2026-02-02T15:00:00Z");
  const payable = await asOwner(shop.database.ownerUrl, async (db) => {
    await db.update(workspaces).set({ timeZone: "Europe/Berlin" }).where(eq(workspaces.id, workspaceId));
    await db.update(programs).set({ holdDays: 30 }).where(eq(programs.id, programId));
    const terms = { programId: null, minimums: {}, effectiveFrom: new Date("2026-01-01T00:00:00Z") };
    await db.insert(payoutTerms).values([
      { ...terms, workspaceId, id: "trm_1" as never, net: "end_of_month" },
      { ...terms, workspaceId, id: "trm_2" as never, affiliateId: affiliates[0].affiliateId, holdDays: 2 },
      {
        ...terms,
        workspaceId,
        id: "trm_3" as never,
        net: "net_90",
        effectiveFrom: new Date(later.getTime() + 1),
      },
    ]);
    for (const [index, affiliate] of affiliates.entries()) {
      const click = await insertClick(db, shop.other, affiliate, { at: new Date(at.getTime() - 3_600_000) });
      const sale = { externalId: `own ${index}`, clickIds: [click.text] };
      await settleSale(contextOf(db, workspaceId, at), shop.other, sale);
    }
    await approveDueCommissions(contextOf(db, workspaceId, later));
    const rows = await db.select().from(commissions).where(eq(commissions.workspaceId, workspaceId));
    return affiliates.map(({ affiliateId }) => rows.find((row) => row.affiliateId === affiliateId));
  });
  expect(payable).toMatchObject([
    { status: "approved", approvedAt: later, payableAt: new Date("2026-02-28T23:00:00Z") },
    { status: "pending", holdUntil: new Date(at.getTime() + 30 * DAY_MS), payableAt: null },
  ]);
});
