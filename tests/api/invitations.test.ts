import { beforeAll, describe, expect, it } from "vitest";
import type { CustomRoleId, WorkspaceId } from "../../core/shared/id.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { byPerson } from "../support/by-person.ts";
import { insertCustomRole, insertMember, insertSignedIn } from "../support/member-rows.ts";
import { asOwnerSql, type Browser, mailsTo, openBrowser, signIn, tokenTo } from "../support/people.ts";
import { asOwner } from "../support/sample.ts";

const shop = apiWithSample();
type As = Record<string, string>;
let owner: As;
/** One in the workspace who may write members, and little else. */
let keeper: As;
/** The role of the organisation's own that the keeper can give. */
let readers: CustomRoleId;
let manager: As;
/** The owner of the other workspace. */
let stranger: As;
let people = 0;

beforeAll(() =>
  asOwner(shop.database.ownerUrl, async (db) => {
    const make = async (workspaceId: WorkspaceId, role: Parameters<typeof insertMember>[2]["role"]) => {
      const person = await insertSignedIn(db);
      await insertMember(db, person.personId, { workspaceId, role, wide: role === "owner" });
      return { authorization: "", ...byPerson(person, workspaceId) };
    };
    const { workspaceId } = shop.sample;
    owner = await make(workspaceId, "owner");
    const kept = ["members:read", "members:write", "links:read"] as const;
    keeper = await make(workspaceId, { customRoleId: await insertCustomRole(db, workspaceId, kept) });
    readers = await insertCustomRole(db, workspaceId, ["links:read"]);
    manager = await make(workspaceId, "manager");
    stranger = await make(shop.other.workspaceId, "owner");
  }),
);

/** An address that nobody else in this file has. */
const newEmail = () => {
  people += 1;
  return `joan${people}@invited.example`;
};
const newRole = (workspaceId: WorkspaceId) =>
  asOwner(shop.database.ownerUrl, (db) => insertCustomRole(db, workspaceId, ["links:read"]));
const post = (as: As, path: string, body: unknown = {}) => shop.api.call("POST", path, null, body, as);
const invite = (body: object, as = owner) => post(as, "/v1/invitations", body);
const act = (as: As, id: string, verb: "resend" | "revoke") => post(as, `/v1/invitations/${id}/${verb}`);
const linkTo = (email: string) => tokenTo(shop, email, "invitation");
const accept = (browser: Browser, token: unknown) =>
  browser.call("POST", "/v1/invitations/accept", { token });
/** What the person's session is answered in the sample's workspace. */
const statusIn = async (browser: Browser, path: string) =>
  (await browser.call("GET", path, undefined, { "workspace-id": shop.sample.workspaceId })).status;
const listed = async (id: string) => {
  const rows = await shop.api.list("/v1/invitations", shop.key, 100);
  return rows.find((row) => row.id === id);
};
/** Invites a new address, which is signed in; with the link of its mail. */
async function invited(role: object = { role: "operator" }) {
  const email = newEmail();
  const { status, body } = await invite({ email, ...role });
  expect([status, body.status]).toEqual([201, "open"]);
  return { email, id: body.id as string, token: await linkTo(email), browser: await signIn(shop, email) };
}
const actsOf = async (id: string) => (await shop.acts(id)).map(({ action }) => action);
async function membersOf(email: string): Promise<number> {
  const rows = await shop.api.list("/v1/members", shop.key, 100);
  return rows.filter((row) => row.email === email).length;
}
const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } }) => [
  status,
  body.error?.code,
];
const NOT_PROVED = [403, "step_up_invalid"];

