import { describe, expect, it } from "vitest";
import { boundToAgent, withDatabase } from "../../../db/client.ts";
import { settleConversions } from "../../../services/conversions/settle-conversions.ts";
import { runReport } from "../../../services/reports/run-report.ts";
import { insertKey } from "../../../tests/support/call-api.ts";
import { insertAssignments, insertMember, insertSignedIn } from "../../../tests/support/member-rows.ts";
import { DAY_MS, day, EUR, MONDAY_MS, reportedShop, SPAN } from "../../../tests/support/reported-shop.ts";
import { rollUp } from "../../../tests/support/roll-up.ts";
import { saleOf, TEST_HMACS } from "../../../tests/support/sales.ts";
import { asOwner, contextOf } from "../../../tests/support/sample.ts";

const shop = reportedShop();
const { report } = shop;

describe("reports of a form of their own", () => {
  it("tell how long conversions took, by buckets and percentiles", async () => {
    const body = await report("", "/v1/reports/time-to-convert");
    expect(body.conversions).toBe(3);
    const filled = body.buckets.filter(({ conversions }: { conversions: number }) => conversions > 0);
    expect(filled).toEqual([
      { name: "15_to_60_minutes", from_seconds: 900, conversions: 1 },
      { name: "1_to_4_hours", from_seconds: 3_600, conversions: 2 },
    ]);
    const median = body.percentiles.find(({ percent }: { percent: number }) => percent === 50);
    expect(median).toEqual({ percent: 50, seconds: 3_600 });
    const [, grace] = shop.sample.affiliates;
    const own = await report(`affiliate=${grace.affiliateId}`, "/v1/reports/time-to-convert");
    expect(own.conversions).toBe(1);
    const { body: none } = await shop.get(`/v1/reports/time-to-convert?${SPAN}`, shop.otherKey);
    expect(none).toMatchObject({
      conversions: 0,
      percentiles: expect.arrayContaining([{ percent: 50, seconds: null }]),
    });
  });

  it("follow affiliates and customers by the month in which they began", async () => {
    const month = day(0).slice(0, 7);
    for (const start of ["first_sale", "first_click"]) {
      const { body } = await shop.get(
        `/v1/reports/cohorts?of=affiliate&start=${start}&from=${month}&months=2`,
      );
      expect(
        body.data.map((each: { members: number }) => each.members).reduce((a: number, b: number) => a + b),
      ).toBe(2);
    }
    await withDatabase(shop.database.env, (db) =>
      settleConversions(
        contextOf(db, shop.other.workspaceId),
        [
          ["one", "2026-01-20T10:00:00Z"],
          ["one", "2026-03-02T10:00:00Z"],
          ["two", "2026-01-31T23:30:00Z"],
          ["three", "2026-02-02T10:00:00Z"],
          [null, "2026-02-02T10:00:00Z"],
        ].map(([customerExternalId, at], nth) =>
          saleOf(shop.other, {
            externalId: `c${nth}`,
            customerExternalId: customerExternalId ?? null,
            occurredAt: new Date(at ?? 0),
          }),
        ),
        TEST_HMACS,
      ),
    );
    const sale = (members: number, conversions: string) => ({
      ...{ members, conversions, refunds: { amount_minor: "0", currency: EUR } },
      revenue: { amount_minor: `${conversions}0000`, currency: EUR },
    });
    const query = "of=customer&from=2026-01&months=3";
    const { body } = await shop.get(`/v1/reports/cohorts?${query}&time_zone=UTC`, shop.otherKey);
    expect(body.data).toEqual([
      {
        ...{ month: "2026-01", members: 2 },
        months: [
          { nth: 0, sales: [sale(2, "2")] },
          { nth: 2, sales: [sale(1, "1")] },
        ],
      },
      { month: "2026-02", members: 1, months: [{ nth: 0, sales: [sale(1, "1")] }] },
    ]);
    const { body: inVienna } = await shop.get(
      `/v1/reports/cohorts?${query}&time_zone=Europe/Vienna`,
      shop.otherKey,
    );
    expect(inVienna.data.map((each: { members: number }) => each.members)).toEqual([1, 2]);
  });

  it.each([
    ["cohorts?of=visitor&from=2026-01", "of"],
    ["cohorts?of=customer&from=2026-13", "from"],
    ["cohorts?of=customer&from=2026-01&months=25", "months"],
    ["cohorts?of=customer&from=2026-01&time_zone=Nowhere", "time_zone"],
    ["time-to-convert?from=2026-01-02&to=2026-01-01", "to"],
    [`time-to-convert?${SPAN}&affiliate=x`, "affiliate"],
    [`time-to-convert?${SPAN}&program=${"prg_,".repeat(3)}`, "program"],
    ["reconciliation?from=2026-01-01&to=2026-03-01", "to"],
  ])("refuse %s by %s", async (query, param) => {
    const { status, body } = await shop.get(`/v1/reports/${query}`);
    expect([status, body.error?.param]).toEqual([422, param]);
  });

  it("compare counts with their rows", async () => {
    const { body } = await shop.get(`/v1/reports/reconciliation?${SPAN}`);
    expect(body).toEqual({
      ...{ object: "report_reconciliation", from: day(0), to: day(7), is_equal: true, differences: [] },
    });
  });
});

