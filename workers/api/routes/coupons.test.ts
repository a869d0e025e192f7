import { describe, expect, it } from "vitest";
import { publishedLink } from "../../../contracts/published.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import type { Answer } from "../../../tests/support/call-api.ts";
import { asOwner } from "../../../tests/support/sample.ts";
import { tableDigests } from "../../../tests/support/table-digests.ts";

const HOST = "go.example.com";
const shop = apiWithSample();

const bodyOf = (code: string, fields: object = {}, of = shop.sample) => ({
  ...{ code, program_id: of.programId, affiliate_id: of.affiliates[1].affiliateId },
  ...fields,
});
const create = (code: string, fields: object = {}): Promise<Answer> =>
  shop.post("/v1/coupons", bodyOf(code, fields));
const TO = { vanity: { destination_url: "https://shop.example/sale?c={coupon_code}" } };
const copyOf = (slug: string) => shop.store.read(`link:${HOST}:${slug}`);
const digests = () => asOwner(shop.database.ownerUrl, tableDigests);

describe("a coupon", () => {
  it("is an affiliate's code, and no more unless asked", async () => {
    const { status, body } = await create("Plain5");
    expect([status, body]).toEqual([
      201,
      {
        ...{ id: expect.stringMatching(/^cpn_/), object: "coupon", code: "Plain5", status: "active" },
        ...{ program_id: shop.sample.programId, affiliate_id: shop.sample.affiliates[1].affiliateId },
        ...{ link_id: null, created_at: expect.any(String), updated_at: expect.any(String) },
        ...{ archived_at: null, version: 1 },
      },
    ]);
    expect((await shop.get(`/v1/coupons/${body.id}`)).body).toEqual(body);
    expect(copyOf("Plain5")).toBeUndefined();
    const [act] = await shop.acts(body.id);
    expect(act).toMatchObject({ action: "coupon.created", change: { code: "Plain5" } });
    expect((await create("Plain6", { vanity: false })).body.link_id).toBeNull();
  });

  it("is taken in any case, in its workspace alone", async () => {
    await create("Taken");
    for (const code of ["Taken", "taken", "TAKEN"]) {
      const { status, body } = await create(code, TO);
      expect([status, body.error.code, body.error.param]).toEqual([409, "conflict", "code"]);
    }
    const elsewhere = await shop.post("/v1/coupons", bodyOf("Taken", {}, shop.other), shop.otherKey);
    expect(elsewhere.status).toBe(201);
  });

  it("is found by its code in any case, and by its affiliate", async () => {
    const { body } = await create("FindMe");
    expect(await shop.api.list("/v1/coupons?code=findme", shop.key, 1)).toEqual([body]);
    const { affiliateId } = shop.sample.affiliates[0];
    const { body: own } = await create("Ada5", { affiliate_id: affiliateId });
    expect(await shop.api.list(`/v1/coupons?affiliate_id=${affiliateId}`, shop.key, 1)).toEqual([own]);
    expect(await shop.api.list("/v1/coupons?code=findme", shop.otherKey, 1)).toEqual([]);
    expect((await shop.get(`/v1/coupons/${body.id}`, shop.otherKey)).status).toBe(404);
  });

  it.each([
    ["code", { code: "a b" }],
    ["code", { code: "" }],
    ["code", { code: "V1" }],
    ["code", { code: "a".repeat(65) }],
    ["program_id", { program_id: "prg_00000000000000000000000000" }],
    ["affiliate_id", { affiliate_id: "aff_00000000000000000000000000" }],
    ["vanity", { vanity: "yes" }],
    ["color", { color: "red" }],
    ["vanity.host", { vanity: { ...TO.vanity, host: "elsewhere.example" } }],
    ["vanity.destination_url", { vanity: { destination_url: "http://localhost/" } }],
  ])("is refused naming %s: %j, and leaves nothing behind", async (param, fields) => {
    const before = await digests();
    const { status, body } = await create("Refused", fields);
    expect([status, body.error.param]).toEqual([422, param]);
    expect(await digests()).toEqual(before);
  });
});

