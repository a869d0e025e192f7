import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { applicants, problemsOf } from "../support/applicants.ts";
import { insertLogin } from "../support/application-rows.ts";
import { insertKey } from "../support/call-api.ts";
import { insertMember } from "../support/member-rows.ts";
import { addAuthenticator, type Browser } from "../support/people.ts";
import { asOwner } from "../support/sample.ts";

const shop = apiWithSample();
const { apply, newPerson, programWith } = applicants(shop);
const PASSWORD = "a good long pass phrase";
const IBAN = { kind: "iban", holder: "Joan", iban: "DE89370400440532013000" };
const owned = <T>(work: Parameters<typeof asOwner<T>>[1]) => asOwner(shop.database.ownerUrl, work);
let programId: string;

beforeAll(async () => {
  programId = await programWith({ auto_approve: [{ everyone: true }] });
});

/** A person who is the login of an affiliate of its own, in the program. */
async function newAffiliate(): Promise<{ browser: Browser; affiliateId: string }> {
  const { browser } = await newPerson();
  const { body } = await apply(browser, programId);
  return { browser, affiliateId: body.affiliate_id };
}
async function personOf(browser: Browser) {
  return (await browser.call("GET", "/v1/people/me")).body.id;
}
const as = (affiliateId: string) => ({ "affiliate-id": affiliateId });
const errorOf = ({ status, body }: { status: number; body: { error: { code: string } } }) => [
  status,
  body.error.code,
];

describe("the login of an affiliate", () => {
  it("opens the portal of that affiliate, which it need not name while it is the only one", async () => {
    const { browser, affiliateId } = await newAffiliate();
    for (const headers of [{}, as(affiliateId)]) {
      const { status, body } = await browser.call("GET", "/v1/portal/me", undefined, headers);
      expect([status, body.id, body.name]).toEqual([200, affiliateId, "Joan"]);
    }
    const { body } = await browser.call("GET", "/v1/portal/payout-outlook");
    expect(body.error).toBeUndefined();
  });

  it("names which, where it is of several in several workspaces, and no other is there", async () => {
    const { browser, affiliateId } = await newAffiliate();
    const personId = await personOf(browser);
    const { workspaceId, affiliates } = shop.other;
    const second = affiliates[1].affiliateId;
    await owned((db) => insertLogin(db, { workspaceId, affiliateId: second, personId }));
    const reached = (await browser.call("GET", "/v1/me/affiliates")).body.data;
    expect(reached.map(({ id }: { id: string }) => id)).toEqual([affiliateId, second]);
    expect(reached[1].workspace.id).toBe(workspaceId);
    expect(problemsOf(await browser.call("GET", "/v1/portal/me"))).toEqual([422, "Affiliate-Id"]);
    const mine = await browser.call("GET", "/v1/portal/me", undefined, as(second));
    expect([mine.status, mine.body.id]).toEqual([200, second]);
    const { affiliateId: anothers } = affiliates[0];
    for (const id of [anothers, shop.sample.affiliates[0].affiliateId, "aff_none", "", workspaceId]) {
      expect((await browser.call("GET", "/v1/portal/me", undefined, as(id))).status, id).toBe(404);
    }
  });

  it("is nobody's who is none, and says so", async () => {
    const { browser } = await newPerson();
    expect(problemsOf(await browser.call("GET", "/v1/portal/me"))).toEqual([422, "Affiliate-Id"]);
  });

  it("ends at once where the merchant ends it, and comes back where it restores it", async () => {
    const { browser, affiliateId } = await newAffiliate();
    const path = `/v1/affiliates/${affiliateId}/logins`;
    const personId = await personOf(browser);
    const statusOf = async () =>
      (await browser.call("GET", "/v1/portal/me", undefined, as(affiliateId))).status;
    for (const _twice of [1, 2]) {
      const { body } = await shop.post(`${path}/${personId}/remove`);
      expect(body.removed_at).not.toBeNull();
    }
    expect(await statusOf()).toBe(404);
    expect((await browser.call("GET", "/v1/me/affiliates")).body.data).toEqual([]);
    const { affiliateId: other } = shop.sample.affiliates[0];
    await owned((db) =>
      insertLogin(db, { workspaceId: shop.sample.workspaceId, affiliateId: other, personId }),
    );
    expect(problemsOf(await shop.post(`${path}/${personId}/restore`))).toEqual([409, "person_id"]);
    await shop.post(`/v1/affiliates/${other}/logins/${personId}/remove`);
    expect((await shop.post(`${path}/${personId}/restore`)).body.removed_at).toBeNull();
    expect(await statusOf()).toBe(200);
    const acts = (await shop.acts(affiliateId)).map(({ action }) => action);
    expect(acts.filter((action) => action.startsWith("affiliate_login"))).toEqual([
      ...["affiliate_login.created", "affiliate_login.removed", "affiliate_login.created"],
    ]);
    expect((await shop.get(path, shop.otherKey)).status).toBe(404);
    expect((await shop.post(`${path}/${personId}/remove`, {}, shop.otherKey)).status).toBe(404);
  });
});

