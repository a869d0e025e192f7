import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
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

  it("is not one that tells of none", async () => {
    expect((await read("/v1/programs/export")).readings).toEqual([]);
  });
});
