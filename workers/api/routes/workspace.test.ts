import { beforeEach, describe, expect, it } from "vitest";
import { publishedKey, publishedLink } from "../../../contracts/published.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import type { Answer } from "../../../tests/support/call-api.ts";

const shop = apiWithSample();
const MAP = {
  sub_ids: { aff_sub: "sub1", aff_sub2: "sub2" },
  click_id: ["transaction_id"],
  via: ["via", "ref"],
  postback: { transaction_id: "click_id", adv_sub: "txid" },
};

const set = (map: unknown): Promise<Answer> => shop.patch("/v1/workspace", { parameter_map: map });
const paramsOf = ({ body }: Answer): readonly string[] =>
  body.error.errors.map(({ param }: { param: string }) => param);

beforeEach(async () => {
  await set({});
});

describe("the workspace of a key", () => {
  it("is shown with its settings, to its own keys", async () => {
    expect(await shop.get("/v1/workspace")).toMatchObject({
      status: 200,
      body: {
        ...{ id: shop.sample.workspaceId, object: "workspace", name: "Acme", mode: "test" },
        ...{ parameter_map: {}, created_at: expect.any(String) },
      },
    });
    expect((await shop.get("/v1/workspace", shop.otherKey)).body.id).toBe(shop.other.workspaceId);
  });
});

describe("the time zone", () => {
  it("is UTC at first, a name that the database knows as well, and noted once", async () => {
    expect((await shop.get("/v1/workspace")).body.time_zone).toBe("UTC");
    for (const wrong of ["Mars/Olympus", "europe/berlin", "+01:00", ""]) {
      const refused = await shop.patch("/v1/workspace", { time_zone: wrong });
      expect([refused.status, ...paramsOf(refused)], wrong).toEqual([422, "time_zone"]);
    }
    for (const _ of [1, 2]) {
      const { body } = await shop.patch("/v1/workspace", { time_zone: "Europe/Berlin" });
      expect(body).toMatchObject({ time_zone: "Europe/Berlin", parameter_map: {} });
    }
    const acts = await shop.acts(shop.sample.workspaceId);
    const zones = acts.flatMap(({ change }) => (change.time_zone ? [change.time_zone] : []));
    expect(zones).toEqual([{ from: "UTC", to: "Europe/Berlin" }]);
    expect((await shop.get("/v1/workspace", shop.otherKey)).body.time_zone).toBe("UTC");
  });
});

describe("the parameter map", () => {
  it("is replaced whole, published with each link and key, and noted", async () => {
    const { body: link } = await shop.post("/v1/links", {
      program_id: shop.sample.programId,
      affiliate_id: shop.sample.affiliates[0].affiliateId,
      destination_url: "https://shop.example/",
    });
    const secret = { name: "Pages", kind: "publishable", scopes: [], allowed_hosts: [] };
    await shop.post("/v1/keys", secret);
    const kvKey = shop.store.puts.at(-1) ?? "";
    const { status, body } = await set(MAP);
    expect([status, body.parameter_map]).toEqual([200, MAP]);
    expect((await shop.get("/v1/workspace")).body.parameter_map).toEqual(MAP);
    const copy = () => publishedLink.parse(shop.store.read(`link:go.example.com:${link.slug}`));
    expect(copy()).toMatchObject({
      ...{ sub_ids: MAP.sub_ids, click_id_parameters: ["tb_clid", "transaction_id"] },
    });
    expect(publishedKey.parse(shop.store.read(kvKey)).parameter_map).toEqual(MAP);
    await set({ via: ["ref"] });
    expect(copy()).not.toHaveProperty("sub_ids");
    expect(copy()).not.toHaveProperty("click_id_parameters");
    expect(publishedKey.parse(shop.store.read(kvKey)).parameter_map).toEqual({ via: ["ref"] });
    const [act] = await shop.acts(shop.sample.workspaceId);
    expect(act).toMatchObject({
      action: "workspace.updated",
      change: { parameter_map: { from: MAP, to: { via: ["ref"] } } },
    });
  });

  it("that is the same again, and a change of nothing, publish nothing", async () => {
    await set(MAP);
    const before = shop.store.puts.length;
    const acts = (await shop.acts(shop.sample.workspaceId)).length;
    expect((await set({ ...MAP, via: [...MAP.via] })).status).toBe(200);
    expect((await shop.patch("/v1/workspace", {})).body.parameter_map).toEqual(MAP);
    expect(shop.store.puts).toHaveLength(before);
    expect(await shop.acts(shop.sample.workspaceId)).toHaveLength(acts);
  });

  it.each([
    ["parameter_map", []],
    ["parameter_map", "via"],
    ["parameter_map", null],
    ["parameter_map.sub_ids", { sub_ids: ["aff_sub"] }],
    ["parameter_map.sub_ids.aff sub", { sub_ids: { "aff sub": "sub1" } }],
    ["parameter_map.sub_ids.", { sub_ids: { "": "sub1" } }],
    ["parameter_map.sub_ids.aff_sub", { sub_ids: { aff_sub: "sub9" } }],
    ["parameter_map.sub_ids.to", { sub_ids: { to: "sub1" } }],
    ["parameter_map.sub_ids.tb_clid", { sub_ids: { tb_clid: "sub1" } }],
    [
      "parameter_map.sub_ids",
      { sub_ids: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`s${n}`, "sub1"])) },
    ],
    ["parameter_map.click_id[0]", { click_id: ["sub1"] }],
    ["parameter_map.click_id[1]", { click_id: ["a", "b c"] }],
    ["parameter_map.click_id", { click_id: ["a", "a"] }],
    ["parameter_map.via", { via: Array.from({ length: 9 }, (_, index) => `v${index}`) }],
    ["parameter_map.via[0]", { via: [7] }],
    ["parameter_map.postback.key", { postback: { key: "txid" } }],
    ["parameter_map.postback.payout", { postback: { payout: "money" } }],
    ["parameter_map.color", { color: {} }],
  ])("is refused naming %s: %j", async (param, map) => {
    const answer = await set(map);
    expect([answer.status, paramsOf(answer)]).toEqual([422, [param]]);
    expect((await shop.get("/v1/workspace")).body.parameter_map).toEqual({});
  });

  it.each(["sub_ids", "postback"])(
    "loses no member of %s without a word, whatever its name",
    async (part) => {
      const map = JSON.parse(`{ "${part}": { "__proto__": "sub1" } }`);
      const answer = await set(map);
      expect([answer.status, paramsOf(answer)]).toEqual([422, [`parameter_map.${part}.__proto__`]]);
    },
  );
});
