import { describe, expect, it } from "vitest";
import { at, DAY_MS, day, EUR, MONDAY_MS, reportedShop, SPAN } from "../../../tests/support/reported-shop.ts";

const shop = reportedShop();
const { report } = shop;
const refusal = async (query: string, path = "/v1/reports") => {
  const { status, body } = await shop.get(`${path}?${query}`);
  return [status, body.error?.param];
};

describe("a report", () => {
  it("sums by day and affiliate, gross and net, money apart by currency, and says how fresh it is", async () => {
    const [ada, grace] = shop.sample.affiliates;
    const body = await report(
      "group_by=day,affiliate&metrics=clicks,clicks_net,clicks_bot,conversions,revenue,commission,epc&sort=groups",
    );
    expect(body.data).toMatchObject([
      {
        ...{ day: day(0), affiliate_id: ada.affiliateId },
        metrics: {
          ...{ clicks: 2, clicks_net: 2, clicks_bot: 0, conversions: "1" },
          revenue: [{ amount_minor: "10000", currency: "EUR" }],
          commission: [{ amount_minor: "1000", currency: "EUR" }],
          epc: [{ amount_minor: "500.0000", currency: "EUR" }],
        },
      },
      { day: day(1), metrics: { clicks: expect.any(Number) } },
      { day: day(1), metrics: { clicks: expect.any(Number) } },
      { day: day(2), affiliate_id: null, metrics: { clicks: 0, conversions: "1" } },
    ]);
    const ofGrace = body.data.find((row: { affiliate_id: string }) => row.affiliate_id === grace.affiliateId);
    expect(ofGrace.metrics).toMatchObject({ clicks: 1, conversions: "1" });
    expect(ofGrace.metrics.revenue).toEqual([{ amount_minor: "5000", currency: "USD" }]);
    expect(body.totals.metrics).toMatchObject({ clicks: 5, clicks_net: 4, clicks_bot: 1, conversions: "4" });
    expect(body.totals.metrics.revenue).toEqual([
      { amount_minor: "16700", currency: "EUR" },
      { amount_minor: "5000", currency: "USD" },
    ]);
    expect(Date.parse(body.as_of)).toBeLessThanOrEqual(Date.now());
    expect(body.freshness).toMatchObject({ clicks_to: at(1, 23.5).toISOString(), conversions_waiting: 0 });
  });

  it("works out rates exactly", async () => {
    const metrics =
      "conversion_rate,approval_rate,reversal_rate,aov,conversions_attributed,conversions_unattributed";
    const { totals } = await report(`metrics=${metrics}&currency=EUR`);
    expect(totals.metrics).toEqual({
      conversion_rate: "0.500000",
      approval_rate: null,
      reversal_rate: "0.000000",
      aov: [{ amount_minor: "5566.6667", currency: "EUR" }],
      conversions_attributed: "2",
      conversions_unattributed: "1",
    });
  });

  it("begins days, weeks and months where the time zone does, also between hours", async () => {
    const clicks = async (zone: string, group: string) =>
      (await report(`group_by=${group}&metrics=clicks,conversions&time_zone=${zone}&sort=groups`)).data.map(
        (row: Record<string, unknown> & { metrics: { clicks: number; conversions: string } }) => [
          row[group],
          row.metrics.clicks,
          row.metrics.conversions,
        ],
      );
    expect(await clicks("UTC", "day")).toEqual([
      [day(0), 2, "1"],
      [day(1), 3, "2"],
      [day(2), 0, "1"],
    ]);
    // 23:30 and 23:45 are the next day in Vienna, and in Kolkata, which is five hours and a half ahead.
    for (const zone of ["Europe/Vienna", "Asia/Kolkata"]) {
      expect(await clicks(zone, "day"), zone).toEqual([
        [day(0), 2, "1"],
        [day(1), 2, "1"],
        [day(2), 1, "2"],
      ]);
    }
    const monday = new Date(MONDAY_MS - ((MONDAY_MS / DAY_MS + 3) % 7) * DAY_MS).toISOString().slice(0, 10);
    expect(await clicks("UTC", "week")).toEqual([[monday, 5, "4"]]);
    const hours = await clicks("Asia/Kolkata", "hour");
    expect(hours[0]).toEqual([at(0, 9.5).toISOString(), 1, "0"]);
  });

  it("tells by what clicks and orders say: labels, countries, referrers, coupons; and counts visitors once", async () => {
    const rows = async (group: string, metrics = "clicks,conversions") =>
      (await report(`group_by=${group}&metrics=${metrics}&sort=groups`)).data.map(
        (row: Record<string, unknown> & { metrics: object }) => [row[group], ...Object.values(row.metrics)],
      );
    expect(await rows("sub1")).toEqual([
      [null, 1, "1"],
      ["mail", 3, "2"],
      ["site", 1, "1"],
    ]);
    expect(await rows("country")).toEqual([
      [null, 1, "1"],
      ["AT", 1, "1"],
      ["DE", 3, "2"],
    ]);
    expect(await rows("coupon", "conversions")).toEqual([
      [null, "3"],
      ["SPRING", "1"],
    ]);
    const unique = await report("metrics=clicks_net,clicks_unique");
    expect(unique.totals.metrics).toEqual({ clicks_net: 4, clicks_unique: 3 });
  });

  it("filters, sorts by what is asked for and goes on by pages", async () => {
    const [ada] = shop.sample.affiliates;
    const own = await report(`affiliate=${ada.affiliateId}&metrics=clicks,conversions`);
    expect(own.totals.metrics).toEqual({ clicks: 4, conversions: "2" });
    const first = await report("group_by=affiliate&metrics=revenue&currency=EUR&sort=-revenue&limit=1");
    expect(first.data).toMatchObject([{ affiliate_id: ada.affiliateId }]);
    expect(first.has_more).toBe(true);
    const next = await report(
      `group_by=affiliate&metrics=revenue&currency=EUR&sort=-revenue&limit=1&cursor=${first.next_cursor}`,
    );
    expect(next.data).toMatchObject([
      { affiliate_id: null, metrics: { revenue: [{ amount_minor: "700", currency: EUR }] } },
    ]);
    expect(next.totals).toEqual(first.totals);
  });

  it("compares with the days before", async () => {
    const query = `from=${day(1)}&to=${day(2)}&compare=previous_period&metrics=clicks,conversion_rate,revenue&group_by=affiliate&sort=-clicks`;
    const { body } = await shop.get(`/v1/reports?${query}`);
    expect(body.data[0]).toMatchObject({
      metrics: { clicks: 2, conversion_rate: "1.000000" },
      previous: { clicks: 2, conversion_rate: "0.500000", revenue: [{ amount_minor: "10000" }] },
      change: { clicks: "0.000000", conversion_rate: "1.000000", revenue: [{ change: "-0.400000" }] },
    });
    expect(body.totals).toMatchObject({
      metrics: { clicks: 3 },
      previous: { clicks: 2 },
      change: { clicks: "0.500000" },
    });
  });

  it("is taken out as CSV whose numbers are numbers", async () => {
    const query = `${SPAN}&group_by=day&metrics=clicks,revenue,conversion_rate&currency=EUR`;
    const answer = await shop.api.fetch("GET", `/v1/reports/csv?${query}`, shop.key);
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=UTF-8");
    expect(await answer.text()).toBe(
      [
        "day,clicks,revenue_minor,conversion_rate,currency",
        `${day(0)},2,10000,0.5,EUR`,
        `${day(1)},3,6000,0.5,EUR`,
        `${day(2)},0,700,,EUR`,
        "",
      ].join("\r\n"),
    );
  });

  it("tells of an instant that has passed what was told then, in a file too", async () => {
    const query = "group_by=day,affiliate&metrics=clicks,conversions,revenue,commission_pending&sort=groups";
    const { freshness, as_of: _, ...now } = await report(query);
    const at = new Date().toISOString();
    const { as_of, freshness: then, ...past } = await report(`${query}&as_of=${at}`);
    expect({ ...past, as_of }).toEqual({ ...now, as_of: at });
    expect(then).toEqual({ ...freshness, clicks_compared_to: null });
    const nothing = await report(`${query}&as_of=${day(0)}T12:00:00%2B02:00`);
    expect(nothing).toMatchObject({ as_of: `${day(0)}T10:00:00.000Z`, data: [] });
    expect(nothing.freshness).toMatchObject({
      clicks_to: null,
      conversions_to: null,
      conversions_waiting: 0,
    });
    const file = async (asOf: string) => {
      const path = `/v1/reports/csv?${SPAN}&metrics=conversions&group_by=day&as_of=${asOf}`;
      return (await shop.api.fetch("GET", path, shop.key)).text();
    };
    expect((await file(at)).split("\r\n").length).toBeGreaterThan(3);
    expect((await file(`${day(0)}T00:00:00Z`)).trim()).toBe("day,conversions");
  });

  it("shows nothing of another workspace", async () => {
    const { body } = await shop.get(
      `/v1/reports?${SPAN}&metrics=clicks,conversions,revenue&group_by=day`,
      shop.otherKey,
    );
    expect(body).toMatchObject({
      data: [],
      totals: { metrics: { clicks: 0, conversions: "0", revenue: [] } },
    });
    expect(body.freshness).toMatchObject({ clicks_to: null, conversions_to: null });
  });
});

