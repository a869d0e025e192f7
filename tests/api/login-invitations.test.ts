import { describe, expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { applicants, problemsOf } from "../support/applicants.ts";
import { byPerson } from "../support/by-person.ts";
import { insertMember, insertSignedIn } from "../support/member-rows.ts";
import { asOwnerSql, type Browser, mailsTo, signIn, tokenTo } from "../support/people.ts";
import { asOwner } from "../support/sample.ts";

const shop = apiWithSample();
const { apply, decide, programWith } = applicants(shop);
let affiliates = 0;

/** An affiliate of its own that the merchant made. */
async function newAffiliate(): Promise<{ id: string; email: string }> {
  affiliates += 1;
  const email = `known${affiliates}@a.example`;
  return { email, id: (await shop.post("/v1/affiliates", { name: "Known", email })).body.id };
}
const invite = (id: string, body: object = {}, by = shop.key) =>
  shop.post(`/v1/affiliates/${id}/invitations`, body, by);
const accept = (browser: Browser, token: string) => browser.call("POST", "/v1/invitations/accept", { token });
const linkTo = (email: string) => tokenTo(shop, email, "invitation");
const reachedBy = async (browser: Browser): Promise<string[]> =>
  (await browser.call("GET", "/v1/me/affiliates")).body.data.map(({ id }: { id: string }) => id);
const listed = async (id: string) => (await shop.get(`/v1/affiliates/${id}/invitations`)).body.data;
const statuses = async (id: string) => (await listed(id)).map(({ status }: { status: string }) => status);
const personOf = async (browser: Browser) => (await browser.call("GET", "/v1/people/me")).body.id;
const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } }) => [
  status,
  body.error?.code,
];
const NOT_PROVED = [403, "step_up_invalid"];
/** An affiliate of its own whose person is invited and signed in; with the link of the mail. */
async function invited() {
  const { id, email } = await newAffiliate();
  const made = await invite(id);
  expect(made.status).toBe(201);
  return {
    ...{ id, email, invitationId: made.body.id as string },
    ...{ token: await linkTo(email), browser: await signIn(shop, email) },
  };
}

