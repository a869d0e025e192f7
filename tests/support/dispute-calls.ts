import type { ApiWithSample } from "./api-with-sample.ts";
import { insertKey } from "./call-api.ts";
import type { MutatingCall } from "./mutating-call.ts";
import { asOwner } from "./sample.ts";
import { stepUpHeaders } from "./step-up.ts";

/** Sales whose commissions the calls dispute, one each. */
export const DISPUTED_SALES = 8;

const WORDS = { text: "As agreed." };

/** Prepares disputes on commissions of the first affiliate, and gives a request of each route that moves one. */
export async function disputeCalls(
  shop: ApiWithSample,
  commissionIds: readonly string[],
): Promise<Readonly<Record<string, MutatingCall>>> {
  const { affiliates, workspaceId } = shop.sample;
  const { affiliateId } = affiliates[0];
  const ada = await asOwner(shop.database.ownerUrl, (db) => insertKey(db, workspaceId, { affiliateId }));
  const own = (index: number) => ({ commission_id: commissionIds[index], reason: "amount_wrong", ...WORDS });
  const open = async (body: object): Promise<string> => (await shop.post("/v1/disputes", body)).body.id;
  const openOwn = async (index: number): Promise<string> =>
    (await shop.post("/v1/portal/disputes", own(index), ada.key)).body.id;
  const answered = await openOwn(4);
  await shop.post(`/v1/disputes/${answered}/answer`, WORDS);
  const [noted, portal] = [await openOwn(1), await openOwn(6)];
  const merchants = {
    party: "merchant",
    commission_id: commissionIds[7],
    reason: "sale_not_valid",
    ...WORDS,
  };
  const method = await pendingMethod(shop);
  const withdrawn = await open({ party: "affiliate", ...own(2) });
  return {
    "POST /v1/disputes": { path: "/v1/disputes", body: { party: "affiliate", ...own(0) } },
    "POST /v1/disputes/:id/notes": { path: `/v1/disputes/${noted}/notes`, body: WORDS },
    "POST /v1/disputes/:id/answer": { path: `/v1/disputes/${noted}/answer`, body: WORDS },
    "POST /v1/disputes/:id/withdraw": { path: `/v1/disputes/${withdrawn}/withdraw` },
    "POST /v1/disputes/:id/uphold": {
      path: `/v1/disputes/${await openOwn(3)}/uphold`,
      body: { ...WORDS, amount_minor: "1" },
    },
    "POST /v1/disputes/:id/reject": { path: `/v1/disputes/${answered}/reject`, body: WORDS },
    "PUT /v1/dispute-settings": {
      path: "/v1/dispute-settings",
      body: { answer_days: 3, decision_days: 9 },
    },
    "POST /v1/portal/payout-methods/:id/cancel": {
      ...{ path: `/v1/portal/payout-methods/${method.id}/cancel`, by: method.by },
    },
    "POST /v1/portal/disputes": { path: "/v1/portal/disputes", body: own(5), by: ada.key },
    "POST /v1/portal/disputes/:id/notes": {
      ...{ path: `/v1/portal/disputes/${portal}/notes`, body: WORDS, by: ada.key },
    },
    "POST /v1/portal/disputes/:id/answer": {
      path: `/v1/portal/disputes/${await open(merchants)}/answer`,
      ...{ body: WORDS, by: ada.key },
    },
    "POST /v1/portal/disputes/:id/withdraw": {
      path: `/v1/portal/disputes/${portal}/withdraw`,
      by: ada.key,
    },
  };
}

/** A payout method of a new affiliate that is not in force yet, and the key of that. */
async function pendingMethod(shop: ApiWithSample): Promise<{ readonly id: string; readonly by: string }> {
  const { id } = (await shop.post("/v1/affiliates", { name: "Jean", email: "jean@a.example" })).body;
  const methods = `/v1/affiliates/${id}/payout-methods`;
  const body = { kind: "wise", recipient_id: "502" };
  await shop.post(methods, body);
  const added = await shop.api.call("POST", methods, shop.key, body, await stepUpHeaders(shop, shop.key));
  const { key } = await asOwner(shop.database.ownerUrl, (db) =>
    insertKey(db, shop.sample.workspaceId, { affiliateId: id }),
  );
  return { id: added.body.id, by: key };
}
