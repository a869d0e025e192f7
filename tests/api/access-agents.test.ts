import { beforeAll, describe, expect, it, vi } from "vitest";
import { permissionsOf } from "../../core/access/roles.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { byPerson } from "../support/by-person.ts";
import type { Answer } from "../support/call-api.ts";
import { insertAssignments, insertMember, insertSignedIn } from "../support/member-rows.ts";
import { rollUp } from "../support/roll-up.ts";
import { asOwner } from "../support/sample.ts";
import { type Foreign, sellWithOthers } from "../support/shared-sale.ts";

vi.setConfig({ testTimeout: 120_000 });

const shop = apiWithSample();
/** Looks after the first affiliate alone. */
let agent: Record<string, string>;
let foreign: Foreign;

const asAgent = (path: string) => shop.api.call("GET", path, null, undefined, agent);

beforeAll(async () => {
  foreign = await sellWithOthers(shop);
  const { workspaceId, affiliates } = shop.sample;
  await asOwner(shop.database.ownerUrl, async (db) => {
    const person = await insertSignedIn(db);
    const memberId = await insertMember(db, person.personId, { workspaceId, role: "agent" });
    await insertAssignments(db, { workspaceId, memberId }, [affiliates[0].affiliateId]);
    agent = { authorization: "", ...byPerson(person, workspaceId) };
  });
  for (const { id } of (await asAgent("/v1/commissions")).body.data) {
    const claim = { reason: "amount_wrong", text: "Less than said.", commission_id: id };
    await shop.post("/v1/disputes", { party: "affiliate", ...claim });
  }
});

const DAY_MS = 86_400_000;
const [from, to] = [-2, 2].map((days) => new Date(Date.now() + days * DAY_MS).toISOString());
const DAYS = `?from=${from?.slice(0, 10)}&to=${to?.slice(0, 10)}`;
const REPORTS = ["coupon", "affiliate", "link", "program"].map(
  (group) => `${DAYS}&metrics=conversions,revenue,commission&currency=EUR&group_by=${group}`,
);
/** What routes must be asked. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  "/v1/reports": REPORTS,
  "/v1/reports/csv": REPORTS,
  "/v1/reports/clicks": [`?from=${from}&to=${to}`],
  "/v1/reports/reconciliation": [DAYS],
  "/v1/reports/time-to-convert": [DAYS],
  "/v1/reports/cohorts": ["customer", "affiliate"].map((of) => `?of=${of}&from=${from?.slice(0, 7)}`),
  "/v1/affiliates/:id/statement/proof": [`?from=${from}&to=${to}`],
};

/** Paths of a route, with the ids that the whole workspace has of what it names. */
async function pathsOf(path: string): Promise<readonly string[]> {
  const queries = QUERIES[path] ?? [""];
  const [list = "", rest = ""] = path.split(/\/:\w+/);
  const ids: readonly string[] = path.includes("/:")
    ? ((await shop.get(list)).body.data ?? []).map(({ id }: { id: string }) => `/${id}`)
    : [""];
  return ids.flatMap((id) => queries.map((query) => `${list}${id}${rest}${query}`));
}

describe("an agent whose affiliate shares sales with others", () => {
  it("is told nothing of these by any route that it may ask", async () => {
    const has = permissionsOf("agent");
    const [told, failed]: string[][] = [[], []];
    let answered = 0;
    for (const { path } of ROUTES.filter(
      ({ method, permission }) => method === "GET" && has.has(permission),
    )) {
      for (const asked of await pathsOf(path)) {
        const { status, body } = await asAgent(asked);
        const text = typeof body === "string" ? body : JSON.stringify(body);
        if (status === 200) answered += 1;
        else if (status !== 404) failed?.push(`${asked}: ${status} ${text}`);
        told?.push(
          ...foreign.all.filter((each) => text.includes(each)).map((each) => `${asked} tells ${each}`),
        );
      }
    }
    expect([told, failed]).toEqual([[], []]);
    expect(answered).toBeGreaterThan(60);
  });

  it("is explained what of them is its own, and the whole to who sees all", async () => {
    const { affiliateId } = shop.sample.affiliates[0];
    const path = "/v1/conversions/ext:shared/explain";
    const [whole, own] = [(await shop.get(path)).body, (await asAgent(path)).body];
    expect([whole.conversion.click_ids.length, whole.conversion.coupon_code]).toEqual([2, "zeldas"]);
    expect([own.conversion.click_ids, own.conversion.coupon_code]).toEqual([
      [whole.conversion.click_ids[0]],
      null,
    ]);
    const isOwn = (each: { affiliateId: string }) => each.affiliateId === affiliateId;
    const inputs = whole.decision.commission_inputs;
    expect([inputs.affiliates.length, inputs.volumes.length, inputs.earned.length]).toEqual([2, 3, 3]);
    expect(own.decision.commission_inputs).toEqual({
      ...{ timeZone: inputs.timeZone, rates: inputs.rates, bonuses: [] },
      customer: { conversionsBefore: null, firstConvertedAtMs: null },
      affiliates: inputs.affiliates.filter(isOwn),
      sponsors: [{ affiliateId, chain: [] }],
      volumes: inputs.volumes.filter(isOwn),
      earned: inputs.earned.filter(isOwn),
    });
    const [{ matches }] = own.commissions.map(({ trace }: Answer["body"]) => trace);
    expect(matches[0].rules[0].conditions).toMatchObject({ field: "conversion.coupon", actual: null });
    const { commissions } = (await asAgent("/v1/conversions/ext:below/explain")).body;
    expect(commissions.map(({ trace }: Answer["body"]) => trace.override.below)).toEqual([null]);
  });

  it("is told no sponsor, and asks for none", async () => {
    const { affiliateId } = shop.sample.affiliates[0];
    const path = `/v1/affiliates/${affiliateId}`;
    expect((await shop.get(path)).body.sponsor_id).toBe(foreign.sponsorId);
    expect((await asAgent(path)).body.sponsor_id).toBeNull();
    for (const query of [`sponsor_id=${foreign.sponsorId}`, `sponsor_id[in]=${foreign.sponsorId}`]) {
      expect((await asAgent(`/v1/affiliates?${query}`)).status).toBe(403);
      expect((await shop.get(`/v1/affiliates?${query}`)).body.data).toHaveLength(1);
    }
  });

  it("is told what its affiliates sold by coupons, by codes of theirs alone", async () => {
    const by = async (query: string): Promise<readonly (readonly unknown[])[]> =>
      (await asAgent(`/v1/reports${DAYS}&metrics=conversions&group_by=coupon${query}`)).body.data.map(
        ({ coupon, metrics }: Answer["body"]) => [coupon, metrics.conversions],
      );
    const told = [
      ["mine", "1"],
      [null, "0.5"],
    ];
    expect(await by("")).toEqual(told);
    expect(await by("&coupon=mine")).toEqual(told.slice(0, 1));
    expect(await by("&coupon=zeldas")).toEqual([]);
    expect(await by(`&as_of=${new Date().toISOString()}`)).toEqual(told);
    await rollUp(shop.database.env, shop.sample.workspaceId);
    expect(await by("")).toEqual(told);
  });

  it("asks for no back-test, whose sums it could not read", async () => {
    const path = `/v1/plans/${shop.sample.planId}/backtest`;
    const period = { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" };
    const body = { rule: { kind: "percent", rate_bps: 1_000 }, ...period };
    const { status } = await shop.api.call("POST", path, null, body, agent);
    expect([status, (await shop.post(path, body)).status]).toEqual([403, 202]);
  });
});
