import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../core/shared/canonical-json.ts";
import { sha256Hex } from "../../../platform/sha256.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import { asOwner } from "../../../tests/support/sample.ts";
import { tableDigests } from "../../../tests/support/table-digests.ts";

const PATH = "/v1/attribution/policies";
const shop = apiWithSample();
const digests = () => asOwner(shop.database.ownerUrl, tableDigests);

const TERMS = {
  ...{ model: "last_click", lookback_days: 30, min_click_to_conversion_seconds: 0 },
  counted_verdicts: ["human", "duplicate"],
};
const add = (fields: object = {}, key = shop.key) => shop.post(PATH, { ...TERMS, ...fields }, key);
const addCase = (name: string, given: object, expected: object, key = shop.key) =>
  shop.post(`${PATH}/cases`, { name, given, expected }, key);
const retire = (id: string, key = shop.key) => shop.post(`${PATH}/cases/${id}/retire`, undefined, key);

describe("a version of the policy", () => {
  it("says all of its terms, is hashed, and is told in the audit log", async () => {
    const { status, body } = await add({
      ...{ model: "position_based", position_weights: { first_ppm: 300_000, last_ppm: 500_000 } },
      ...{ coupon_precedence: "split", coupon_ppm: 250_000 },
      ...{
        customer_lock: { kind: "days", days: 90, affiliate: "latest" },
        class_priority: ["content", "coupon"],
      },
      stand_down: { before_order_seconds: 30, in_session_seconds: 3_600 },
    });
    expect(status).toBe(201);
    const policy = {
      ...{ model: "position_based", position_weights: { first_ppm: 300_000, last_ppm: 500_000 } },
      ...{ lookback_ms: 2_592_000_000, min_click_to_conversion_ms: 0 },
      ...{ counted_verdicts: ["human", "duplicate"], coupon_precedence: "split", coupon_ppm: 250_000 },
      customer_lock: { kind: "days", days: 90, affiliate: "latest" },
      class_priority: ["content", "coupon"],
      stand_down: { before_order_ms: 30_000, in_session_ms: 3_600_000 },
    };
    expect(body).toMatchObject({ object: "policy_version", policy, hash: sha256Hex(canonicalJson(policy)) });
    const [act] = await shop.acts(`policy:${body.version}`);
    expect(act).toMatchObject({ action: "policy.version_created" });
    const { body: list } = await shop.get(PATH);
    expect(list.data.at(-1)).toEqual(body);
  });

  it("has what was left out as in the first policy", async () => {
    const { body } = await add({ model: "time_decay" });
    expect(body.policy).toMatchObject({
      ...{ model: "time_decay", half_life_ms: 604_800_000, coupon_precedence: "click_wins" },
      ...{ customer_lock: { kind: "none" }, class_priority: [] },
      stand_down: { before_order_ms: 0, in_session_ms: 0 },
    });
    expect((await add({ model: "position_based" })).body.policy.position_weights).toEqual({
      ...{ first_ppm: 400_000, last_ppm: 400_000 },
    });
    expect((await add({ model: "time_decay", half_life_hours: 12 })).body.policy.half_life_ms).toBe(
      43_200_000,
    );
  });

  it("may be in force from later, and not from before", async () => {
    const later = new Date(Date.now() + 86_400_000).toISOString();
    expect((await add({ effective_from: later })).body.effective_from).toBe(later);
    const { status, body } = await add({ effective_from: "2020-01-01T00:00:00Z" });
    expect([status, body.error.param]).toEqual([422, "effective_from"]);
  });

  it.each<[string, object]>([
    ["model", { model: "newest_click" }],
    ["lookback_days", { lookback_days: 0 }],
    ["lookback_days", { lookback_days: 366 }],
    ["counted_verdicts", { counted_verdicts: [] }],
    ["counted_verdicts[0]", { counted_verdicts: ["person"] }],
    ["position_weights", { position_weights: { first_ppm: 1, last_ppm: 1 } }],
    [
      "position_weights",
      { model: "position_based", position_weights: { first_ppm: 600_000, last_ppm: 400_001 } },
    ],
    ["position_weights", { model: "position_based", position_weights: { first_ppm: 0, last_ppm: 0 } }],
    ["position_weights.first_ppm", { model: "position_based", position_weights: { last_ppm: 0 } }],
    ["half_life_hours", { half_life_hours: 7 }],
    ["half_life_hours", { model: "time_decay", half_life_hours: 0 }],
    ["coupon_precedence", { coupon_precedence: "both" }],
    ["coupon_ppm", { coupon_precedence: "split" }],
    ["coupon_ppm", { coupon_precedence: "split", coupon_ppm: 1_000_000 }],
    ["coupon_ppm", { coupon_precedence: "coupon_wins", coupon_ppm: 5 }],
    ["customer_lock.kind", { customer_lock: { kind: "weeks" } }],
    ["customer_lock.days", { customer_lock: { kind: "days", affiliate: "first" } }],
    ["customer_lock.affiliate", { customer_lock: { kind: "lifetime", affiliate: "last" } }],
    ["class_priority[1]", { class_priority: ["content", "content"] }],
    ["stand_down.in_session_seconds", { stand_down: { in_session_seconds: -1 } }],
    ["stand_down.minutes", { stand_down: { minutes: 1 } }],
  ])("is refused for %s, and nothing is written", async (param, fields) => {
    const before = await digests();
    const { status, body } = await add(fields);
    expect([status, body.error.code, body.error.errors.map((each: { param: string }) => each.param)]).toEqual(
      [...[422, "invalid_parameter"], [param]],
    );
    expect(await digests()).toEqual(before);
  });

  it("of two at once is one, and the other is told that it was late", async () => {
    const answers = await Promise.all([add(), add(), add()]);
    const versions = answers.filter(({ status }) => status === 201).map(({ body }) => body.version);
    expect(versions.length).toBeGreaterThan(0);
    expect(new Set(versions).size).toBe(versions.length);
    const late = answers.filter(({ status }) => status !== 201);
    expect(late.every(({ status, body }) => status === 409 && body.error.param === "version")).toBe(true);
  });
});

