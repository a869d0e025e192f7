import { describe, expect, it } from "vitest";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import type { Answer } from "../../../tests/support/call-api.ts";

const shop = apiWithSample();
const ADA = { name: "Ada", email: "ada@affiliates.example" };
const create = (fields: object = {}): Promise<Answer> => shop.post("/v1/affiliates", { ...ADA, ...fields });
const problemsOf = ({ status, body }: Answer) => [
  status,
  ...body.error.errors.map(({ param, message }: { param: string; message: string }) => `${param} ${message}`),
];
const TRAITS = {
  ...{ class: "coupon", group: "gold", tier: "2", country: "DE", tags: ["vip", "blog"], currency: "USD" },
};

describe("an affiliate", () => {
  it("is of the class of content and has no other trait, unless it is told", async () => {
    const { status, body } = await create();
    expect([status, body]).toEqual([
      201,
      {
        ...{ id: expect.stringMatching(/^aff_/), object: "affiliate", ...ADA, status: "active" },
        ...{ class: "content", group: null, tier: null, country: null, tags: [], sponsor_id: null },
        ...{ currency: null, stage_id: null, version: 1, archived_at: null },
        ...{ created_at: expect.any(String), updated_at: expect.any(String) },
      },
    ]);
    const told = await create({ ...TRAITS, tags: ["vip", "blog", "vip"], sponsor_id: body.id });
    expect(told.body).toMatchObject({ ...TRAITS, sponsor_id: body.id });
    expect((await shop.get(`/v1/affiliates/${told.body.id}`)).body).toEqual(told.body);
  });

  it("keeps what a change does not name, loses what it names null, and audits what changed", async () => {
    const { body } = await create(TRAITS);
    const path = `/v1/affiliates/${body.id}`;
    const changed = await shop.patch(path, { group: null, tags: ["blog"] });
    expect(changed.body).toMatchObject({ ...TRAITS, group: null, tags: ["blog"] });
    expect((await shop.patch(path, { tags: ["blog"] })).body).toEqual(changed.body);
    const { body: log } = await shop.get(`/v1/audit?subject_id=${body.id}`);
    expect(
      log.data.map(({ action, change }: { action: string; change: object }) => [action, change]),
    ).toEqual([
      [
        "affiliate.updated",
        { group: { from: "gold", to: null }, tags: { from: ["vip", "blog"], to: ["blog"] } },
      ],
      ["affiliate.created", { ...TRAITS, status: "active" }],
    ]);
  });

  it("is refused with every field at fault", async () => {
    const wrong = { country: "de", currency: "EURO", tags: [""], class: "", colour: "red" };
    const { status, body } = await create(wrong);
    expect(status).toBe(422);
    const params = body.error.errors.map(({ param }: { param: string }) => param);
    expect(params.toSorted()).toEqual(["class", "colour", "country", "currency", "tags[0]"]);
    expect(problemsOf(await create({ sponsor_id: "aff_nobody" }))).toEqual([
      ...[422, "sponsor_id names nothing in this workspace"],
    ]);
  });

  it("is never its own sponsor, near or far, and no sponsor comes from another workspace", async () => {
    const { body: top } = await create();
    const { body: middle } = await create({ sponsor_id: top.id });
    const { body: low } = await create({ sponsor_id: middle.id });
    const below = [422, "sponsor_id must not be the affiliate or below it"];
    expect(problemsOf(await shop.patch(`/v1/affiliates/${top.id}`, { sponsor_id: low.id }))).toEqual(below);
    expect(problemsOf(await shop.patch(`/v1/affiliates/${top.id}`, { sponsor_id: top.id }))).toEqual(below);
    expect((await shop.patch(`/v1/affiliates/${low.id}`, { sponsor_id: top.id })).status).toBe(200);
    expect((await shop.patch(`/v1/affiliates/${top.id}`, { sponsor_id: middle.id })).status).toBe(422);
    const elsewhere = { ...ADA, sponsor_id: top.id };
    expect(problemsOf(await shop.post("/v1/affiliates", elsewhere, shop.otherKey))).toEqual([
      ...[422, "sponsor_id names nothing in this workspace"],
    ]);
  });

  it("is given by one of two calls at once that would close a ring, and the other is refused", async () => {
    for (const _ of [1, 2, 3, 4, 5, 6]) {
      const [left, right] = [(await create()).body.id, (await create()).body.id];
      const give = (id: string, sponsorId: string) =>
        shop.patch(`/v1/affiliates/${id}`, { sponsor_id: sponsorId });
      const both = await Promise.all([give(left, right), give(right, left)]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
    }
  });
});
