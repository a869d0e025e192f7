import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { members } from "../../../db/schema/index.ts";
import { apiWithMembers, type Joined } from "../../../tests/support/api-with-members.ts";
import { insertCustomRole } from "../../../tests/support/member-rows.ts";

const { shop, owner, join, by, act, openOrganisation } = apiWithMembers();

let ada: Joined;
beforeEach(async () => {
  // Of its own for each test, since its owners are counted.
  ada = await openOrganisation();
});

describe("roles of an organisation's own", () => {
  it("are made of what the maker has, given, changed for all who have them, and archived when nobody has", async () => {
    const permissions = ["programs:read", "links:read"];
    const { body: role } = await by(ada, "POST", "/v1/custom-roles", { name: "Readers", permissions });
    expect(role.permissions).toEqual(["links:read", "programs:read"]);
    const jean = await join("observer");
    const given = { custom_role_id: role.id };
    expect(await act(ada, `/v1/members/${jean.memberId}`, given, "PATCH")).toEqual([200, null]);
    expect((await by(jean, "GET", "/v1/programs")).status).toBe(200);
    const less = { permissions: ["links:read"] };
    expect(await act(ada, `/v1/custom-roles/${role.id}`, less, "PATCH")).toEqual([200, null]);
    expect((await by(jean, "GET", "/v1/programs")).status).toBe(403);
    expect(await act(ada, `/v1/custom-roles/${role.id}/archive`)).toEqual([409, "conflict"]);
    await act(ada, `/v1/members/${jean.memberId}`, { role: "agent" }, "PATCH");
    expect(await act(ada, `/v1/custom-roles/${role.id}/archive`)).toEqual([200, null]);
    expect((await by(ada, "PATCH", `/v1/members/${jean.memberId}`, given)).body.error.param).toBe(
      "custom_role_id",
    );
  });

  it("have names that space does not tell apart", async () => {
    const make = (name: string) => by(ada, "POST", "/v1/custom-roles", { name, permissions: ["links:read"] });
    expect((await make(" HR ")).body.name).toBe("HR");
    expect((await make("HR ")).status).toBe(409);
    expect((await make("  ")).body.error.param).toBe("name");
  });

  it("are no way to more, nor to the portal", async () => {
    const readers = await owner((db) =>
      insertCustomRole(db, shop.sample.workspaceId, ["roles:write", "links:read"]),
    );
    const jean = await join("observer", true);
    await owner((db) =>
      db.update(members).set({ role: null, customRoleId: readers }).where(eq(members.id, jean.memberId)),
    );
    const make = (permissions: string[]) =>
      act(jean, "/v1/custom-roles", { name: permissions.join(), permissions });
    expect(await make(["links:read"])).toEqual([201, null]);
    expect(await make(["links:read", "keys:write"])).toEqual([403, "forbidden"]);
    const more = { permissions: ["keys:write"] };
    expect(await act(jean, `/v1/custom-roles/${readers}`, more, "PATCH")).toEqual([403, "forbidden"]);
    const portal = { name: "Portal", permissions: ["portal:read"] };
    expect((await by(ada, "POST", "/v1/custom-roles", portal)).body.error.param).toBe("permissions");
  });
});