describe("an affiliate's own report", () => {
  it("sums what is its own, of no one else, and tells nothing of revenue", async () => {
    const [ada, grace] = shop.sample.affiliates;
    const { affiliateId } = ada;
    const key = await asOwner(shop.database.ownerUrl, (db) =>
      insertKey(db, shop.sample.workspaceId, { affiliateId, scopes: ["portal:read"] }),
    );
    const own = await shop.get(
      `/v1/portal/reports?${SPAN}&metrics=clicks,conversions,commission&group_by=day`,
      key.key,
    );
    expect(own.body.totals.metrics).toEqual({
      ...{ clicks: 4, conversions: "2" },
      commission: [{ amount_minor: "1600", currency: "EUR" }],
    });
    const before = await shop.get(
      `/v1/portal/reports?${SPAN}&metrics=clicks&as_of=${day(0)}T00:00:00Z`,
      key.key,
    );
    expect(before.body.totals.metrics).toEqual({ clicks: 0 });
    for (const [query, param] of [
      ["as_of=2999-01-01T00:00:00Z", "as_of"],
      ["metrics=revenue", "metrics"],
      ["metrics=clicks&sort=-revenue&currency=EUR", "sort"],
      ["group_by=affiliate", "group_by"],
      [`affiliate=${grace.affiliateId}`, "affiliate"],
    ]) {
      const { status, body } = await shop.get(`/v1/portal/reports?${SPAN}&${query}`, key.key);
      expect([status, body.error?.param], query).toEqual([422, param]);
    }
  });
});

describe("an agent's report", () => {
  it("sums what its affiliates are credited with, its totals too, whichever way it is counted", async () => {
    const [ada] = shop.sample.affiliates;
    const { workspaceId } = shop.sample;
    const memberId = await asOwner(shop.database.ownerUrl, async (db) => {
      const { personId } = await insertSignedIn(db);
      const agent = await insertMember(db, personId, { workspaceId, role: "agent" });
      await insertAssignments(db, { workspaceId, memberId: agent }, [ada.affiliateId]);
      return agent;
    });
    const days = { fromMs: MONDAY_MS, untilMs: MONDAY_MS + 7 * DAY_MS };
    const sources = ["counts", "rollups", "rows", "rolled up", "past"] as const;
    for (const source of sources) {
      if (source === "rolled up") await rollUp(shop.database.env, shop.sample.workspaceId);
      const from = source === "rolled up" ? "rollups" : source === "past" ? "counts" : source;
      const groups = from === "rollups" ? (["affiliate", "device"] as const) : (["affiliate"] as const);
      const found = await withDatabase(shop.database.env, (db) =>
        runReport(contextOf(boundToAgent(db, memberId), shop.sample.workspaceId), {
          ...{ groups, filters: {}, timeZone: "UTC", currency: null, days, compare: null },
          ...{ metrics: ["clicks", "conversions", "revenue"], sort: { by: "groups", descending: false } },
          ...{ limit: 10, offset: 0, clicksFrom: from, salesFrom: from },
          asOf: source === "past" ? new Date() : null,
        }),
      );
      if ("refused" in found) throw new Error(found.refused);
      expect(found.rows.map(({ keys }) => keys[0])).toEqual([ada.affiliateId]);
      expect(Object.fromEntries(found.totals.sums.all)).toEqual({
        ...{ gross: 4n, conversions_ppm: 2_000_000n, amount_minor: 16_000n },
      });
    }
  });
});