describe("a case of the policy", () => {
  const JOURNEY = {
    journey: [
      { affiliate: "blog", seconds_before_order: 86_400 },
      { affiliate: "deals", class: "coupon", seconds_before_order: 60 },
    ],
  };
  const toBlog = { credits: [{ affiliate: "blog", credit_ppm: 1_000_000 }] };
  const toDeals = { credits: [{ affiliate: "deals", credit_ppm: 1_000_000 }] };

  it("refuses a version that breaks it, by its name, until it is retired", async () => {
    const key = shop.otherKey;
    const { status, body: kept } = await addCase("The last click earns", JOURNEY, toDeals, key);
    expect([status, kept]).toEqual([
      201,
      {
        ...{ id: expect.stringMatching(/^poc_/), object: "policy_case", name: "The last click earns" },
        given: {
          journey: [
            expect.objectContaining({ affiliate: "blog", kind: "click", class: "content", verdict: "human" }),
            expect.objectContaining({ affiliate: "deals", class: "coupon", affiliate_status: "active" }),
          ],
          order: { coupon: null },
        },
        expected: { reason: "attributed", ...toDeals },
        outcome: { policy_version: 1, passes: true, problem: null, reason: "attributed", ...toDeals },
        ...{ retired_at: null, created_at: expect.any(String) },
      },
    ]);
    const { body: none } = await addCase(
      "Bots earn nothing",
      {
        ...{ journey: [{ affiliate: "x", seconds_before_order: 60, verdict: "bot" }] },
      },
      { reason: "click_by_bot" },
      key,
    );
    expect(none.outcome.passes).toBe(true);

    const before = await digests();
    const refused = await add({ model: "first_click", counted_verdicts: ["human", "bot"] }, key);
    expect([refused.status, refused.body.error.code, refused.body.error.errors]).toEqual([
      ...[409, "conflict"],
      [
        {
          ...{ param: kept.id, code: "case_broken" },
          message: "The last click earns: expected deals 1000000; got blog 1000000",
        },
        {
          ...{ param: none.id, code: "case_broken" },
          message: "Bots earn nothing: expected no credit (click_by_bot); got x 1000000",
        },
      ],
    ]);
    expect(await digests()).toEqual(before);

    const retired = await retire(kept.id, key);
    expect([retired.status, retired.body.retired_at]).toEqual([200, expect.any(String)]);
    expect((await retire(kept.id, key)).body.retired_at).toBe(retired.body.retired_at);
    expect((await add({ model: "first_click" }, key)).status).toBe(201);
    const listed = await shop.api.list(`${PATH}/cases`, key, 1);
    expect(listed.map(({ id, outcome }) => [id, outcome.passes])).toEqual([
      [kept.id, false],
      [none.id, true],
    ]);
  });

  it("may ask for what no version does yet, and holds no other workspace back", async () => {
    const { body } = await addCase("The blog earns", JOURNEY, toBlog);
    expect(body.outcome).toMatchObject({ passes: false, ...toDeals });
    expect((await add()).body.error.errors).toMatchObject([{ param: body.id }]);
    expect((await add({}, shop.otherKey)).status).toBe(201);
    expect((await add({ class_priority: ["content"] })).status).toBe(201);
    expect((await retire(body.id, shop.otherKey)).status).toBe(404);
    expect((await shop.acts(body.id)).map(({ action }) => action)).toEqual(["policy_case.created"]);
    await retire(body.id);
  });

  it.each<[string, object, object]>([
    ["given.journey[0].seconds_before_order", { journey: [{ affiliate: "a" }] }, toBlog],
    [
      "given.journey[0].verdict",
      { journey: [{ affiliate: "a", seconds_before_order: 1, verdict: "x" }] },
      toBlog,
    ],
    ["given.order.coupon.affiliate", { journey: [], order: { coupon: {} } }, toBlog],
    ["expected.credits", JOURNEY, { credits: [{ affiliate: "a", credit_ppm: 999_999 }] }],
    ["expected.credits", JOURNEY, { credits: [] }],
    ["expected.reason", JOURNEY, { reason: "attributed" }],
    ["expected", JOURNEY, {}],
  ])("is refused for %s", async (param, given, expected) => {
    const { status, body } = await addCase("A case", given, expected);
    expect([status, body.error.param]).toEqual([422, param]);
  });
});
