import type { ErrorCase } from "./errors.ts";
import type { DemoWorld } from "./setup.ts";

/** What the run made to try the rules of money with. */
export type Rules = {
  readonly world: DemoWorld;
  readonly planId: string;
  readonly seller: string;
  readonly sponsor: string;
  readonly externalId: string;
};
/** What is sent, the status that must come back, and the field that must be named. */
type BadRequest = readonly [name: string, status: number, path: string, body: unknown, param?: string];

const POLICY = { model: "last_click", lookback_days: 30, min_click_to_conversion_seconds: 0 };
const policy = (change: object) => ({ ...POLICY, counted_verdicts: ["human"], ...change });
const terms = (change: object) => ({
  name: "Bad",
  terms: { rules: [{ id: "all", action: { kind: "percent", rate_ppm: 1 } }], ...change },
});
const action = (given: object) => terms({ rules: [{ id: "all", action: given }] });
const day = (at: string) => `${at}T00:00:00Z`;

/** Sends what the rules of money must refuse. */
export async function sendBadRules(rules: Rules): Promise<readonly ErrorCase[]> {
  const { admin, merchant } = rules.world;
  const answered: ErrorCase[] = [];
  for (const [name, status, path, body, param] of badRequests(rules)) {
    const client = path.endsWith("/changes") ? merchant : admin;
    const answer = await client.call("POST", path, body);
    answered.push({ name, status, ...(param ? { param } : {}), answer });
  }
  return answered;
}

function badRequests(rules: Rules): readonly BadRequest[] {
  const policies = "/v1/attribution/policies";
  const simulations = "/v1/attribution/simulations";
  const changes = `/v1/conversions/${encodeURIComponent(`ext:${rules.externalId}`)}/changes`;
  const change = (given: object) => ({ external_id: `bad-${rules.externalId}`, kind: "refund", ...given });
  const affiliate = { name: "Bad", email: "bad@affiliates.example" };
  const past = { policy: policy({}), from: day("2026-01-02"), to: day("2026-01-01") };
  return [
    ["a model nobody knows", 422, policies, policy({ model: "best_click" }), "model"],
    [
      "weights of another model",
      422,
      policies,
      policy({ position_weights: { first_ppm: 1, last_ppm: 1 } }),
      "position_weights",
    ],
    ["a split without its share", 422, policies, policy({ coupon_precedence: "split" }), "coupon_ppm"],
    [
      "a policy in force from the past",
      422,
      policies,
      policy({ effective_from: day("2020-01-01") }),
      "effective_from",
    ],
    [
      "a rate of more than the whole",
      422,
      "/v1/plans",
      action({ kind: "percent", rate_ppm: 1_000_001 }),
      "terms.rules[0].action.rate_ppm",
    ],
    [
      "a sum without a currency",
      422,
      "/v1/plans",
      action({ kind: "flat", amount_minor: 100 }),
      "terms.currency",
    ],
    ["a plan without rules", 422, "/v1/plans", terms({ rules: [] }), "terms.rules"],
    [
      "a sponsor who is not there",
      422,
      "/v1/affiliates",
      { ...affiliate, sponsor_id: "aff_00000000000000000000000000" },
      "sponsor_id",
    ],
    ["a refund of less than nothing", 422, changes, change({ amount_minor: -1 }), "amount_minor"],
    ["a change of no kind", 422, changes, change({ kind: "gift" }), "kind"],
    ["a chargeback won of none", 422, changes, change({ kind: "chargeback_won" }), "chargeback_external_id"],
    ["a simulation that ends before it begins", 422, simulations, past, "to"],
    ["closing a month that has not ended", 422, "/v1/ledger/periods", { period: "2999-01" }, "period"],
  ];
}
