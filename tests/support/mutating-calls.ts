import { badRows } from "../../db/schema/index.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import type { ApiWithSample } from "./api-with-sample.ts";
import { callsOfApplications } from "./application-calls.ts";
import { insertKey } from "./call-api.ts";
import { DISPUTED_SALES, disputeCalls } from "./dispute-calls.ts";
import { callsOfDocuments } from "./document-calls.ts";
import { callsOfMembers } from "./member-calls.ts";
import type { MutatingCall } from "./mutating-call.ts";
import { callsOfExecution } from "./payout-calls.ts";
import { callsOfRecipients } from "./recipient-calls.ts";
import { callsOfResources } from "./resource-calls.ts";
import { asOwner, contextOf, insertClick, settleSale } from "./sample.ts";
import { callsOfWebhooks } from "./webhook-calls.ts";

const TERMS = {
  ...{ model: "last_click", lookback_days: 30, min_click_to_conversion_seconds: 0 },
  counted_verdicts: ["human", "duplicate"],
};
const RULE = { kind: "percent", rate_bps: 1_000 };
/** Of a payout that is not ours. */
const BANK_NOTIFICATION = `<Document><BkToCstmrDbtCdtNtfctn><Ntfctn><Ntry><Amt Ccy="EUR">1.00</Amt>
  <CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-23</Dt></BookgDt><AcctSvcrRef>R</AcctSvcrRef>
  <NtryDtls><TxDtls><Refs><EndToEndId>none</EndToEndId></Refs></TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
const POLICIES = "/v1/attribution/policies";

/** Prepares a shop so that each route which changes something can, and gives such a request by its name. */
export async function prepareCalls(shop: ApiWithSample): Promise<Readonly<Record<string, MutatingCall>>> {
  const made = await prepareRows(shop);
  const { programId, planId, affiliates } = shop.sample;
  const [{ affiliateId, linkId }] = affiliates;
  const create = async (path: string, body: object) => (await shop.post(path, body)).body.id as string;
  const owner = { program_id: programId, affiliate_id: affiliateId };
  const cap = { link_id: linkId, metric: "clicks", period: "day", max: 10 };
  const planCase = {
    name: "Ten",
    given: {
      order: { amount_minor: 10_000, currency: "EUR" },
      credits: [{ affiliate: "ada", credit_ppm: 1_000_000 }],
    },
    expected: [{ affiliate: "ada", amount_minor: 1_000, currency: "EUR" }],
  };
  const policyCase = {
    name: "One click",
    given: { journey: [{ affiliate: "ada", seconds_before_order: 60 }] },
    expected: { credits: [{ affiliate: "ada", credit_ppm: 1_000_000 }] },
  };
  const key = { name: "k", kind: "secret", scopes: ["links:read", "exports:read"] };
  const csv = new Blob(["external_id,event,amount,currency,click_id\nA-1,sale,12.90,EUR,c\n"]);
  const own = await create("/v1/plans", { name: "Own", rule: RULE });
  const simulated = { policy: null, from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" };
  return {
    "POST /v1/affiliates": { path: "/v1/affiliates", body: { name: "Joan", email: "joan@a.example" } },
    "PATCH /v1/affiliates/:id": { path: `/v1/affiliates/${affiliateId}`, body: { tier: "gold" } },
    "POST /v1/caps": { path: "/v1/caps", body: { ...cap, period: "month" } },
    "PATCH /v1/caps/:id": { path: `/v1/caps/${await create("/v1/caps", cap)}`, body: { max: 11 } },
    "POST /v1/programs": {
      path: "/v1/programs",
      body: { name: "P", currency: "EUR", plan_id: planId },
    },
    "PATCH /v1/programs/:id": { path: `/v1/programs/${programId}`, body: { name: "Renamed" } },
    "POST /v1/plans": { path: "/v1/plans", body: { name: "20 %", rule: RULE } },
    "POST /v1/plans/:id/versions": { path: `/v1/plans/${own}/versions`, body: { rule: RULE } },
    "POST /v1/plans/:id/cases": { path: `/v1/plans/${own}/cases`, body: planCase },
    "POST /v1/plans/:id/cases/:case_id/retire": {
      path: `/v1/plans/${own}/cases/${await create(`/v1/plans/${own}/cases`, planCase)}/retire`,
    },
    "POST /v1/payout-terms": { path: "/v1/payout-terms", body: { net: "net_30", schedule: "weekly_1" } },
    "POST /v1/plan-exceptions": {
      path: "/v1/plan-exceptions",
      body: { ...owner, plan_id: own, effective_from: "2090-01-01T00:00:00Z" },
    },
    "POST /v1/attribution/policies": { path: POLICIES, body: TERMS },
    "POST /v1/attribution/policies/cases": { path: `${POLICIES}/cases`, body: policyCase },
    "POST /v1/attribution/policies/cases/:id/retire": {
      path: `${POLICIES}/cases/${await create(`${POLICIES}/cases`, policyCase)}/retire`,
    },
    "POST /v1/attribution/simulations": { path: "/v1/attribution/simulations", body: simulated },
    "POST /v1/attribution/simulations/:id/apply": {
      path: `/v1/attribution/simulations/${await simulate(shop, simulated)}/apply`,
      body: { locked: "stay" },
    },
    "POST /v1/plans/:id/backtest": {
      path: `/v1/plans/${own}/backtest`,
      body: { rule: RULE, from: simulated.from, to: simulated.to },
    },
    "POST /v1/keys": { path: "/v1/keys", body: key },
    "POST /v1/keys/:id/rotate": { path: `/v1/keys/${await create("/v1/keys", key)}/rotate` },
    "POST /v1/keys/:id/revoke": { path: `/v1/keys/${await create("/v1/keys", key)}/revoke` },
    "POST /v1/keys/bulk": {
      path: "/v1/keys/bulk",
      body: { operations: [{ op: "revoke", id: await create("/v1/keys", key) }] },
    },
    "PATCH /v1/workspace": { path: "/v1/workspace", body: { parameter_map: { click_id: ["cid"] } } },
    "POST /v1/link-domains/:id/verify": { path: `/v1/link-domains/${made.domain}/verify` },
    "POST /v1/erasures": { path: "/v1/erasures", body: { visitor_ids: ["v"] } },
    "POST /v1/conversions/imports": {
      ...{ path: "/v1/conversions/imports", body: csv, headers: { "content-type": "text/csv" } },
    },
    "POST /v1/bad-rows/:id/replay": { path: `/v1/bad-rows/${made.badRow}/replay` },
    "POST /v1/commissions/:id/release": { path: `/v1/commissions/${made.held[0]}/release` },
    "POST /v1/commissions/:id/reverse": { path: `/v1/commissions/${made.held[1]}/reverse` },
    "PUT /v1/payout-minimums/:currency": {
      path: "/v1/payout-minimums/EUR",
      body: { minimum_minor: "2" },
    },
    "POST /v1/payout-batches/:id/approve": {
      path: `/v1/payout-batches/${made.batches[0]}/approve`,
      by: made.approver,
    },
    "POST /v1/payout-batches/:id/execute": { path: `/v1/payout-batches/${made.batches[0]}/execute` },
    "POST /v1/payout-batches/:id/cancel": { path: `/v1/payout-batches/${made.batches[1]}/cancel` },
    "POST /v1/payout-batches": { path: "/v1/payout-batches" },
    "POST /v1/payout-statements": {
      ...{ path: "/v1/payout-statements", body: new Blob([BANK_NOTIFICATION]) },
      headers: { "content-type": "application/xml" },
    },
    ...(await callsOfMembers(shop)),
    ...(await callsOfRecipients(shop)),
    ...(await callsOfWebhooks(shop, affiliateId)),
    ...callsOfDocuments(affiliateId),
    ...(await callsOfExecution(shop, made.batches[2] ?? "")),
    ...(await disputeCalls(shop, made.disputed)),
    ...(await callsOfResources(shop)),
    ...(await callsOfApplications(shop)),
    "POST /v1/ledger/periods": { path: "/v1/ledger/periods", body: { period: "2020-01" } },
  };
}

/** A simulation that is done, as its cron leaves it. */
async function simulate(shop: ApiWithSample, body: object): Promise<string> {
  const { id } = (await shop.post("/v1/attribution/simulations", body)).body;
  await asOwner(shop.database.ownerUrl, (db) =>
    db.execute(`update simulations set status = 'done', done_at = now() where id = '${id}'`),
  );
  return id;
}

/** Commissions on hold, two batches of others and one more that is due, a link domain and a bad row. */
async function prepareRows(shop: ApiWithSample) {
  const { sample, database, key } = shop;
  await shop.api.call("PUT", "/v1/payout-minimums/EUR", key, { minimum_minor: "1" });
  await sell(shop, "held-0", 100);
  await sell(shop, "held-1", 100);
  const held = (await shop.get("/v1/commissions?status=held")).body.data as { readonly id: string }[];
  const batches: string[] = [];
  for (const sale of ["first", "second", "stuck"]) {
    await sell(shop, sale, 1);
    batches.push((await shop.post("/v1/payout-batches")).body.batches[0].id);
  }
  await sell(shop, "third", 1);
  for (let index = 0; index < DISPUTED_SALES; index += 1) await sell(shop, `disputed-${index}`, 1);
  const newest = (await shop.get(`/v1/commissions?limit=${DISPUTED_SALES}`)).body.data as {
    readonly id: string;
  }[];
  const disputed = newest.map(({ id }) => id);
  const domain: string = (await shop.post("/v1/link-domains", { host: "go.shop.example" })).body.id;
  return asOwner(database.ownerUrl, async (db) => {
    const row = { stage: "clicks", reason: "malformed", detail: "no id", payload: "{}" };
    const [bad] = await db
      .insert(badRows)
      .values({ ...row, workspaceId: sample.workspaceId, fingerprint: "f", receivedAt: new Date() })
      .returning();
    const approver = (await insertKey(db, sample.workspaceId)).key;
    return { held: held.map(({ id }) => id), disputed, batches, domain, badRow: String(bad?.id), approver };
  });
}

/** A sale whose commission is approved, or held where the network sent many clicks. */
function sell({ sample, database }: ApiWithSample, externalId: string, velocity: number): Promise<unknown> {
  return asOwner(database.ownerUrl, async (db) => {
    const sold = contextOf(db, sample.workspaceId, new Date(Date.now() - 60_000));
    const at = new Date(Date.now() - 600_000);
    const { text } = await insertClick(db, sample, sample.affiliates[0], { at, velocity });
    await settleSale(sold, sample, { externalId, clickIds: [text] });
    await approveDueCommissions(contextOf(db, sample.workspaceId));
  });
}
