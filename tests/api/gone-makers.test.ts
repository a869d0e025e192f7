import { beforeAll, describe, expect, it } from "vitest";
import type { MemberId, WorkspaceId } from "../../core/shared/id.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { byPerson } from "../support/by-person.ts";
import { insertMember, insertSignedIn, type SignedIn } from "../support/member-rows.ts";
import { asOwnerSql, signIn, tokenTo } from "../support/people.ts";
import { asOwner } from "../support/sample.ts";

const shop = apiWithSample();
type Owner = SignedIn & { readonly memberId: MemberId };
let ben: Owner;

const join = (): Promise<Owner> =>
  asOwner(shop.database.ownerUrl, async (db) => {
    const person = await insertSignedIn(db);
    const { workspaceId } = shop.sample;
    return {
      ...person,
      memberId: await insertMember(db, person.personId, { workspaceId, role: "owner", wide: true }),
    };
  });
beforeAll(async () => {
  ben = await join();
});

const by = (who: Owner, method: string, path: string, body?: unknown, at?: WorkspaceId) =>
  shop.api.call(method, path, null, body, byPerson(who, at ?? shop.sample.workspaceId));
const remove = async (who: Owner) =>
  expect((await by(ben, "POST", `/v1/members/${who.memberId}/remove`)).status).toBe(200);
const SCOPES = ["members:write", "roles:write", "keys:write", "keys:read", "links:read"];
const KEY = { name: "Sync", kind: "secret", scopes: SCOPES };
const operator = (email: string) => ({ email, role: "agent" });
const statusOf = async (who: Owner, id: string, at?: WorkspaceId) => {
  const { body } = await by(who, "GET", "/v1/invitations?limit=100", undefined, at);
  return body.data.find((each: { id: string }) => each.id === id)?.status;
};
const accept = async (email: string) => {
  const token = await tokenTo(shop, email, "invitation");
  const { status, body } = await (await signIn(shop, email)).call("POST", "/v1/invitations/accept", {
    token,
  });
  return [status, body.error?.code];
};

describe("a key whose maker was removed", () => {
  it("is found by who made it, works on, and gives nobody access, by itself or by a key that it made", async () => {
    const ada = await join();
    const { body: first } = await by(ada, "POST", "/v1/keys", KEY);
    const { body: second } = await shop.post("/v1/keys", KEY, first.key);
    expect([first.created_by, second.created_by]).toEqual([`person:${ada.personId}`, `key:${first.id}`]);
    const made = async (maker: string) =>
      (await by(ben, "GET", `/v1/keys?status=active&created_by=${maker}`)).body.data.map(
        (each: { id: string }) => each.id,
      );
    expect(await made(`person:${ada.personId}`)).toEqual([first.id]);
    expect(await made(`key:${first.id}`)).toEqual([second.id]);
    const file = await shop.api.fetch("GET", `/v1/keys/export?created_by=key:${first.id}`, shop.key);
    expect(await file.text()).toContain(`key:${first.id}`);
    await remove(ada);
    for (const { key } of [first, second]) {
      const writes = [
        await shop.post("/v1/invitations", operator("back@gone.example"), key),
        await shop.post("/v1/members", { person_id: ada.personId, role: "agent" }, key),
        await shop.post("/v1/keys", KEY, key),
        await shop.post(`/v1/keys/${first.id}/rotate`, {}, key),
        await shop.post("/v1/custom-roles", { name: "x", permissions: ["links:read"] }, key),
      ];
      expect(writes.map(({ status, body }) => [status, body.error.code])).toEqual(
        writes.map(() => [403, "maker_removed"]),
      );
      expect((await shop.get("/v1/links", key)).status).toBe(200);
    }
    const { body: rotated } = await by(ben, "POST", `/v1/keys/${first.id}/rotate`, {});
    expect((await shop.post("/v1/keys", KEY, rotated.key)).status).toBe(201);
  });

  it("is one again that gives access once the maker is a member again, and one of no person always is", async () => {
    const ada = await join();
    const { body } = await by(ada, "POST", "/v1/keys", KEY);
    await remove(ada);
    expect((await shop.post("/v1/keys", KEY, body.key)).status).toBe(403);
    const { workspaceId } = shop.sample;
    await asOwner(shop.database.ownerUrl, (db) =>
      insertMember(db, ada.personId, { workspaceId, role: "observer" }),
    );
    for (const key of [body.key, shop.key]) expect((await shop.post("/v1/keys", KEY, key)).status).toBe(201);
  });
});

describe("an open invitation of a member who is removed", () => {
  it("leads nowhere, also of a key of theirs and in another workspace; those of others stay open", async () => {
    const ada = await join();
    const { body: key } = await by(ada, "POST", "/v1/keys", KEY);
    const role = { name: "Readers", permissions: ["links:read"] };
    const { body: readers } = await by(ada, "POST", "/v1/custom-roles", role);
    const { body: second } = await by(ada, "POST", "/v1/workspaces", { name: "Second", mode: "test" });
    const emails = ["one", "two", "three", "four"].map((name) => `${name}@open.example`);
    const [one, two, three, four] = [
      await by(ada, "POST", "/v1/invitations", operator(emails[0] ?? "")),
      await shop.post("/v1/invitations", { email: emails[1], custom_role_id: readers.id }, key.key),
      await by(
        ada,
        "POST",
        "/v1/invitations",
        { ...operator(emails[2] ?? ""), scope: "organisation" },
        second.id,
      ),
      await by(ben, "POST", "/v1/invitations", operator(emails[3] ?? "")),
    ].map(({ status, body }) => {
      expect(status).toBe(201);
      return body.id as string;
    });
    await remove(ada);
    const ids = [one, two, four] as string[];
    expect(await Promise.all(ids.map((id) => statusOf(ben, id)))).toEqual(["revoked", "revoked", "open"]);
    expect(await statusOf(ben, three ?? "", second.id)).toBe("revoked");
    const [act] = await shop.acts(two ?? "");
    expect([act.action, act.actor]).toEqual(["invitation.revoked", `person:${ben.personId}`]);
    expect(act.change).toMatchObject({ from: "open", to: "revoked", why: "maker_removed" });
    const verified = await by(ben, "GET", "/v1/audit/verify", undefined, second.id);
    expect(verified.body.status).toBe("intact");
    for (const email of emails.slice(0, 3)) expect(await accept(email)).toEqual([403, "step_up_invalid"]);
    expect(await accept(emails[3] ?? "")).toEqual([201, undefined]);
  });

  it("that was written as they were removed is accepted by nobody", async () => {
    const ada = await join();
    const { body } = await by(ada, "POST", "/v1/invitations", operator("late@open.example"));
    await asOwnerSql(
      shop,
      `update members set status = 'removed', removed_at = now() where id = '${ada.memberId}'`,
    );
    expect(await statusOf(ben, body.id)).toBe("open");
    expect(await accept("late@open.example")).toEqual([403, "step_up_invalid"]);
  });

  it("stays where the member has another role that reaches the workspace", async () => {
    const ada = await join();
    const { workspaceId } = shop.sample;
    const also = await asOwner(shop.database.ownerUrl, (db) =>
      insertMember(db, ada.personId, { workspaceId, role: "manager" }),
    );
    const { body } = await by(ada, "POST", "/v1/invitations", operator("stays@open.example"));
    expect((await by(ben, "POST", `/v1/members/${also}/remove`)).status).toBe(200);
    expect(await statusOf(ben, body.id)).toBe("open");
  });
});