describe("an invitation", () => {
  it("makes a member of who follows its link, whose access counts at once", async () => {
    const email = newEmail();
    const made = await invite({ email: email.toUpperCase(), role: "operator" });
    expect(made.body).toMatchObject({ object: "invitation", email, role: "operator", scope: "workspace" });
    const days = (Date.parse(made.body.expires_at) - Date.parse(made.body.created_at)) / 86_400_000;
    expect(days).toBe(7);
    const [mail] = await mailsTo(shop, email);
    expect([mail?.kind, mail?.to]).toEqual(["invitation", email]);
    expect(mail?.text).toContain("http://localhost/invitation#inv_");
    const browser = await signIn(shop, email);
    expect(await statusIn(browser, "/v1/affiliates")).toBe(404);
    const accepted = await accept(browser, await linkTo(email));
    expect([accepted.status, accepted.body.object, accepted.body.role]).toEqual([201, "member", "operator"]);
    expect(await statusIn(browser, "/v1/affiliates")).toBe(200);
    expect(await listed(made.body.id)).toMatchObject({ status: "accepted", member_id: accepted.body.id });
    const acts = await shop.acts(made.body.id);
    expect(await actsOf(made.body.id)).toEqual(["invitation.accepted", "invitation.created"]);
    expect(acts[0].change).toMatchObject({ from: "open", to: "accepted", member_id: accepted.body.id });
    expect(acts[0].actor).toBe(`person:${accepted.body.person_id}`);
    expect(JSON.stringify(acts)).not.toContain(email);
  });

  it("is kept without its link, and shown without its hash", async () => {
    const { id, token } = await invited();
    const secret = token.split(".")[1] ?? "";
    expect(secret).toHaveLength(43);
    const read =
      "select (select json_agg(t) from invitations t)::text || (select json_agg(t) from person_mails t)::text";
    const { rows } = (await asOwnerSql(shop, `${read} as dump`)) as { rows: { dump: string }[] };
    expect(rows[0]?.dump).toContain(id);
    expect(rows[0]?.dump).not.toContain(secret);
    expect(Object.keys(await listed(id)).filter((name) => /hash|token/.test(name))).toEqual([]);
  });

  it("gives a role of the organisation's own, or one on the whole organisation", async () => {
    const own = await invited({ custom_role_id: readers });
    expect((await accept(own.browser, own.token)).body.custom_role_id).toBe(readers);
    expect(await statusIn(own.browser, "/v1/links")).toBe(200);
    expect(await statusIn(own.browser, "/v1/affiliates")).toBe(403);
    const wide = await invited({ role: "observer", scope: "organisation" });
    expect((await accept(wide.browser, wide.token)).body).toMatchObject({ scope: "organisation" });
    expect((await wide.browser.call("GET", "/v1/me")).body.organisations).toHaveLength(1);
  });
});