describe("the link of a coupon", () => {
  it("has the code as its slug, and is found in lower and upper case too", async () => {
    const { status, body } = await create("Spring20", TO);
    expect(status).toBe(201);
    const { body: link } = await shop.get(`/v1/links/${body.link_id}`);
    expect(link).toMatchObject({
      ...{ slug: "Spring20", coupon_code: "Spring20", short_url: `https://${HOST}/Spring20` },
      destination_url: TO.vanity.destination_url,
    });
    const copies = ["Spring20", "spring20", "SPRING20"].map(copyOf);
    for (const copy of copies) {
      expect(publishedLink.parse(copy)).toMatchObject({ link_id: link.id, coupon_code: "Spring20" });
    }
    await shop.patch(`/v1/links/${link.id}`, { destination_url: "https://shop.example/2" });
    for (const slug of ["Spring20", "spring20", "SPRING20"]) {
      expect(copyOf(slug)).toMatchObject({ destination_url: "https://shop.example/2" });
    }
    expect((await shop.acts(link.id)).at(-1)).toMatchObject({ action: "link.created" });
  });

  it("leads where the affiliate's oldest link of the program leads, if not told where", async () => {
    const { body } = await create("Default", { vanity: true });
    const { body: link } = await shop.get(`/v1/links/${body.link_id}`);
    expect(link.destination_url).toBe("https://shop.example/");
    const { body: affiliate } = await shop.post("/v1/affiliates", { name: "New", email: "n@a.example" });
    const before = await digests();
    const refused = await create("NoWhere", { vanity: true, affiliate_id: affiliate.id });
    expect([refused.status, refused.body.error.param]).toEqual([422, "vanity.destination_url"]);
    expect(await digests()).toEqual(before);
  });

  it.each([
    ["as it is", "Shared1"],
    ["in lower case", "shared1"],
    ["in upper case", "SHARED1"],
  ])("is refused where another workspace has a link of the code %s", async (_, slug) => {
    await shop.post("/v1/links", { ...linkOf(shop.other), slug }, shop.otherKey);
    const copy = copyOf(slug);
    const before = await digests();
    const { status, body } = await create("Shared1", TO);
    expect([status, body.error.code, body.error.param]).toEqual([409, "conflict", "vanity"]);
    expect(await digests()).toEqual(before);
    expect(copyOf(slug)).toEqual(copy);
  });

  it("keeps other links from its code in lower and upper case, in whatever workspace", async () => {
    const { body: coupon } = await create("Mine22", TO);
    const before = await digests();
    for (const slug of ["mine22", "MINE22", "Mine22"]) {
      const foreign = await shop.post("/v1/links", { ...linkOf(shop.other), slug }, shop.otherKey);
      const own = await shop.post("/v1/links", { ...linkOf(shop.sample), slug });
      expect([foreign.status, own.status, own.body.error.param]).toEqual([409, 409, "slug"]);
    }
    expect(await digests()).toEqual(before);
    expect(copyOf("mine22")).toMatchObject({ link_id: coupon.link_id });
    expect((await shop.post("/v1/links", { ...linkOf(shop.sample), slug: "miNE22" })).status).toBe(201);
  });

  it("is made once, however many ask at once", async () => {
    const codes = ["Burst1", "burst1", "BURST1", "Burst1", "burst1"];
    const all = await Promise.all(codes.map((code) => create(code, TO)));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it("that is switched off already is not switched off again", async () => {
    const { body: coupon } = await create("Switch2", TO);
    const { body: link } = await shop.patch(`/v1/links/${coupon.link_id}`, { status: "disabled" });
    await shop.patch(`/v1/coupons/${coupon.id}`, { status: "disabled" });
    expect((await shop.get(`/v1/links/${link.id}`)).body).toEqual(link);
    expect(await shop.acts(link.id)).toHaveLength(2);
  });

  it("is switched off and on with it, at once", async () => {
    const { body: coupon } = await create("Switch1", TO);
    const statuses = () =>
      ["Switch1", "switch1", "SWITCH1"].map((slug) => (copyOf(slug) as { status: string }).status);
    const off = await shop.patch(`/v1/coupons/${coupon.id}`, { status: "disabled" });
    expect([off.status, off.body.status]).toEqual([200, "disabled"]);
    expect(statuses()).toEqual(["disabled", "disabled", "disabled"]);
    expect((await shop.get(`/v1/links/${coupon.link_id}`)).body.status).toBe("disabled");
    await shop.patch(`/v1/coupons/${coupon.id}`, { status: "disabled" });
    await shop.patch(`/v1/coupons/${coupon.id}`, {});
    await shop.patch(`/v1/coupons/${coupon.id}`, { status: "active" });
    expect(statuses()).toEqual(["active", "active", "active"]);
    const acts = (await shop.acts(coupon.id)).map(({ action, change }) => [action, change.status]);
    expect(acts).toEqual([
      ["coupon.updated", { from: "disabled", to: "active" }],
      ["coupon.updated", { from: "active", to: "disabled" }],
      ["coupon.created", "active"],
    ]);
    expect(await shop.acts(coupon.link_id)).toHaveLength(3);
    expect((await shop.patch(`/v1/coupons/${coupon.id}`, { status: "disabled" }, shop.otherKey)).status).toBe(
      404,
    );
    expect((await shop.patch(`/v1/coupons/${coupon.id}`, { code: "Other" })).body.error.param).toBe("code");
  });
});

const linkOf = (of: typeof shop.sample) => ({
  program_id: of.programId,
  affiliate_id: of.affiliates[0].affiliateId,
  destination_url: "https://shop.example/other",
});
