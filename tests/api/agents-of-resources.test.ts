import { beforeAll, describe, expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { byPerson } from "../support/by-person.ts";
import type { Answer } from "../support/call-api.ts";
import { insertAssignments, insertMember, insertSignedIn } from "../support/member-rows.ts";
import { asOwner } from "../support/sample.ts";

const shop = apiWithSample();
let agent: Record<string, string>;
/** What the agent's affiliate has, and what another has, by the paths of lists. */
const made: Record<string, { own: string; foreign: string }> = {};

const BODIES: Readonly<Record<string, (name: string) => object>> = {
  "/v1/links": (slug) => ({ slug, destination_url: "https://shop.example/" }),
  "/v1/coupons": (code) => ({ code }),
};
const bodyOf = (path: string, name: string, affiliate: 0 | 1) => ({
  ...BODIES[path]?.(name),
  program_id: shop.sample.programId,
  affiliate_id: shop.sample.affiliates[affiliate].affiliateId,
});
const asAgent = (method: string, path: string, body?: unknown, headers = {}): Promise<Answer> =>
  shop.api.call(method, path, null, body, { ...agent, ...headers });

beforeAll(async () => {
  const { workspaceId, affiliates } = shop.sample;
  await asOwner(shop.database.ownerUrl, async (db) => {
    const { personId, ...session } = await insertSignedIn(db);
    const memberId = await insertMember(db, personId, { workspaceId, role: "agent" });
    await insertAssignments(db, { workspaceId, memberId }, [affiliates[0].affiliateId]);
    agent = { authorization: "", ...byPerson({ personId, ...session }, workspaceId) };
  });
  for (const path of Object.keys(BODIES)) {
    const make = async (name: string, affiliate: 0 | 1): Promise<string> =>
      (await shop.post(path, bodyOf(path, name, affiliate))).body.id;
    made[path] = { own: await make("mine", 0), foreign: await make("theirs", 1) };
  }
});

describe.each(Object.keys(BODIES))("an agent, of %s", (path) => {
  const ids = () => made[path] ?? { own: "", foreign: "" };

  it("lists and takes out what its affiliates have, and nothing of others", async () => {
    for (const query of ["", "?q=the", `?affiliate_id=${shop.sample.affiliates[1].affiliateId}`]) {
      const { status, body } = await asAgent("GET", `${path}${query}`);
      const listed = body.data.map(({ id }: { id: string }) => id);
      expect([status, listed.includes(ids().foreign)]).toEqual([200, false]);
    }
    const { status, body } = await asAgent("GET", `${path}/export?archived=all`);
    expect([status, body.includes(ids().own), body.includes(ids().foreign)]).toEqual([200, true, false]);
    expect(body).not.toContain(shop.sample.affiliates[1].affiliateId);
  });
});

describe("an agent, of links", () => {
  const path = "/v1/links";

  it("changes and archives those of its affiliates alone, one by one and many at once", async () => {
    const { own = "", foreign = "" } = made[path] ?? {};
    const set = { durable: true };
    expect((await asAgent("PATCH", `${path}/${foreign}`, set)).status).toBe(404);
    expect((await asAgent("POST", `${path}/${foreign}/archive`)).status).toBe(404);
    const operations = [
      { op: "update", id: own, set },
      { op: "update", id: foreign, set },
      { op: "create", set: bodyOf(path, "smuggled", 1) },
    ];
    const { body } = await asAgent("POST", `${path}/bulk`, { operations });
    expect(body.data.map((each: Answer["body"]) => each.error?.code ?? each.status)).toEqual([
      "updated",
      "not_found",
      "invalid_parameter",
    ]);
    expect((await shop.get(`${path}/${foreign}`)).body.durable).toBe(false);
  });
});