describe("an invitation to be the login of an affiliate", () => {
  it("is mailed to its address, and makes who follows it the login, once", async () => {
    const { id, email, invitationId, token, browser } = await invited();
    const [mail] = await mailsTo(shop, email).then((mails) =>
      mails.filter((each) => each.kind === "invitation"),
    );
    expect(mail?.text).toContain("as an affiliate of");
    expect(mail?.text).toContain("http://localhost/invitation#inv_");
    expect(await reachedBy(browser)).toEqual([]);
    const all = await Promise.all([1, 2, 3].map(() => accept(browser, token)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    const personId = await personOf(browser);
    for (const { body } of all) {
      expect(body).toMatchObject({ object: "affiliate_login", affiliate_id: id, person_id: personId });
    }
    expect(await reachedBy(browser)).toEqual([id]);
    expect((await browser.call("GET", "/v1/portal/me")).body.id).toBe(id);
    expect(await listed(id)).toMatchObject([
      { id: invitationId, email, status: "accepted", person_id: personId },
    ]);
    const acts = (await shop.acts(invitationId)).map(({ action }) => action);
    expect(acts).toEqual(["invitation.accepted", "invitation.created"]);
    const ties = (await shop.acts(id)).filter(({ action }) => action === "affiliate_login.created");
    expect(ties.map(({ actor }) => actor)).toEqual([`person:${personId}`]);
    expect(JSON.stringify([...(await shop.acts(invitationId)), ...ties])).not.toContain(email);
  });

  it("goes to another address where one is given, is open once there, and is no invitation of members", async () => {
    const { id } = await newAffiliate();
    const email = `second.${id}@a.example`;
    const made = await invite(id, { email: email.toUpperCase() });
    expect([made.status, made.body.email, made.body.status]).toEqual([201, email.toLowerCase(), "open"]);
    expect(problemsOf(await invite(id, { email }))).toEqual([409, "email"]);
    expect((await invite(id)).status).toBe(201);
    expect((await shop.post("/v1/invitations", { email, role: "agent" })).status).toBe(201);
    expect((await listed(id)).map((row: { email: string }) => row.email)).toHaveLength(2);
    const members = await shop.api.list("/v1/invitations", shop.key, 100);
    expect(members.map((row) => row.id)).not.toContain(made.body.id);
    for (const verb of ["resend", "revoke"]) {
      expect((await shop.post(`/v1/invitations/${made.body.id}/${verb}`)).status).toBe(404);
    }
    // One that has expired gives way.
    await asOwnerSql(shop, `update invitations set expires_at = now() where id = '${made.body.id}'`);
    expect((await invite(id, { email })).status).toBe(201);
  });

  it("leads nowhere once it is revoked or expired, or its person was taken out since", async () => {
    const revoked = await invited();
    const path = `/v1/affiliates/${revoked.id}/invitations/${revoked.invitationId}/revoke`;
    for (const _twice of [1, 2]) expect((await shop.post(path)).body.status).toBe("revoked");
    expect(codeOf(await accept(revoked.browser, revoked.token))).toEqual(NOT_PROVED);
    const expired = await invited();
    await asOwnerSql(shop, `update invitations set expires_at = now() where id = '${expired.invitationId}'`);
    expect(codeOf(await accept(expired.browser, expired.token))).toEqual(NOT_PROVED);
    const out = await invited();
    const application = (await apply(out.browser, await programWith())).body.id;
    await decide(application, "approve", { affiliate_id: out.id });
    const login = `/v1/affiliates/${out.id}/logins/${await personOf(out.browser)}`;
    expect((await shop.post(`${login}/remove`)).status).toBe(200);
    expect(codeOf(await accept(out.browser, out.token))).toEqual(NOT_PROVED);
    expect(await reachedBy(out.browser)).toEqual([]);
    // A later one lets it in.
    await shop.post(`/v1/affiliates/${out.id}/invitations/${out.invitationId}/revoke`);
    expect((await invite(out.id)).status).toBe(201);
    expect((await accept(out.browser, await linkTo(out.email))).status).toBe(201);
    await shop.post(`${login}/remove`);
    expect(codeOf(await accept(out.browser, await linkTo(out.email)))).toEqual(NOT_PROVED);
  });

  it("leads nowhere once its affiliate was given another address, unless it is to that one", async () => {
    const { id, token, browser, email: mistyped } = await invited();
    const email = `right.${id}@a.example`;
    expect((await invite(id, { email })).status).toBe(201);
    expect((await shop.patch(`/v1/affiliates/${id}`, { email: email.toUpperCase() })).status).toBe(200);
    expect(codeOf(await accept(browser, token))).toEqual(NOT_PROVED);
    expect(await reachedBy(browser)).toEqual([]);
    expect(await statuses(id)).toEqual(["expired", "open"]);
    expect((await accept(await signIn(shop, email), await linkTo(email))).status).toBe(201);
    // One that is made after the change is good, whatever its address.
    const second = `second.${id}@a.example`;
    expect((await invite(id, { email: second })).status).toBe(201);
    expect((await accept(await signIn(shop, second), await linkTo(second))).status).toBe(201);
    expect((await invite(id, { email: mistyped })).status).toBe(201);
    expect(await statuses(id)).toEqual(["revoked", "accepted", "accepted", "open"]);
    expect(problemsOf(await invite(id, { email: mistyped }))).toEqual([409, "email"]);
  });

  it("is mailed to an address five times in seven days at most, also where they are taken back", async () => {
    const { id, email } = await newAffiliate();
    const other = await newAffiliate();
    const again = async (affiliateId: string) => {
      const made = await invite(affiliateId, { email });
      if (made.status === 201)
        await shop.post(`/v1/affiliates/${affiliateId}/invitations/${made.body.id}/revoke`);
      return made;
    };
    for (const of of [id, id, other.id, id, id]) expect((await again(of)).status).toBe(201);
    for (const of of [id, other.id]) expect(problemsOf(await again(of))).toEqual([409, "email"]);
    expect(await mailsTo(shop, email)).toHaveLength(5);
    expect((await invite(id, { email: `not.${email}` })).status).toBe(201);
    await asOwnerSql(
      shop,
      `update invitations set created_at = now() - interval '7 days 1 second' where id = '${(await listed(id))[0].id}'`,
    );
    expect((await again(id)).status).toBe(201);
  });

  it("is of its address, of an affiliate that may promote, and of who is no other affiliate there", async () => {
    const first = await invited();
    const second = await invited();
    expect(codeOf(await accept(second.browser, first.token))).toEqual([403, "forbidden"]);
    await shop.patch(`/v1/affiliates/${first.id}`, { status: "suspended" });
    expect(problemsOf(await accept(first.browser, first.token))).toEqual([409, "token"]);
    expect(problemsOf(await invite(first.id))).toEqual([409, "id"]);
    expect((await accept(second.browser, second.token)).status).toBe(201);
    const { id } = await newAffiliate();
    await invite(id, { email: second.email });
    expect(problemsOf(await accept(second.browser, await linkTo(second.email)))).toEqual([409, "token"]);
    expect(
      problemsOf(await shop.post(`/v1/affiliates/${second.id}/invitations/${second.invitationId}/revoke`)),
    ).toEqual([409, "id"]);
  });

  it("is sent by who may say where the affiliate is paid, to another than themselves, and in no other workspace", async () => {
    const { id } = await newAffiliate();
    const { workspaceId } = shop.sample;
    expect((await invite(id, {}, shop.otherKey)).status).toBe(404);
    expect((await shop.get(`/v1/affiliates/${id}/invitations`, shop.otherKey)).status).toBe(404);
    const as = async (role: "operator" | "manager") => {
      const person = await asOwner(shop.database.ownerUrl, async (db) => {
        const made = await insertSignedIn(db);
        await insertMember(db, made.personId, { workspaceId, role });
        return made;
      });
      return { authorization: "", ...byPerson(person, workspaceId) };
    };
    const post = (headers: Record<string, string>) =>
      shop.api.call("POST", `/v1/affiliates/${id}/invitations`, null, {}, headers);
    expect((await post(await as("operator"))).status).toBe(403);
    expect((await post(await as("manager"))).status).toBe(201);
    const own = `boss.${id}@a.example`.toLowerCase();
    const browser = await signIn(shop, own);
    const personId = await personOf(browser);
    await asOwner(shop.database.ownerUrl, (db) => insertMember(db, personId, { workspaceId, role: "owner" }));
    const headers = { "workspace-id": workspaceId };
    const made = await browser.call("POST", `/v1/affiliates/${id}/invitations`, { email: own }, headers);
    expect(made.status).toBe(201);
    expect(codeOf(await accept(browser, await linkTo(own)))).toEqual([403, "forbidden"]);
    // Nor by a key of their own, or one that was made with it.
    const later = (await newAffiliate()).id;
    const asked = { name: "Own", kind: "secret", scopes: ["keys:write", "payout_methods:write"] };
    const { key } = (await browser.call("POST", "/v1/keys", asked, headers)).body;
    expect(key).toMatch(/^tb_test_/);
    const further = (await shop.post("/v1/keys", asked, key)).body.key;
    expect(further).toMatch(/^tb_test_/);
    expect((await invite(later, { email: own }, further)).status).toBe(201);
    expect(codeOf(await accept(browser, await linkTo(own)))).toEqual([403, "forbidden"]);
    expect(await reachedBy(browser)).toEqual([]);
  });
});

describe("an invitation that a change of address ended", () => {
  it("does not count towards those that a workspace may have open", async () => {
    const { id, invitationId } = await invited();
    await asOwnerSql(
      shop,
      `insert into invitations select (jsonb_populate_record(null::invitations, to_jsonb(one) || jsonb_build_object(
                'id', 'inv_' || lpad(n::text, 26, '0'), 'hash', md5(n::text), 'email_hash', md5(n::text)))).*
         from invitations one, generate_series(1, 500) n where one.id = '${invitationId}'`,
    );
    const other = await newAffiliate();
    const refused = await invite(other.id);
    expect([refused.status, refused.body.error?.message]).toEqual([
      409,
      expect.stringContaining("one too many"),
    ]);
    await shop.patch(`/v1/affiliates/${id}`, { email: "corrected@a.example" });
    expect((await invite(other.id)).status).toBe(201);
  });
});
