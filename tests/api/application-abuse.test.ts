import { describe, expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { applicants } from "../support/applicants.ts";
import { insertMember } from "../support/member-rows.ts";
import type { Browser } from "../support/people.ts";
import { asOwner } from "../support/sample.ts";

const shop = apiWithSample();
const { apply, decide, newPerson, programWith } = applicants(shop);
const IBAN = { kind: "iban", holder: "Joan", iban: "DE89370400440532013000" };

async function personOf(browser: Browser) {
  return (await browser.call("GET", "/v1/people/me")).body.id;
}
/** A person who is signed in, and a member of the workspace. */
async function memberAs(role: "owner" | "manager" | "operator") {
  const { browser } = await newPerson();
  const personId = await personOf(browser);
  const { workspaceId } = shop.sample;
  await asOwner(shop.database.ownerUrl, (db) => insertMember(db, personId, { workspaceId, role }));
  const call = (method: string, path: string, body?: unknown) =>
    browser.call(method, path, body, { "workspace-id": workspaceId });
  return { browser, call };
}
const newAffiliate = async (email: string) =>
  (await shop.post("/v1/affiliates", { name: "Known", email })).body.id;

describe("who decides about an application", () => {
  it("is another than who applied, and no key that they made", async () => {
    const { browser, call } = await memberAs("owner");
    const { id } = (await apply(browser, await programWith())).body;
    const refused = await call("POST", `/v1/applications/${id}/approve`);
    expect([refused.status, refused.body.error?.code]).toEqual([403, "forbidden"]);
    const asked = { name: "Own", kind: "secret", scopes: ["applications:decide"] };
    const { key } = (await call("POST", "/v1/keys", asked)).body;
    expect(key).toMatch(/^tb_test_/);
    expect((await shop.post(`/v1/applications/${id}/approve`, {}, key)).status).toBe(403);
    expect((await decide(id, "approve")).status).toBe(200);
  });

  it("names an affiliate that is there where it may say whom that affiliate is paid to", async () => {
    const affiliateId = await newAffiliate("rich@a.example");
    const { browser } = await newPerson();
    const { id } = (await apply(browser, await programWith())).body;
    const operator = await memberAs("operator");
    const direct = await operator.call("POST", `/v1/affiliates/${affiliateId}/payout-methods`, IBAN);
    expect(direct.status).toBe(403);
    const path = `/v1/applications/${id}/approve`;
    const refused = await operator.call("POST", path, { affiliate_id: affiliateId });
    const password = "a good long pass phrase";
    await browser.call("PUT", "/v1/people/me/password", { password });
    await browser.call("POST", "/v1/session/step-up", { password });
    const given = await browser.call("POST", "/v1/portal/payout-methods", IBAN);
    expect([refused.status, refused.body.error?.code, given.status]).toEqual([403, "forbidden", 422]);
    const manager = await memberAs("manager");
    const approved = await manager.call("POST", path, { affiliate_id: affiliateId });
    expect([approved.status, approved.body.affiliate_id]).toEqual([200, affiliateId]);
  });
});

describe("a person whose login was removed", () => {
  const everyone = { auto_approve: [{ everyone: true }] };

  it("does not come back by a rule", async () => {
    const { browser } = await newPerson();
    const personId = await personOf(browser);
    const { affiliate_id: affiliateId } = (await apply(browser, await programWith(everyone))).body;
    await shop.patch(`/v1/affiliates/${affiliateId}`, { email: "another@a.example" });
    await shop.post(`/v1/affiliates/${affiliateId}/logins/${personId}/remove`);
    const again = await apply(browser, await programWith(everyone));
    expect([again.status, again.body.status]).toEqual([201, "pending"]);
    expect((await browser.call("GET", "/v1/me/affiliates")).body.data).toEqual([]);
  });

  it("is restored and approved at once as one affiliate or refused, and nothing fails", async () => {
    for (let round = 0; round < 12; round += 1) {
      const { browser } = await newPerson();
      const personId = await personOf(browser);
      const { affiliate_id: affiliateId } = (await apply(browser, await programWith(everyone))).body;
      const logins = `/v1/affiliates/${affiliateId}/logins/${personId}`;
      const { id } = (await apply(browser, await programWith())).body;
      await shop.post(`${logins}/remove`);
      const [approved, restored] = await Promise.all([decide(id, "approve"), shop.post(`${logins}/restore`)]);
      expect(approved.status, JSON.stringify(approved.body)).toBe(200);
      expect([200, 409]).toContain(restored.status);
      expect((await browser.call("GET", "/v1/me/affiliates")).body.data).toHaveLength(1);
    }
  }, 60_000);
});
