import type { AffiliateId } from "../../core/shared/id.ts";
import type { ApiWithSample } from "./api-with-sample.ts";
import { insertApplication, insertForm, insertLogin } from "./application-rows.ts";
import { byPerson } from "./by-person.ts";
import { insertSignedIn } from "./member-rows.ts";
import type { MutatingCall } from "./mutating-call.ts";
import { asOwner } from "./sample.ts";

/** Requests about who applies and who is the login of whom, and of the portal by a login. */
export async function callsOfApplications(
  shop: ApiWithSample,
): Promise<Readonly<Record<string, MutatingCall>>> {
  const { workspaceId, programId, affiliates } = shop.sample;
  const [{ affiliateId }, { affiliateId: removedFrom }] = affiliates;
  await shop.patch(`/v1/programs/${programId}`, { allowed_hosts: ["shop.example"] });
  const joan = (await shop.post("/v1/affiliates", { name: "Joan", email: "joan@p.example" })).body
    .id as AffiliateId;
  const made = await asOwner(shop.database.ownerUrl, async (db) => {
    await insertForm(db, { workspaceId, programId });
    const apply = async () => {
      const { personId } = await insertSignedIn(db);
      return insertApplication(db, { workspaceId, programId, personId });
    };
    const login = async (of: AffiliateId) => {
      const person = await insertSignedIn(db);
      await insertLogin(db, { workspaceId, affiliateId: of, personId: person.personId });
      return person;
    };
    return {
      ...{ approved: await apply(), rejected: await apply(), ended: await login(removedFrom) },
      ...{ restored: await login(removedFrom), ada: await login(affiliateId), joan: await login(joan) },
    };
  });
  const logins = `/v1/affiliates/${removedFrom}/logins`;
  await shop.post(`${logins}/${made.restored.personId}/remove`);
  const invited = (await shop.post(`/v1/affiliates/${joan}/invitations`)).body.id;
  return {
    "PUT /v1/programs/:id/application-form": {
      path: `/v1/programs/${programId}/application-form`,
      body: { questions: [], terms: { version: "2", text: "Be kind." } },
    },
    "POST /v1/applications/:id/approve": { path: `/v1/applications/${made.approved}/approve` },
    "POST /v1/applications/:id/reject": {
      path: `/v1/applications/${made.rejected}/reject`,
      body: { reason: "No." },
    },
    "POST /v1/affiliates/:id/invitations": { path: `/v1/affiliates/${affiliateId}/invitations` },
    "POST /v1/affiliates/:id/invitations/:invitation_id/revoke": {
      path: `/v1/affiliates/${joan}/invitations/${invited}/revoke`,
    },
    "POST /v1/affiliates/:id/logins/:person_id/remove": { path: `${logins}/${made.ended.personId}/remove` },
    "POST /v1/affiliates/:id/logins/:person_id/restore": {
      path: `${logins}/${made.restored.personId}/restore`,
    },
    "POST /v1/portal/links": {
      path: "/v1/portal/links",
      body: { program_id: programId, destination_url: "https://shop.example/own" },
      headers: { authorization: "", ...byPerson(made.ada), "affiliate-id": affiliateId },
    },
    "POST /v1/portal/payout-methods": {
      path: "/v1/portal/payout-methods",
      body: { kind: "wise", recipient_id: "502" },
      headers: { authorization: "", ...byPerson(made.joan), "affiliate-id": joan },
    },
  };
}