describe("inviting is refused", () => {
  it("where the body is wrong, by the name of what is wrong", async () => {
    const archived = await newRole(shop.sample.workspaceId);
    await post(owner, `/v1/custom-roles/${archived}/archive`);
    const foreign = await newRole(shop.other.workspaceId);
    const email = newEmail();
    const cases: readonly (readonly [object, string])[] = [
      ...["", "joan", "joan@", "@x.example", "joan@x", "j j@x.example", "j@x.example\n", 7, null].map(
        (wrong) => [{ email: wrong, role: "agent" }, "email"] as const,
      ),
      [{ role: "agent" }, "email"],
      [{ email: `${"j".repeat(250)}@x.example`, role: "agent" }, "email"],
      [{ email }, "role"],
      [{ email, role: "king" }, "role"],
      [{ email, role: "agent", custom_role_id: foreign }, "role"],
      [{ email, custom_role_id: foreign }, "custom_role_id"],
      [{ email, custom_role_id: archived }, "custom_role_id"],
      [{ email, custom_role_id: "rol_none" }, "custom_role_id"],
      [{ email, role: "agent", scope: "planet" }, "scope"],
      [{ email, role: "agent", workspace_id: shop.other.workspaceId }, "workspace_id"],
    ];
    for (const [body, param] of cases) {
      const answer = await invite(body);
      expect([body, answer.status]).toEqual([body, expect.toSatisfy((each) => each === 400 || each === 422)]);
      expect(
        answer.body.error.errors.map((each: { param: string }) => each.param),
        param,
      ).toContain(param);
    }
    expect(await mailsTo(shop, email)).toEqual([]);
  });

  it("for more than the inviter has where it counts, and in a workspace that is not theirs", async () => {
    const email = newEmail();
    const forbidden: readonly (readonly [As, object])[] = [
      [keeper, { role: "owner" }],
      [keeper, { role: "agent" }],
      [keeper, { custom_role_id: readers, scope: "organisation" }],
      [manager, { role: "agent" }],
      // A key is of one workspace.
      [{ authorization: `Bearer ${shop.key}` }, { role: "agent", scope: "organisation" }],
    ];
    for (const [as, role] of forbidden)
      expect(codeOf(await invite({ email, ...role }, as))).toEqual([403, "forbidden"]);
    const elsewhere = { ...owner, "workspace-id": shop.other.workspaceId };
    for (const as of [elsewhere, { ...owner, "workspace-id": "ws_none" }]) {
      expect((await invite({ email, role: "agent" }, as)).status).toBe(404);
    }
    expect(await mailsTo(shop, email)).toEqual([]);
    // The keeper may not see personal data.
    const { status, body } = await invite({ email, custom_role_id: readers }, keeper);
    expect([status, body.email]).toEqual([201, null]);
    expect((await shop.api.call("GET", "/v1/members", null, undefined, keeper)).status).toBe(200);
  });

  it("for who is invited there already, or is a member; one that has expired gives way", async () => {
    const first = await invited();
    expect(codeOf(await invite({ email: first.email, role: "agent" }))).toEqual([409, "conflict"]);
    await asOwnerSql(shop, `update invitations set expires_at = now() where id = '${first.id}'`);
    expect((await listed(first.id)).status).toBe("expired");
    expect((await invite({ email: first.email, role: "agent" })).status).toBe(201);
    expect((await listed(first.id)).status).toBe("revoked");
    expect((await shop.acts(first.id))[0].change).toMatchObject({ from: "expired", why: "expired" });
    expect((await accept(first.browser, await linkTo(first.email))).body.role).toBe("agent");
    expect(codeOf(await invite({ email: first.email, role: "agent" }))).toEqual([409, "conflict"]);
  });

  it("where 500 are open", async () => {
    await asOwnerSql(
      shop,
      `insert into invitations (workspace_id, id, organisation_id, is_wide, role, email, email_hash, hash, expires_at, created_by)
       select id, 'inv_' || n, organisation_id, false, 'agent', n::text, n::text, n::text, now() + interval '1 day', 'test'
         from workspaces, generate_series(1, 500) n where id = '${shop.other.workspaceId}'`,
    );
    const full = await invite({ email: newEmail(), role: "agent" }, stranger);
    expect(codeOf(full)).toEqual([409, "conflict"]);
  });
});