describe("a person who is a member of the same workspace too", () => {
  it("has what the caller it names has, and never both", async () => {
    const { browser, affiliateId } = await newAffiliate();
    const { workspaceId } = shop.sample;
    const personId = await personOf(browser);
    await owned((db) => insertMember(db, personId, { workspaceId, role: "owner" }));
    const member = { "workspace-id": workspaceId };
    const statuses = async (headers: Record<string, string>) =>
      Promise.all(
        ["/v1/affiliates", "/v1/portal/me"].map(
          async (path) => (await browser.call("GET", path, undefined, headers)).status,
        ),
      );
    expect(await statuses(member)).toEqual([200, 403]);
    expect(await statuses(as(affiliateId))).toEqual([403, 200]);
    expect(await statuses({})).toEqual([200, 200]);
    const both = await browser.call("GET", "/v1/portal/me", undefined, { ...member, ...as(affiliateId) });
    expect(problemsOf(both)).toEqual([422, "Affiliate-Id"]);
  });
});

describe("a suspended affiliate", () => {
  it("sees what it earned and is owed, and disputes it; it makes no link and applies to nothing", async () => {
    const { browser, affiliateId } = await newAffiliate();
    const link = { program_id: programId, destination_url: "https://shop.example/a" };
    expect((await browser.call("POST", "/v1/portal/links", link)).status).toBe(201);
    await shop.patch(`/v1/affiliates/${affiliateId}`, { status: "suspended" });
    for (const path of ["me", "statement", "commissions", "payouts", "payout-outlook", "disputes", "links"]) {
      expect((await browser.call("GET", `/v1/portal/${path}`)).status, path).toBe(200);
    }
    expect(errorOf(await browser.call("POST", "/v1/portal/links", link))).toEqual([403, "forbidden"]);
    const dispute = { payout_id: `pay_${"0".repeat(26)}`, reason: "payout_not_received", text: "Nothing." };
    expect((await browser.call("POST", "/v1/portal/disputes", dispute)).status).toBe(422);
    expect(problemsOf(await apply(browser, await programWith()))).toEqual([409, "program_id"]);
    await shop.post(`/v1/affiliates/${affiliateId}/archive`);
    expect((await browser.call("GET", "/v1/portal/statement")).status).toBe(200);
    expect(errorOf(await browser.call("POST", "/v1/portal/links", link))).toEqual([403, "forbidden"]);
  });
});

