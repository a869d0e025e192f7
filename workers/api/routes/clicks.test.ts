import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../core/attribution/policy.ts";
import type { Verdict } from "../../../core/link/verdict.ts";
import { withHttpDatabase } from "../../../db/client.ts";
import { writeClicks } from "../../../services/clicks/write-clicks.ts";
import { addPolicy } from "../../../services/policies/policies.ts";
import { countClicks } from "../../../services/reading/click-counts.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { countedClick } from "../../../tests/support/clicks.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, contextOf, insertClick, insertSample, type Sample } from "../../../tests/support/sample.ts";
import { clickRoutes } from "./clicks.ts";

let database: TestDatabase;
let api: TestApi;
let own: Sample;
let key: string;
let foreignKey: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, clickRoutes);
  let foreign: Sample | undefined;
  await asOwner(database.ownerUrl, async (db) => {
    own = await insertSample(db);
    foreign = await insertSample(db);
    key = (await insertKey(db, own.workspaceId)).key;
    foreignKey = (await insertKey(db, foreign.workspaceId)).key;
  });
  await click(own, "10T09:59:59.999", "human");
  await click(own, "10T10:00:00.000", "human");
  await click(own, "10T10:59:59.999", "human", 1);
  await click(own, "10T11:30:00.000", "human", 1);
  await click(own, "10T11:30:00.000", "bot");
  await click(own, "10T11:31:00.000", "duplicate");
  await click(own, "11T00:00:00.000", "preview");
  await click(own, "11T12:00:00.000", "human");
  if (foreign) await click(foreign, "10T10:30:00.000", "human");
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

/** Takes a click in as the consumer does; a time like `10T10:00` is one of March 2026. */
async function click(
  sample: Sample,
  time: string | Date,
  verdict: Verdict,
  affiliate: 0 | 1 = 0,
): Promise<void> {
  const at = new Date(typeof time === "string" ? `2026-03-${time}Z` : time);
  const clicks = [countedClick(sample, sample.affiliates[affiliate], { at, verdict })];
  await withHttpDatabase(database.env, (db) => writeClicks(db, { clicks, bad: [] }, new Date()));
}

const report = (query: string, by = key) => api.call("GET", `/v1/reports/clicks?${query}`, by);
const SPAN = "from=2026-03-10T10:00:00Z&to=2026-03-11T12:00:00Z";

describe("GET /v1/reports/clicks", () => {
  it("counts gross and net, by verdict and by affiliate, in a span that is open at its end", async () => {
    const day = "2026-02-10";
    const sample = await asOwner(database.ownerUrl, async (db) => {
      const made = await insertSample(db);
      const [ada, grace] = made.affiliates;
      const click = (time: string, affiliate: typeof ada, verdict: "human" | "bot" | "duplicate" = "human") =>
        insertClick(db, made, affiliate, { at: new Date(`${day}T${time}Z`), verdict });
      await click("10:00:00", ada);
      await click("10:30:00", grace);
      await click("11:59:59", grace);
      await click("11:00:00", ada, "bot");
      await click("11:00:00", ada, "duplicate");
      await click("09:59:59", ada);
      await click("12:00:00", ada);
      return { ...made, key: (await insertKey(db, made.workspaceId)).key };
    });
    const [ada, grace] = sample.affiliates.map(({ affiliateId }) => affiliateId);
    const span = `from=${day}T10:00:00Z&to=${day}T12:00:00Z`;
    const { body } = await api.call("GET", `/v1/reports/clicks?${span}`, sample.key);
    expect(body).toEqual({
      object: "click_report",
      from: `${day}T10:00:00.000Z`,
      to: `${day}T12:00:00.000Z`,
      gross: 5,
      net: 3,
      by_verdict: expect.arrayContaining([
        { verdict: "human", clicks: 3 },
        { verdict: "bot", clicks: 1 },
        { verdict: "duplicate", clicks: 1 },
      ]),
      by_affiliate: [
        { affiliate_id: grace, gross: 2, net: 2 },
        { affiliate_id: ada, gross: 3, net: 1 },
      ],
    });
    const foreign = await api.call("GET", `/v1/reports/clicks?${span}`, key);
    expect([foreign.body.gross, foreign.body.by_affiliate]).toEqual([0, []]);
  });

  it("counts from the first instant of all where a span begins before it", async () => {
    const firstKey = await asOwner(database.ownerUrl, async (db) => {
      const made = await insertSample(db);
      await insertClick(db, made, made.affiliates[0], { at: new Date(1) });
      return (await insertKey(db, made.workspaceId)).key;
    });
    const path = "/v1/reports/clicks?from=1969-12-01T00:00:00Z&to=1970-01-02T00:00:00Z";
    expect((await api.call("GET", path, firstKey)).body).toMatchObject({ gross: 1, net: 1 });
  });
});

