import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { members } from "../../../db/schema/index.ts";
import { apiWithMembers, type Joined } from "../../../tests/support/api-with-members.ts";
import { byPerson } from "../../../tests/support/by-person.ts";
import type { Answer } from "../../../tests/support/call-api.ts";
import { insertCustomRole, insertMember, insertSignedIn } from "../../../tests/support/member-rows.ts";
import { PERSON_ROUTES } from "../sign-in/index.ts";

const { shop, owner, join, by, act, openOrganisation } = apiWithMembers();

let ada: Joined;
beforeEach(async () => {
  // Of its own for each test, since its owners are counted.
  ada = await openOrganisation();
});

describe("members", () => {
  it("are listed with who they are, and removed ones are not", async () => {
    const jean = await join("operator");
    await act(ada, `/v1/members/${jean.memberId}/remove`);
    const { body } = await by(ada, "GET", "/v1/members");
    expect(body.data.map(({ id, email, scope }: Record<string, string>) => [id, email, scope])).toEqual([
      [ada.memberId, `${ada.personId}@people.example`, "organisation"],
    ]);
    expect((await by(jean, "GET", "/v1/programs")).status).toBe(404);
    const { body: me } = await shop.api.call("GET", "/v1/me", null, undefined, byPerson(jean));
    expect([me.organisations, me.workspaces]).toEqual([[], []]);
  });

  it("are filtered, searched and sorted, and shown one by one, also those who were removed", async () => {
    const jean = await join("operator");
    const found = async (query: string) =>
      (await by(ada, "GET", `/v1/members?${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await found("role=operator")).toEqual([jean.memberId]);
    expect(await found(`q=${jean.personId.toUpperCase()}`)).toEqual([jean.memberId]);
    expect((await found("sort=-created_at")).toSorted()).toEqual([ada.memberId, jean.memberId].toSorted());
    const { body: first } = await by(ada, "GET", "/v1/members?limit=1");
    expect(await found(`limit=1&cursor=${first.next_cursor}`)).toEqual([jean.memberId]);
    expect((await by(ada, "GET", `/v1/members?cursor=${ada.memberId}`)).status).toBe(422);
    await act(ada, `/v1/members/${jean.memberId}/remove`);
    expect(await found("archived=only")).toEqual([jean.memberId]);
    const { body } = await by(ada, "GET", `/v1/members/${jean.memberId}`);
    expect(body).toMatchObject({ status: "removed", version: 2, email: `${jean.personId}@people.example` });
    const change = { role: "agent" };
    expect(await act(ada, `/v1/members/${jean.memberId}`, change, "PATCH")).toEqual([409, "conflict"]);
  });

  it("are changed and removed by the version that was seen", async () => {
    const { memberId } = await join("operator");
    const send = (method: string, path: string, body: object) =>
      shop.api.call(method, path, null, body, {
        ...byPerson(ada, shop.sample.workspaceId),
        "if-match": '"1"',
      });
    const changed = await send("PATCH", `/v1/members/${memberId}`, { role: "agent" });
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
    expect((await send("PATCH", `/v1/members/${memberId}`, { role: "manager" })).status).toBe(412);
    expect((await send("POST", `/v1/members/${memberId}/remove`, {})).status).toBe(412);
  });

  it("come as a file, without addresses for who may see none, who cannot ask for them either", async () => {
    const agent = await join("observer");
    const readers = await owner((db) => insertCustomRole(db, shop.sample.workspaceId, ["members:read"]));
    const given = { custom_role_id: readers };
    expect(await act(ada, `/v1/members/${agent.memberId}`, given, "PATCH")).toEqual([200, null]);
    expect((await by(ada, "GET", "/v1/members/export")).body).toContain(`${agent.personId}@people.example`);
    const { status, body } = await by(agent, "GET", "/v1/members/export");
    expect([status, body.includes(agent.memberId), body.includes("@")]).toEqual([200, true, false]);
    expect((await by(agent, "GET", "/v1/members?q=people")).status).toBe(403);
  });

  it("are removed many at once, each judged by itself, and of owners one stays", async () => {
    const jean = await join("owner", true);
    const agents = [await join("agent"), await join("agent")];
    const operations = [jean, ada, ...agents].map(({ memberId: id }) => ({ op: "remove", id }));
    const results = (await by(ada, "POST", "/v1/members/bulk", { operations })).body.data;
    expect(results.map((each: { status: string }) => each.status)).toEqual([
      ...["removed", "refused", "removed", "removed"],
    ]);
    const boss = await join("owner");
    const beyond = [{ op: "update", id: ada.memberId, set: { role: "agent" } }];
    const { body } = await by(boss, "POST", "/v1/members/bulk", { operations: beyond });
    expect(body.data).toMatchObject([{ status: "refused", error: { code: "forbidden" } }]);
  });

  it("get another role, which counts from the next call on and is in the audit log", async () => {
    const jean = await join("observer");
    const change = { name: "Renamed" };
    expect(await act(jean, "/v1/workspace", change, "PATCH")).toEqual([403, "forbidden"]);
    expect(await act(ada, `/v1/members/${jean.memberId}`, { role: "manager" }, "PATCH")).toEqual([200, null]);
    expect(await act(jean, "/v1/workspace", change, "PATCH")).toEqual([200, null]);
    const { body } = await by(ada, "GET", `/v1/audit?subject_id=${jean.memberId}`);
    expect(body.data[0]).toMatchObject({
      ...{ action: "member.role_changed", actor: `person:${ada.personId}` },
      change: { from: "observer", to: "manager" },
    });
  });

  it("of the organisation can be given a role on a workspace beside it; strangers cannot", async () => {
    const jean = await join("observer", true);
    const given = { person_id: jean.personId, role: "manager" };
    expect((await by(ada, "POST", "/v1/members", given)).status).toBe(201);
    expect(await act(ada, "/v1/members", given)).toEqual([409, "conflict"]);
    // One that was removed is in nobody's way.
    const [, { id = "" } = {}] = (await by(ada, "GET", `/v1/members?person_id=${jean.personId}`)).body.data;
    expect(await act(ada, `/v1/members/${id}/remove`)).toEqual([200, null]);
    expect(await act(ada, "/v1/members", given)).toEqual([201, null]);
    const stranger = { ...given, person_id: (await owner(insertSignedIn)).personId };
    expect((await by(ada, "POST", "/v1/members", stranger)).body.error.param).toBe("person_id");
  });

  it("are made many at once and by a file, each once at a place, of persons who are known", async () => {
    const [jean, joan] = [await join("observer", true), await join("agent")];
    const stranger = await owner(insertSignedIn);
    const set = { person_id: jean.personId, role: "operator" };
    const operations = [
      ...[set, set, { ...set, person_id: stranger.personId }, { ...set, scope: "organisation" }],
      ...[
        { person_id: joan.personId, role: "agent", scope: "organisation" },
        { ...set, person_id: "x" },
      ],
    ].map((each) => ({ op: "create", set: each }));
    const { body } = await by(ada, "POST", "/v1/members/bulk", { operations });
    const told = body.data.map((each: Answer["body"]) => each.error?.param ?? each.data.scope);
    const refused = "person_id";
    expect(told).toEqual(["workspace", refused, refused, refused, "organisation", refused]);
    expect(body.data[0].data).toMatchObject({
      ...{ role: "operator", status: "active", version: 1, created_by: `person:${ada.personId}` },
      email: `${jean.personId}@people.example`,
    });
    const rows = [
      `${joan.memberId},,manager,`,
      `,${joan.personId},observer,`,
      `,${jean.personId},owner,galaxy`,
    ];
    const headers = { ...byPerson(ada, shop.sample.workspaceId), "content-type": "text/csv" };
    const file = new Blob([`id,person_id,role,scope\n${rows.join("\n")}\n`]);
    const { body: report } = await shop.api.call("POST", "/v1/members/imports", null, file, headers);
    expect(report).toMatchObject({ rows: 3, created: 0, updated: 1, refused: 2 });
    const { body: acts } = await by(ada, "GET", `/v1/audit?subject_id=${body.data[0].data.id}`);
    expect(acts.data).toMatchObject([
      {
        action: "member.added",
        change: { person_id: jean.personId, is_wide: false, role: "operator" },
      },
    ]);
  });

  it("cannot be given more than the giver has, nor further than it reaches", async () => {
    const boss = await join("owner");
    const jean = await join("agent");
    const path = `/v1/members/${jean.memberId}`;
    // An owner of the workspace alone gives every role there, and none on the organisation.
    expect(await act(boss, path, { role: "owner" }, "PATCH")).toEqual([200, null]);
    expect(await act(boss, `/v1/members/${ada.memberId}`, { role: "agent" }, "PATCH")).toEqual([
      403,
      "forbidden",
    ]);
    expect(await act(boss, `/v1/members/${ada.memberId}/remove`)).toEqual([403, "forbidden"]);
    const wide = { person_id: boss.personId, role: "owner", scope: "organisation" };
    expect(await act(boss, "/v1/members", wide)).toEqual([403, "forbidden"]);
    expect(await act(boss, "/v1/members", { ...wide, role: "agent" })).toEqual([403, "forbidden"]);
    expect(await act(boss, "/v1/organisation", { name: "Mine" }, "PATCH")).toEqual([403, "forbidden"]);
    expect(await act(boss, "/v1/workspaces", { name: "Mine", mode: "test" })).toEqual([403, "forbidden"]);
    const limited = await owner((db) =>
      insertCustomRole(db, shop.sample.workspaceId, ["members:write", "links:read"]),
    );
    await owner((db) =>
      db.update(members).set({ role: null, customRoleId: limited }).where(eq(members.id, boss.memberId)),
    );
    // Jean is an owner by now: neither lowered nor removed by who has less.
    expect(await act(boss, path, { role: "observer" }, "PATCH")).toEqual([403, "forbidden"]);
    expect(await act(boss, `${path}/remove`)).toEqual([403, "forbidden"]);
    const given = { person_id: ada.personId, role: "observer" };
    expect(await act(boss, "/v1/members", given)).toEqual([403, "forbidden"]);
    expect(await act(boss, "/v1/members", { ...given, role: undefined, custom_role_id: limited })).toEqual([
      201,
      null,
    ]);
  });

  it("of another organisation are not there", async () => {
    const theirs = await owner(async (db) => {
      const { personId } = await insertSignedIn(db);
      return insertMember(db, personId, { workspaceId: shop.other.workspaceId, role: "agent" });
    });
    expect(await act(ada, `/v1/members/${theirs}`, { role: "observer" }, "PATCH")).toEqual([
      404,
      "not_found",
    ]);
    expect(await act(ada, `/v1/members/${theirs}/remove`)).toEqual([404, "not_found"]);
    expect((await by(ada, "GET", `/v1/members/${theirs}`)).status).toBe(404);
    for (const path of ["/v1/members?archived=all&limit=100", "/v1/members/export?archived=all"]) {
      expect(JSON.stringify((await by(ada, "GET", path)).body)).not.toContain(theirs);
    }
    const operations = [{ op: "remove", id: theirs }];
    const { body } = await by(ada, "POST", "/v1/members/bulk", { operations });
    expect(body.data).toMatchObject([{ status: "refused", error: { code: "not_found" } }]);
  });
});

describe("the last owner of an organisation", () => {
  it("can be neither lowered nor removed, until there is another", async () => {
    const path = `/v1/members/${ada.memberId}`;
    expect(await act(ada, path, { role: "manager" }, "PATCH")).toEqual([409, "conflict"]);
    expect(await act(ada, `${path}/remove`)).toEqual([409, "conflict"]);
    const jean = await join("owner", true);
    expect(await act(jean, `${path}/remove`)).toEqual([200, null]);
    expect(await act(jean, `/v1/members/${jean.memberId}/remove`)).toEqual([409, "conflict"]);
  });

  it("stays by the database alone", async () => {
    const lower = owner((db) =>
      db.update(members).set({ role: "agent" }).where(eq(members.id, ada.memberId)),
    );
    await expect(lower).rejects.toMatchObject({ cause: { code: "23514" } });
  });
});

describe("an organisation", () => {
  it("is renamed, and has further workspaces that its members reach", async () => {
    expect((await by(ada, "PATCH", "/v1/organisation", { name: "Acme and Sons" })).body.name).toBe(
      "Acme and Sons",
    );
    const { body: made } = await by(ada, "POST", "/v1/workspaces", { name: "Second", mode: "live" });
    const headers = byPerson(ada, made.id);
    expect((await shop.api.call("GET", "/v1/workspace", null, undefined, headers)).body.name).toBe("Second");
  });

  it("has routes of people's own, which tell what one reaches", () => {
    expect(PERSON_ROUTES.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["/v1/me", "/v1/organisations"]),
    );
  });
});
