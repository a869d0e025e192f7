import type { ApiWithSample } from "./api-with-sample.ts";
import { byPerson } from "./by-person.ts";
import { insertCustomRole, insertInvitation, insertMember, insertSignedIn } from "./member-rows.ts";
import type { MutatingCall } from "./mutating-call.ts";
import { asOwner } from "./sample.ts";

/** Gives a request of each route that changes who is a member and what members may do, by an owner who is signed in. */
export async function callsOfMembers(shop: ApiWithSample): Promise<Readonly<Record<string, MutatingCall>>> {
  const { workspaceId, affiliates } = shop.sample;
  const made = await asOwner(shop.database.ownerUrl, async (db) => {
    const owner = await insertSignedIn(db);
    await insertMember(db, owner.personId, { workspaceId, role: "owner", wide: true });
    const member = async () => {
      const { personId } = await insertSignedIn(db);
      return { personId, id: await insertMember(db, personId, { workspaceId, role: "agent" }) };
    };
    return {
      ...{ owner, changed: await member(), removed: await member(), agent: await member() },
      ...{ many: await member(), imported: await member() },
      ...{ role: await insertCustomRole(db, workspaceId, ["links:read"]) },
      archived: await insertCustomRole(db, workspaceId, ["links:read"]),
      ...{
        resent: await insertInvitation(db, workspaceId),
        revoked: await insertInvitation(db, workspaceId),
      },
    };
  });
  // No key stands beside the session.
  const headers = { authorization: "", ...byPerson(made.owner, workspaceId) };
  const assigned = { member_id: made.agent.id, affiliate_ids: affiliates.map((each) => each.affiliateId) };
  const calls: Readonly<Record<string, MutatingCall>> = {
    "POST /v1/members": {
      path: "/v1/members",
      body: { person_id: made.changed.personId, role: "observer", scope: "organisation" },
    },
    "PATCH /v1/members/:id": { path: `/v1/members/${made.changed.id}`, body: { role: "operator" } },
    "POST /v1/members/:id/remove": { path: `/v1/members/${made.removed.id}/remove` },
    "POST /v1/members/bulk": {
      path: "/v1/members/bulk",
      body: { operations: [{ op: "remove", id: made.many.id }] },
    },
    "POST /v1/members/imports": {
      ...{ path: "/v1/members/imports", headers: { "content-type": "text/csv" } },
      body: new Blob([`id,role\n${made.imported.id},observer\n`]),
    },
    "POST /v1/invitations": { path: "/v1/invitations", body: { email: "joan@mail.example", role: "agent" } },
    "POST /v1/invitations/:id/resend": { path: `/v1/invitations/${made.resent}/resend` },
    "POST /v1/invitations/:id/revoke": { path: `/v1/invitations/${made.revoked}/revoke` },
    "POST /v1/custom-roles": {
      path: "/v1/custom-roles",
      body: { name: "Readers", permissions: ["links:read"] },
    },
    "PATCH /v1/custom-roles/:id": { path: `/v1/custom-roles/${made.role}`, body: { name: "Linkers" } },
    "POST /v1/custom-roles/:id/archive": { path: `/v1/custom-roles/${made.archived}/archive` },
    "POST /v1/affiliate-assignments": { path: "/v1/affiliate-assignments", body: assigned },
    "POST /v1/affiliate-assignments/end": { path: "/v1/affiliate-assignments/end", body: assigned },
    "PATCH /v1/organisation": { path: "/v1/organisation", body: { name: "Acme and Sons" } },
    "POST /v1/workspaces": { path: "/v1/workspaces", body: { name: "Second", mode: "test" } },
  };
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      name,
      { ...call, headers: { ...call.headers, ...headers } },
    ]),
  );
}