describe("GET /v1/reports/clicks with group_by", () => {
  it("counts whole hours, the first included and the last not, and names days of UTC in order", async () => {
    const { status, body } = await report(`${SPAN}&group_by=day`);
    expect(status).toBe(200);
    expect(body).toEqual({
      object: "click_counts",
      from: "2026-03-10T10:00:00.000Z",
      to: "2026-03-11T12:00:00.000Z",
      group_by: "day",
      gross: 6,
      net: 3,
      groups: [
        { day: "2026-03-10", gross: 5, net: 3 },
        { day: "2026-03-11", gross: 1, net: 0 },
      ],
    });
  });

  it("names hours in order, and those without a click not at all", async () => {
    const { body } = await report("from=2026-03-10T02:00:00%2B02:00&to=2026-03-11T00:00:00Z&group_by=hour");
    expect(body.groups).toEqual([
      { hour: "2026-03-10T09:00:00.000Z", gross: 1, net: 1 },
      { hour: "2026-03-10T10:00:00.000Z", gross: 2, net: 2 },
      { hour: "2026-03-10T11:00:00.000Z", gross: 3, net: 1 },
    ]);
  });

  it.each([
    ["link", "link_id", () => [own.affiliates[1].linkId, own.affiliates[0].linkId]],
    ["affiliate", "affiliate_id", () => [own.affiliates[1].affiliateId, own.affiliates[0].affiliateId]],
  ])("names each %s, the most net clicks first", async (group, field, ids) => {
    const [most, least] = ids();
    expect((await report(`${SPAN}&group_by=${group}`)).body.groups).toEqual([
      { [field]: most, gross: 2, net: 2 },
      { [field]: least, gross: 4, net: 1 },
    ]);
  });

  it("sums up by program and by verdict", async () => {
    expect((await report(`${SPAN}&group_by=program`)).body.groups).toEqual([
      { program_id: own.programId, gross: 6, net: 3 },
    ]);
    expect((await report(`${SPAN}&group_by=verdict`)).body.groups).toEqual([
      { verdict: "human", gross: 3, net: 3 },
      ...["bot", "duplicate", "preview"].map((verdict) => ({ verdict, gross: 1, net: 0 })),
    ]);
  });

  it("gives the same sums as the report that counts the clicks themselves", async () => {
    const { gross, net } = (await report(SPAN)).body;
    expect((await report(`${SPAN}&group_by=hour`)).body).toMatchObject({ gross, net });
  });

  it("shows another workspace its own counts and no other", async () => {
    const { body } = await report(`${SPAN}&group_by=hour`, foreignKey);
    expect(body).toMatchObject({ gross: 1, net: 1, groups: [{ gross: 1, net: 1 }] });
  });

  it("filters by workspace where row-level security does not bind", async () => {
    const span = { from: new Date("2026-03-10T10:00:00Z"), to: new Date("2026-03-11T12:00:00Z") };
    const counts = await asOwner(database.ownerUrl, (db) =>
      countClicks(contextOf(db, own.workspaceId), span, "program"),
    );
    expect(counts).toEqual({ gross: 6, net: 3, groups: [{ key: own.programId, gross: 6, net: 3 }] });
  });

  it("is empty where nobody clicked", async () => {
    const { body } = await report("from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&group_by=link");
    expect(body).toMatchObject({ gross: 0, net: 0, groups: [] });
  });

  it.each([
    ["from", "from=2026-03-10T10:00:01Z&to=2026-03-11T12:00:00Z&group_by=day"],
    ["to", "from=2026-03-10T10:00:00Z&to=2026-03-11T12:30:00Z&group_by=day"],
    ["to", "from=2026-03-10T10:00:00Z&to=2026-03-10T09:00:00Z&group_by=day"],
    ["to", "from=2026-01-01T00:00:00Z&to=2026-04-05T00:00:00Z&group_by=hour"],
    ["to", "from=2025-01-01T00:00:00Z&to=2026-01-03T00:00:00Z&group_by=day"],
    ["group_by", `${SPAN}&group_by=week`],
    ["group_by", `${SPAN}&group_by=`],
    ["from", "to=2026-03-10T10:00:00Z&group_by=day"],
  ])("answers 422 naming %s for ?%s", async (param, query) => {
    const { status, body } = await report(query);
    expect([status, body.error.code, body.error.param]).toEqual([422, "invalid_parameter", param]);
  });
});

it("net is what the policy at the end of the span counts, a person's repeats aside", async () => {
  const hour = (offset: number) => new Date((Math.floor(Date.now() / 3_600_000) + offset) * 3_600_000);
  for (const verdict of ["human", "preview", "duplicate", "bot"] as const)
    await click(own, hour(-3), verdict);
  const policy = {
    ...{ ...DEFAULT_POLICY, lookbackMs: 1 },
    countedVerdicts: ["human", "duplicate", "preview"],
  } as const;
  await asOwner(database.ownerUrl, async (db) => {
    const context = contextOf(db, own.workspaceId);
    await addPolicy(context, { policy });
    // Not in force yet, though the span ends later.
    const effectiveFrom = new Date(hour(1).getTime() - 1);
    await addPolicy(context, { policy: { ...policy, countedVerdicts: [] }, effectiveFrom });
  });
  const netUntil = async (to: Date, group: string) =>
    (await report(`from=${hour(-3).toISOString()}&to=${to.toISOString()}${group}`)).body.net;
  for (const group of ["", "&group_by=day"]) {
    // A span that ends before the policy began keeps the one of its time.
    expect(await netUntil(hour(-2), group)).toBe(1);
    expect(await netUntil(hour(1), group)).toBe(2);
  }
});
