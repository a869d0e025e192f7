import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { insertKey } from "../support/call-api.ts";
import { insertMember, insertSignedIn } from "../support/member-rows.ts";
import { asOwner } from "../support/sample.ts";

const shop = apiWithSample();
const CSV = { accept: "text/csv" };

beforeAll(async () => {
  const { affiliateId } = shop.sample.affiliates[0];
  await asOwner(shop.database.ownerUrl, async (db) =>
    insertMember(db, (await insertSignedIn(db)).personId, {
      workspaceId: shop.sample.workspaceId,
      role: "agent",
    }),
  );
  const contact = { affiliate_id: affiliateId, name: "Joan", email: "joan@a.example" };
  expect((await shop.post("/v1/contacts", contact)).status).toBe(201);
});

afterEach(() => void vi.mocked(shop.api.env.EVENTS.send).mockRestore());

/** What the audit log is told that a call read, by the fields. */
async function read(path: string, headers: Record<string, string> = {}) {
  const sent = vi.spyOn(shop.api.env.EVENTS, "send");
  const answer = await shop.api.fetch("GET", path, shop.key, undefined, headers);
  const text = await answer.text();
  const told = sent.mock.calls.flat() as { reading?: { call: string; fields: string[] } }[];
  const readings = told.flatMap(({ reading }) => (reading ? [[reading.call, ...reading.fields]] : []));
  return { status: answer.status, hasIt: text.includes("@"), readings };
}

describe("a file that tells of persons", () => {
  it.each([
    ["/v1/contacts", {}, ["GET /v1/contacts", "email"]],
    ["/v1/contacts", CSV, ["GET /v1/contacts/export", "file"]],
    ["/v1/contacts/export", {}, ["GET /v1/contacts/export", "file"]],
    ["/v1/members", {}, ["GET /v1/members", "email"]],
    ["/v1/members/export", {}, ["GET /v1/members/export", "file"]],
  ])("at %s %j is noted as its list is", async (path, headers, reading) => {
    expect(await read(path, headers)).toEqual({ status: 200, hasIt: true, readings: [reading] });
  });

  it("of the audit log hides what its list hides, and is noted where it does not", async () => {
    const { id } = (
      await shop.post("/v1/plans", {
        name: "Told",
        terms: { rules: [{ id: "ten", action: { kind: "percent", rate_ppm: 100_000 } }] },
      })
    ).body;
    const given = {
      order: { amount_minor: 1_000, currency: "EUR", metadata: { mailed_to: "joan@order.example" } },
      credits: [{ affiliate: "ada", credit_ppm: 1_000_000 }],
      customer: { conversions_before: 7 },
    };
    const expected = [{ affiliate: "ada", amount_minor: 100, currency: "EUR" }];
    expect((await shop.post(`/v1/plans/${id}/cases`, { name: "One", given, expected })).status).toBe(201);
    const { key: blind } = await asOwner(shop.database.ownerUrl, (db) =>
      insertKey(db, shop.sample.workspaceId, { scopes: ["audit:read"] }),
    );
    const by = async (key: string, path: string, headers = {}) =>
      (await shop.api.fetch("GET", path, key, undefined, headers)).text();
    const query = "?action=plan.case_created";
    for (const key of [blind, shop.key]) {
      const files = [await by(key, `/v1/audit/export${query}`), await by(key, `/v1/audit${query}`, CSV)];
      const told = files.map((text) => [
        text.includes("plan.case_created"),
        text.includes("joan@order.example"),
      ]);
      expect(told).toEqual(files.map(() => [true, key === shop.key]));
    }
    const { readings } = await read("/v1/audit/export");
    expect(readings).toEqual([["GET /v1/audit/export", "file"]]);
  });

  it("is not one that tells of none", async () => {
    expect((await read("/v1/programs/export")).readings).toEqual([]);
  });
});
