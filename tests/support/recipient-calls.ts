import type { ApiWithSample } from "./api-with-sample.ts";
import { FAKE_METHODS } from "./fake-access.ts";
import type { MutatingCall } from "./mutating-call.ts";
import { enrolledCaller, makeFactor, newCaller, stepUpHeaders } from "./step-up.ts";

/** Requests for payout methods, factors and limits: each by a caller of its own, since a code works once. */
export async function callsOfRecipients(
  shop: ApiWithSample,
): Promise<Readonly<Record<string, MutatingCall>>> {
  const { id } = (await shop.post("/v1/affiliates", { name: "Joan", email: "joan@a.example" })).body;
  const methods = `/v1/affiliates/${id}/payout-methods`;
  const body = { kind: "wise", recipient_id: "501" };
  await shop.post(methods, body);
  const other = (await shop.post("/v1/affiliates", { name: "Mary", email: "mary@a.example" })).body.id;
  const pending = await shop.api.call("POST", methods, shop.key, body, await stepUpHeaders(shop, shop.key));
  const [confirming, confirmed] = [await newCaller(shop), await newCaller(shop)];
  const enrolled = await makeFactor(shop, confirming, "enrolled");
  const waiting = await makeFactor(shop, confirmed, "confirmed");
  const old = await makeFactor(shop, await newCaller(shop), "in_force");
  const factors = "/v1/step-up-factors";
  return {
    "POST /v1/affiliates/:id/payout-methods": {
      ...{ path: `/v1/affiliates/${other}/payout-methods`, body: FAKE_METHODS.sepa },
    },
    "POST /v1/affiliates/:id/payout-methods/:method_id/cancel": {
      path: `${methods}/${pending.body.id}/cancel`,
    },
    "PUT /v1/payout-approval-limits/:currency": Object.assign(await enrolledCaller(shop), {
      ...{ path: "/v1/payout-approval-limits/USD", body: { step_up_over_minor: "1" } },
    }),
    "POST /v1/step-up-factors": { path: factors, by: await newCaller(shop) },
    "POST /v1/step-up-factors/:id/confirm": {
      ...{ path: `${factors}/${enrolled.id}/confirm`, by: confirming },
      get headers() {
        return enrolled.codeHeader();
      },
    },
    "POST /v1/step-up-factors/:id/vouch": Object.assign(await enrolledCaller(shop), {
      path: `${factors}/${waiting.id}/vouch`,
    }),
    "POST /v1/step-up-factors/:id/revoke": Object.assign(await enrolledCaller(shop), {
      path: `${factors}/${old.id}/revoke`,
    }),
  };
}