describe("a link", () => {
  it("that is wrong, expired, revoked or of an earlier mail proves nothing, and makes nobody a member", async () => {
    const given = await invited();
    const { browser, email, id, token } = given;
    const other = await invited();
    const wrong = [id, `${id}.`, `${id}.x`, `${token}.x`, `${token}x`, `inv_none.${token.split(".")[1]}`];
    for (const each of [...wrong, `${id}.${other.token.split(".")[1]}`, given.token.toUpperCase()]) {
      expect([each, ...codeOf(await accept(browser, each))]).toEqual([each, ...NOT_PROVED]);
    }
    for (const none of ["", 7, null, undefined, "x".repeat(201)]) {
      expect((await accept(browser, none)).body.error.param).toBe("token");
    }
    await asOwnerSql(shop, `update invitations set expires_at = now() where id = '${id}'`);
    expect(codeOf(await accept(browser, token))).toEqual(NOT_PROVED);
    expect((await act(owner, id, "resend")).body.status).toBe("open");
    expect(codeOf(await accept(browser, token))).toEqual(NOT_PROVED);
    const second = await linkTo(email);
    expect((await act(owner, id, "revoke")).body.status).toBe("revoked");
    expect(codeOf(await accept(browser, second))).toEqual(NOT_PROVED);
    expect(codeOf(await act(owner, id, "resend"))).toEqual([409, "conflict"]);
    expect(await membersOf(email)).toBe(0);
  });

  it("is of nobody but the invited address, before it is accepted and after", async () => {
    const { browser, email, token } = await invited();
    const other = await signIn(shop, newEmail());
    expect(codeOf(await accept(openBrowser(shop), token))).toEqual([401, "unauthenticated"]);
    expect(codeOf(await accept(other, token))).toEqual([403, "forbidden"]);
    expect((await accept(browser, token)).status).toBe(201);
    expect(codeOf(await accept(other, token))).toEqual([403, "forbidden"]);
    expect(await statusIn(other, "/v1/affiliates")).toBe(404);
    expect(await membersOf(email)).toBe(1);
  });

  it("makes one member, however often and however many at once accept; a removed one stays removed", async () => {
    const { browser, email, id, token } = await invited();
    const twin = await signIn(shop, email);
    const answers = await Promise.all([browser, twin, browser, twin].map((each) => accept(each, token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await membersOf(email)).toBe(1);
    expect(await actsOf(id)).toEqual(["invitation.accepted", "invitation.created"]);
    await post(owner, `/v1/members/${answers[0]?.body.id}/remove`);
    expect(codeOf(await accept(browser, token))).toEqual(NOT_PROVED);
    expect(await statusIn(browser, "/v1/affiliates")).toBe(404);
  });

  it("is either accepted or revoked, where both come at once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { browser, email, id, token } = await invited();
      const [accepted, revoked] = await Promise.all([accept(browser, token), act(owner, id, "revoke")]);
      const isAccepted = accepted.status === 201;
      expect([accepted.status, revoked.status]).toEqual(isAccepted ? [201, 409] : [403, 200]);
      expect((await listed(id)).status).toBe(isAccepted ? "accepted" : "revoked");
      expect(await membersOf(email)).toBe(isAccepted ? 1 : 0);
    }
  });

  it("is of no use to a member, nor for a role that was archived meanwhile", async () => {
    const { browser, email, token } = await invited();
    const { body } = await browser.call("GET", "/v1/people/me");
    await asOwner(shop.database.ownerUrl, (db) =>
      insertMember(db, body.id, { workspaceId: shop.sample.workspaceId, role: "observer" }),
    );
    expect(codeOf(await accept(browser, token))).toEqual([409, "conflict"]);
    expect(await membersOf(email)).toBe(1);
    const role = await newRole(shop.sample.workspaceId);
    const own = await invited({ custom_role_id: role });
    await post(owner, `/v1/custom-roles/${role}/archive`);
    expect(codeOf(await accept(own.browser, own.token))).toEqual([409, "conflict"]);
    expect(codeOf(await act(owner, own.id, "resend"))).toEqual([409, "conflict"]);
    expect((await act(owner, own.id, "revoke")).body.status).toBe("revoked");
  });
});

describe("resending and revoking", () => {
  it("end where the invitation ended, after five mails, and take what inviting takes", async () => {
    const { browser, email, id, token } = await invited();
    for (const verb of ["resend", "revoke"] as const) {
      expect(codeOf(await act(keeper, id, verb))).toEqual([403, "forbidden"]);
      for (const of of [stranger, { ...stranger, authorization: `Bearer ${shop.otherKey}` }]) {
        expect((await act(of, id, verb)).status).toBe(404);
      }
    }
    expect((await accept(browser, token)).status).toBe(201);
    for (const verb of ["resend", "revoke"] as const) {
      expect(codeOf(await act(owner, id, verb))).toEqual([409, "conflict"]);
    }
    expect(await mailsTo(shop, email)).toHaveLength(2);
    const again = await invited();
    for (const status of [200, 200, 200, 200, 409]) {
      expect((await act(owner, again.id, "resend")).status).toBe(status);
    }
    const [last] = await shop.acts(again.id);
    expect([last.change.from.sendings, last.change.to.sendings]).toEqual([4, 5]);
    for (const _time of [1, 2]) expect((await act(owner, again.id, "revoke")).status).toBe(200);
    const { change } = (await shop.acts(again.id))[0];
    expect(change).toMatchObject({ from: "open", to: "revoked", why: "asked" });
  });
});
