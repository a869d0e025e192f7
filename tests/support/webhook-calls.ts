import type { ApiWithSample } from "./api-with-sample.ts";
import type { MutatingCall } from "./mutating-call.ts";

/** Requests for webhook endpoints and postbacks. Addresses by number need no resolver. */
export async function callsOfWebhooks(
  shop: ApiWithSample,
  affiliateId: string,
): Promise<Readonly<Record<string, MutatingCall>>> {
  const [endpoints, postbacks] = ["/v1/webhook-endpoints", "/v1/postbacks"];
  const endpoint = { url: "https://1.1.1.1/hook", types: ["*"], description: "The warehouse" };
  const postback = {
    ...{ url: "https://1.1.1.1/p?c={click_id}", types: ["commission.created"], affiliate_id: affiliateId },
    description: "The network",
  };
  const own = `${endpoints}/${(await shop.post(endpoints, endpoint)).body.id}`;
  const told = (await shop.post(`${own}/test`)).body.id;
  const asked = `${postbacks}/${(await shop.post(postbacks, postback)).body.id}`;
  const since = { failed_since: "2026-01-01T00:00:00Z" };
  return {
    "POST /v1/webhook-endpoints": { path: endpoints, body: endpoint },
    "POST /v1/webhook-endpoints/:id/rotate-secret": { path: `${own}/rotate-secret` },
    "POST /v1/webhook-endpoints/:id/test": { path: `${own}/test` },
    "POST /v1/webhook-endpoints/:id/redeliver": { path: `${own}/redeliver`, body: since },
    "POST /v1/webhook-endpoints/:id/deliveries/:event_id/redeliver": {
      path: `${own}/deliveries/${told}/redeliver`,
    },
    "POST /v1/postbacks/:id/redeliver": { path: `${asked}/redeliver`, body: since },
  };
}
