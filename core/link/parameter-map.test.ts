import { describe, expect, it } from "vitest";
import { isReservedOnLinks, parameterMapProblems } from "./parameter-map.ts";
import type { ParameterMap } from "./parameters.ts";

const at = (map: ParameterMap) => parameterMapProblems(map).map(({ path }) => path.join("."));

describe("a parameter map", () => {
  it.each<[string, ParameterMap]>([
    ["nothing", {}],
    ["Rewardful", { via: ["via"] }],
    ["Tapfiliate", { via: ["ref"] }],
    [
      "TUNE",
      {
        sub_ids: { aff_sub: "sub1", aff_sub2: "sub2", source: "sub3" },
        click_id: ["transaction_id"],
        postback: { transaction_id: "click_id", adv_sub: "txid" },
      },
    ],
    ["Dub", { via: ["via"], click_id: ["dub_id"], postback: { dub_id: "click_id" } }],
    [
      "names mapped onto themselves",
      { sub_ids: { sub1: "sub1" }, postback: { txid: "txid", tb_clid: "click_id" } },
    ],
    ["our own name of the click id beside the program's", { click_id: ["tb_clid"] }],
    ["two names of one label", { sub_ids: { aff_sub: "sub1", subid: "sub1" } }],
  ])("may be that of %s", (_, map) => {
    expect(parameterMapProblems(map)).toEqual([]);
  });

  it.each<[string, ParameterMap]>([
    ["sub_ids.to", { sub_ids: { to: "sub1" } }],
    ["sub_ids.consent", { sub_ids: { consent: "sub1" } }],
    ["sub_ids.afsrc", { sub_ids: { afsrc: "sub1" } }],
    ["sub_ids.tb_clid", { sub_ids: { tb_clid: "sub1" } }],
    ["sub_ids.sub2", { sub_ids: { sub2: "sub1" } }],
    ["sub_ids.dub_id", { sub_ids: { dub_id: "sub1" }, click_id: ["dub_id"] }],
    ["click_id.1", { click_id: ["dub_id", "to"] }],
    ["click_id.0", { click_id: ["sub1"] }],
    ["click_id.0", { click_id: ["via"], via: ["via"] }],
    ["via.0", { via: ["tb_clid"] }],
    ["via.0", { via: ["to"] }],
    ["postback.key", { postback: { key: "txid" } }],
    ["postback.click_id", { postback: { click_id: "txid" } }],
    ["postback.amount_minor", { postback: { amount_minor: "amount" } }],
    ["postback.tb_clid", { postback: { tb_clid: "txid" } }],
  ])("is refused at %s", (path, map) => {
    expect(at(map)).toEqual([path]);
  });

  it("is refused with all that is wrong, in the order of its parts", () => {
    expect(
      at({ sub_ids: { to: "sub1" }, click_id: ["consent"], via: ["to"], postback: { key: "txid" } }),
    ).toEqual([...["sub_ids.to", "click_id.0", "via.0", "postback.key"]]);
  });
});

it("reserves on links what has a meaning there", () => {
  expect(["to", "consent", "afsrc", "sub1", "sub8"].filter((name) => !isReservedOnLinks(name))).toEqual([]);
  expect(["sub9", "tb_clid", "via", "dub_id"].filter(isReservedOnLinks)).toEqual([]);
});