describe("what cannot be answered", () => {
  it.each([
    ["", "from"],
    ["from=2026-02-30&to=2026-03-01", "from"],
    ["from=2026-03-01&to=2026-03-01", "to"],
    ["from=2020-01-01&to=2026-03-01", "to"],
    ["from=2026-01-01&to=2026-05-01&group_by=hour", "to"],
    [`${SPAN}&group_by=day,week`, "group_by"],
    [`${SPAN}&group_by=day,day`, "group_by"],
    [`${SPAN}&group_by=program,affiliate,link,sub1`, "group_by"],
    [`${SPAN}&group_by=verdict`, "group_by"],
    [`${SPAN}&metrics=`, "metrics"],
    [`${SPAN}&metrics=clicks,profit`, "metrics"],
    [`${SPAN}&time_zone=Mars/Olympus`, "time_zone"],
    [`${SPAN}&time_zone=%2B02:00`, "time_zone"],
    [`${SPAN}&currency=eur`, "currency"],
    [`${SPAN}&affiliate=aff_1`, "affiliate"],
    [`${SPAN}&sub1=%00`, "sub1"],
    [`${SPAN}&compare=last`, "compare"],
    [`${SPAN}&sort=-revenue`, "currency"],
    [`${SPAN}&sort=profit`, "sort"],
    [`${SPAN}&as_of=2999-01-01T00:00:00Z`, "as_of"],
    [`${SPAN}&as_of=${day(0)}`, "as_of"],
    ["from=2026-01-01&to=2026-02-01&as_of=2026-02-01T00:00:00Z", "from"],
    [`${SPAN}&limit=0`, "limit"],
    [`${SPAN}&cursor=r5`, "cursor"],
    [`${SPAN}&group_by=coupon`, "metrics"],
    [`${SPAN}&unknown=1`, "unknown"],
    ["from=2026-01-01&to=2026-02-01&group_by=country,link", "from"],
    ["from=2026-01-01&to=2026-02-01&metrics=clicks_unique", "from"],
  ])("%s is refused by %s", async (query, param) => {
    expect(await refusal(query)).toEqual([422, param]);
  });

  it("is refused of files too", async () => {
    expect(await refusal(`${SPAN}&metrics=revenue&sort=groups`, "/v1/reports/csv")).toEqual([
      422,
      "currency",
    ]);
    expect(await refusal(`${SPAN}&compare=previous_year`, "/v1/reports/csv")).toEqual([422, "compare"]);
  });
});
