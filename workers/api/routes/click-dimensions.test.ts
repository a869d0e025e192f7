import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withHttpDatabase } from "../../../db/client.ts";
import { writeClicks } from "../../../services/clicks/write-clicks.ts";
import { CLICK_DIMENSIONS } from "../../../services/reading/click-dimensions.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { countedClick } from "../../../tests/support/clicks.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../../tests/support/sample.ts";
import { clickRoutes } from "./clicks.ts";

const AT = new Date("2026-03-10T10:00:00Z");
const SPAN = "from=2026-03-10T09:30:00Z&to=2026-03-10T10:00:01Z";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";

let database: TestDatabase;
let api: TestApi;
let own: Sample;
let key: string;
let foreignKey: string;
const report = async (group: string, by = key) =>
  (await api.call("GET", `/v1/reports/clicks?${SPAN}&group_by=${group}`, by)).body;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, clickRoutes);
  await asOwner(database.ownerUrl, async (db) => {
    own = await insertSample(db);
    key = (await insertKey(db, own.workspaceId)).key;
    foreignKey = (await insertKey(db, (await insertSample(db)).workspaceId)).key;
  });
  const click = (change: Parameters<typeof countedClick>[2]) =>
    countedClick(own, own.affiliates[0], { at: AT, verdict: "human", ...change });
  const clicks = [
    click({ sub_ids: ["mail", "", "c"], country: "DE", language: "de", rule: "r1" }),
    click({ sub_ids: ["mail", "b"], country: "DE", user_agent: IPHONE, variant: "v1" }),
    click({ sub_ids: ["mail"], country: "JP", verdict: "bot" }),
    click({ sub_ids: [], country: null, referrer_host: "blog.example" }),
    click({ sub_ids: ["later"], at: new Date("2026-03-10T10:00:01Z") }),
  ];
  await withHttpDatabase(database.env, (db) => writeClicks(db, { clicks, bad: [] }, new Date()));
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

describe("a report of clicks by what they say of themselves", () => {
  it("counts the affiliate's labels, gross and net, and those without one as null", async () => {
    expect(await report("sub1")).toMatchObject({
      object: "click_counts",
      group_by: "sub1",
      gross: 4,
      net: 3,
      groups: [
        { sub1: "mail", gross: 3, net: 2 },
        { sub1: null, gross: 1, net: 1 },
      ],
    });
    expect((await report("sub2")).groups).toEqual([
      { sub2: null, gross: 3, net: 2 },
      { sub2: "b", gross: 1, net: 1 },
    ]);
    expect((await report("sub3")).groups).toContainEqual({ sub3: "c", gross: 1, net: 1 });
  });

  it.each([
    ["country", "DE", 2],
    ["os", "ios", 1],
    ["device", "mobile", 1],
    ["browser", "safari", 1],
    ["language", "de", 1],
    ["referrer_host", "blog.example", 1],
    ["source", "redirect", 4],
  ])("counts them by %s", async (group, value, gross) => {
    expect((await report(group)).groups).toContainEqual({ [group]: value, gross, net: expect.any(Number) });
  });

  it("names rules and variants as ids", async () => {
    expect((await report("rule")).groups).toContainEqual({ rule_id: "r1", gross: 1, net: 1 });
    expect((await report("variant")).groups).toContainEqual({ variant_id: "v1", gross: 1, net: 1 });
  });

  it.each(CLICK_DIMENSIONS)("by %s counts every click once, and none of another workspace", async (group) => {
    const { gross, groups } = (await report(group)) as { gross: number; groups: { gross: number }[] };
    expect([gross, groups.reduce((sum, each) => sum + each.gross, 0)]).toEqual([4, 4]);
    expect((await report(group, foreignKey)).gross).toBe(0);
  });

  it("is refused over more than 93 days", async () => {
    const { status, body } = await api.call(
      "GET",
      "/v1/reports/clicks?from=2026-01-01T00:00:00Z&to=2026-04-05T00:00:00Z&group_by=sub1",
      key,
    );
    expect([status, (body.error as { param: string }).param]).toEqual([422, "to"]);
  });
});
