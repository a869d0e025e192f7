import { beforeAll, describe, expect, it, vi } from "vitest";
import { PORTAL_PERMISSIONS } from "../../core/access/permissions.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { type Answer, insertKey } from "../support/call-api.ts";
import { rollUp } from "../support/roll-up.ts";
import { asOwner } from "../support/sample.ts";
import { type Foreign, sellWithOthers } from "../support/shared-sale.ts";

vi.setConfig({ testTimeout: 120_000 });

const shop = apiWithSample();
/** A key of the first affiliate. */
let own: string;
let foreign: Foreign;

beforeAll(async () => {
  foreign = await sellWithOthers(shop);
  const { workspaceId, affiliates } = shop.sample;
  const { affiliateId } = affiliates[0];
  own = await asOwner(shop.database.ownerUrl, async (db) => {
    return (await insertKey(db, workspaceId, { affiliateId, scopes: PORTAL_PERMISSIONS })).key;
  });
  for (const { id } of (await shop.get("/v1/portal/commissions", own)).body.data) {
    const claim = { reason: "amount_wrong", text: "Less than said.", commission_id: id };
    await shop.post("/v1/portal/disputes", claim, own);
  }
});

const DAY_MS = 86_400_000;
const [from, to] = [-2, 2].map((days) => new Date(Date.now() + days * DAY_MS).toISOString());
const DAYS = `?from=${from?.slice(0, 10)}&to=${to?.slice(0, 10)}&metrics=conversions,commission&currency=EUR`;
/** What routes must be asked. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  "/v1/portal/reports": ["coupon", "link", "program", "country"].map((group) => `${DAYS}&group_by=${group}`),
  "/v1/portal/statement/proof": [`?from=${from}&to=${to}`],
  "/v1/portal/yearly-totals": [`?year=${from?.slice(0, 4)}`],
};

/** Paths of a route, with the ids that the affiliate's list of what it names has. */
async function pathsOf(path: string): Promise<readonly string[]> {
  const queries = QUERIES[path] ?? [""];
  const [list = "", rest = ""] = path.split(/\/:\w+/);
  const ids: readonly string[] = path.includes("/:")
    ? ((await shop.get(list, own)).body.data ?? []).map(({ id }: { id: string }) => `/${id}`)
    : [""];
  return ids.flatMap((id) => queries.map((query) => `${list}${id}${rest}${query}`));
}

const byCoupon = async (query: string): Promise<readonly (readonly unknown[])[]> =>
  (await shop.get(`/v1/portal/reports${DAYS}&group_by=coupon${query}`, own)).body.data.map(
    ({ coupon, metrics }: Answer["body"]) => [coupon, metrics.conversions],
  );

describe("an affiliate that shares sales with others", () => {
  it("is told nothing of these by any route of the portal", async () => {
    const [told, failed]: string[][] = [[], []];
    let answered = 0;
    const readable = ROUTES.filter(
      ({ method, permission }) => method === "GET" && permission.startsWith("portal:"),
    );
    for (const { path } of readable) {
      for (const asked of await pathsOf(path)) {
        const { status, body } = await shop.get(asked, own);
        const text = typeof body === "string" ? body : JSON.stringify(body);
        if (status === 200) answered += 1;
        else failed?.push(`${asked}: ${status} ${text}`);
        told?.push(
          ...foreign.all.filter((each) => text.includes(each)).map((each) => `${asked} tells ${each}`),
        );
      }
    }
    expect([told, failed]).toEqual([[], []]);
    expect(answered).toBeGreaterThan(20);
  });

  it("is told its own coupons in reports, and finds no other, before and after they are rolled up", async () => {
    const told = [
      ["mine", "1"],
      [null, "0.5"],
    ];
    const { sample, database } = shop;
    const whole = `/v1/reports${DAYS}&group_by=coupon&affiliate=${sample.affiliates[0].affiliateId}`;
    for (const isRolledUp of [false, true]) {
      if (isRolledUp) await rollUp(database.env, sample.workspaceId);
      expect(await byCoupon("")).toEqual(told);
      expect(await byCoupon("&coupon=MINE")).toEqual([]);
      expect(await byCoupon("&coupon=mine")).toEqual(told.slice(0, 1));
      expect(await byCoupon("&coupon=zeldas")).toEqual([]);
      expect((await shop.get(`${whole}&coupon=zeldas`)).body.data).toHaveLength(1);
    }
    expect(await byCoupon(`&as_of=${new Date().toISOString()}`)).toEqual(told);
  });
});
