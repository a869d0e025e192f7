import { expect, it } from "vitest";
import type { AffiliateId } from "../../core/shared/id.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { applicants } from "../support/applicants.ts";
import { insertLogin } from "../support/application-rows.ts";
import { byPerson } from "../support/by-person.ts";
import { insertMember, insertSignedIn } from "../support/member-rows.ts";
import { asOwnerSql, type Browser } from "../support/people.ts";
import { asOwner, contextOf, insertClick, settleSale } from "../support/sample.ts";

const shop = apiWithSample();
const { newPerson } = applicants(shop);
const PASSWORD = "a good long pass phrase";
const HOLD_MS = 72 * 3_600_000;

/** A person who is the login of an affiliate since some hours ago, and steps up. */
async function loginOf(affiliateId: AffiliateId, hoursAgo: number) {
  const { browser } = await newPerson();
  const personId = (await browser.call("GET", "/v1/people/me")).body.id;
  const of = { workspaceId: shop.sample.workspaceId, affiliateId, personId };
  await asOwner(shop.database.ownerUrl, (db) => insertLogin(db, of));
  await asOwnerSql(
    shop,
    `update affiliate_people set created_at = now() - interval '${hoursAgo} hours' where person_id = '${personId}'`,
  );
  await browser.call("PUT", "/v1/people/me/password", { password: PASSWORD });
  await browser.call("POST", "/v1/session/step-up", { password: PASSWORD });
  return { browser, personId };
}
/** Gives a first method, cancels it if it can be, and gives how long it waits. */
async function waitOf(browser: Browser): Promise<number> {
  const body = { kind: "wise", recipient_id: "501", country: "DE" };
  const { status, body: added } = await browser.call("POST", "/v1/portal/payout-methods", body);
  expect([status, added.error]).toEqual([201, undefined]);
  await browser.call("POST", `/v1/portal/payout-methods/${added.id}/cancel`);
  return Date.parse(added.effective_at) - Date.parse(added.created_at);
}

it("the first method waits where something was earned before the login, however old that is, also once given back", async () => {
  const { sample } = shop;
  const [{ affiliateId }] = sample.affiliates;
  await asOwner(shop.database.ownerUrl, async (db) => {
    const at = new Date(Date.now() - 7_200_000);
    const { text } = await insertClick(db, sample, sample.affiliates[0], { at });
    const sold = contextOf(db, sample.workspaceId, new Date(Date.now() - 3_600_000));
    await settleSale(sold, sample, { externalId: "NEW-LOGIN", clickIds: [text] });
  });
  const fresh = await loginOf(affiliateId, 0);
  expect(await waitOf(fresh.browser)).toBe(HOLD_MS);
  const logins = `/v1/affiliates/${affiliateId}/logins/${fresh.personId}`;
  const sinceHours = (hours: number) =>
    asOwnerSql(
      shop,
      `update affiliate_people set created_at = now() - interval '${hours} hours' where person_id = '${fresh.personId}'`,
    );
  // Nobody sits the hold out: the money was there before the login, however old both are by now.
  await asOwnerSql(
    shop,
    `update commissions set created_at = now() - interval '100 hours' where affiliate_id = '${affiliateId}'`,
  );
  await sinceHours(80);
  expect(await waitOf(fresh.browser)).toBe(HOLD_MS);
  // The login is older than what was earned.
  await sinceHours(120);
  await shop.post(`${logins}/remove`);
  const restored = await shop.post(`${logins}/restore`);
  expect(Date.parse(restored.body.created_at)).toBeGreaterThan(Date.now() - 60_000);
  expect(await waitOf(fresh.browser)).toBe(HOLD_MS);
});

it("the first method is in force at once where all was earned with the login", async () => {
  const { sample } = shop;
  const [, { affiliateId }] = sample.affiliates;
  const { browser } = await loginOf(affiliateId, 3);
  await asOwner(shop.database.ownerUrl, async (db) => {
    const at = new Date(Date.now() - 7_200_000);
    const { text } = await insertClick(db, sample, sample.affiliates[1], { at });
    const sold = contextOf(db, sample.workspaceId, new Date(Date.now() - 3_600_000));
    await settleSale(sold, sample, { externalId: "OLD-LOGIN", clickIds: [text] });
  });
  expect(await waitOf(browser)).toBe(0);
});

it("nobody makes themselves a login again that was removed", async () => {
  const { sample } = shop;
  const { affiliateId } = sample.affiliates[1];
  const ada = await asOwner(shop.database.ownerUrl, insertSignedIn);
  await asOwner(shop.database.ownerUrl, async (db) => {
    const { workspaceId } = sample;
    await insertLogin(db, { workspaceId, affiliateId, personId: ada.personId });
    await insertMember(db, ada.personId, { workspaceId, role: "owner" });
  });
  const path = `/v1/affiliates/${affiliateId}/logins/${ada.personId}`;
  const byAda = (act: string) =>
    shop.api.call("POST", `${path}/${act}`, null, undefined, byPerson(ada, sample.workspaceId));
  expect((await byAda("restore")).status).toBe(200);
  expect((await byAda("remove")).status).toBe(200);
  const { status, body } = await byAda("restore");
  expect([status, body.error?.code]).toEqual([403, "forbidden"]);
  const key = { name: "k", kind: "secret", scopes: ["payout_methods:write"] };
  const made = await shop.api.call("POST", "/v1/keys", null, key, byPerson(ada, sample.workspaceId));
  expect((await shop.post(`${path}/restore`, undefined, made.body.key)).status).toBe(403);
  expect((await shop.post(`${path}/restore`)).status).toBe(200);
});