describe("links of one's own", () => {
  it("lead to the hosts of a program that one is in, and nowhere else", async () => {
    const { browser, affiliateId } = await newAffiliate();
    const [own] = (await browser.call("GET", "/v1/portal/programs")).body.data;
    expect([own.id, own.allowed_hosts]).toEqual([programId, ["shop.example", "*.shop.example"]]);
    const make = (destination_url: string, program_id: string = programId) =>
      browser.call("POST", "/v1/portal/links", { program_id, destination_url });
    const made = await make("https://www.shop.example/shoes?a=1");
    expect([made.status, made.body.program_id, made.body.rules]).toEqual([201, programId, undefined]);
    const whole = (await shop.get(`/v1/links/${made.body.id}`)).body;
    expect([whole.affiliate_id, whole.short_url]).toEqual([affiliateId, made.body.short_url]);
    expect((await browser.call("GET", "/v1/portal/links")).body.data).toEqual([made.body]);
    expect((await browser.call("GET", `/v1/portal/links/${made.body.id}`)).body).toEqual(made.body);
    for (const url of [
      ...["https://evil.example/", "https://shop.example.evil.example/", "https://evilshop.example/"],
      ...["https://evil.example%2f@shop.example/", "https://shop.example@evil.example/"],
      ...["https://shop.example:444/", "javascript:alert(1)", "//evil.example", "http://shop.example/"],
      ...["https://{sub_id}.shop.example/", "https://evil.example\\.shop.example/"],
    ]) {
      const { status, body } = await make(url);
      expect([url, status, body.error?.errors[0].param]).toEqual([url, 422, "destination_url"]);
    }
    expect(problemsOf(await make("https://shop.example/", shop.sample.programId))).toEqual([
      422,
      "program_id",
    ]);
    expect(problemsOf(await make("https://shop.example/", shop.other.programId))).toEqual([
      422,
      "program_id",
    ]);
    await shop.patch(`/v1/programs/${programId}`, { status: "paused" });
    expect(problemsOf(await make("https://shop.example/"))).toEqual([409, "program_id"]);
    await shop.patch(`/v1/programs/${programId}`, { status: "active" });
  });

  it("are one's own: another's is not there", async () => {
    const { browser } = await newAffiliate();
    const { affiliates } = shop.sample;
    expect((await browser.call("GET", `/v1/portal/links/${affiliates[0].linkId}`)).status).toBe(404);
    expect((await browser.call("GET", "/v1/portal/links")).body.data).toEqual([]);
  });
});

describe("a payout method of one's own", () => {
  const add = (browser: Browser) => browser.call("POST", "/v1/portal/payout-methods", IBAN);

  it("takes a login that stepped up just now, the first as the second", async () => {
    const { browser, affiliateId } = await newAffiliate();
    expect(errorOf(await add(browser))).toEqual([403, "step_up_required"]);
    await browser.call("PUT", "/v1/people/me/password", { password: PASSWORD });
    expect(errorOf(await add(browser))).toEqual([403, "step_up_required"]);
    const wrong = await browser.call("POST", "/v1/session/step-up", { password: "another" });
    expect(wrong.status).toBe(403);
    expect((await browser.call("POST", "/v1/session/step-up", { password: PASSWORD })).status).toBe(200);
    const added = await add(browser);
    expect([added.status, added.body.status, added.body.affiliate_id]).toEqual([
      201,
      "in_force",
      affiliateId,
    ]);
    expect(JSON.stringify(added.body)).not.toContain(IBAN.iban);
    const second = await add(browser);
    expect([second.status, second.body.status]).toEqual([201, "pending"]);
    const cancelled = await browser.call("POST", `/v1/portal/payout-methods/${second.body.id}/cancel`);
    expect(cancelled.body.status).toBe("cancelled");
    const acts = await shop.acts(added.body.id);
    expect(acts.map(({ action, actor }) => `${action} ${actor}`)).toEqual([
      `payout_method.added person:${await personOf(browser)}`,
    ]);
  });

  it("is given by a code of one's authenticator, and not ten minutes later", async () => {
    const { browser } = await newAffiliate();
    const { code } = await addAuthenticator(browser);
    await browser.call("POST", "/v1/session/step-up", { code: code() });
    expect((await add(browser)).status).toBe(201);
    const personId = await personOf(browser);
    const old = sql`update sessions set verified_at = now() - interval '11 minutes' where person_id = ${personId}`;
    await owned((db) => db.execute(old));
    expect(errorOf(await add(browser))).toEqual([403, "step_up_required"]);
  });

  it("is given by no key, which cannot step up", async () => {
    const { workspaceId, affiliates } = shop.sample;
    const { affiliateId } = affiliates[0];
    const { key } = await owned((db) => insertKey(db, workspaceId, { affiliateId }));
    const answer = await shop.post("/v1/portal/payout-methods", IBAN, key);
    expect(errorOf(answer)).toEqual([403, "step_up_required"]);
  });
});
