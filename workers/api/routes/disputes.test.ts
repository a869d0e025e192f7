import { beforeAll, describe, expect, it } from "vitest";
import { canonicalJson } from "../../../core/shared/canonical-json.ts";
import type { BatchId } from "../../../core/shared/id.ts";
import { withDatabase } from "../../../db/client.ts";
import { sha256Hex } from "../../../platform/sha256.ts";
import { approveDueCommissions } from "../../../services/commissions/approve-due.ts";
import { escalateOverdue } from "../../../services/disputes/escalate-overdue.ts";
import { csvProvider } from "../../../services/payouts/csv-provider.ts";
import { executeBatch } from "../../../services/payouts/execute-batch.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import { type Answer, insertKey } from "../../../tests/support/call-api.ts";
import { takeChange } from "../../../tests/support/changes.ts";
import { asOwner, contextOf, insertClick, settleSale } from "../../../tests/support/sample.ts";

const shop = apiWithSample();
/** Keys of the two affiliates, and of a second person of the merchant. */
let ada: string;
let grace: string;
let second: string;

beforeAll(async () => {
  await asOwner(shop.database.ownerUrl, async (db) => {
    const { workspaceId, affiliates } = shop.sample;
    const [first, other] = affiliates;
    ada = (await insertKey(db, workspaceId, { affiliateId: first.affiliateId })).key;
    grace = (await insertKey(db, workspaceId, { affiliateId: other.affiliateId })).key;
    second = (await insertKey(db, workspaceId)).key;
  });
});

let sales = 0;
/** A sale of 100.00, of which an affiliate earns 10.00, approved; the id of its commission. */
async function earn(who: 0 | 1 = 0): Promise<string> {
  sales += 1;
  const externalId = `order-${sales}`;
  await asOwner(shop.database.ownerUrl, async (db) => {
    const context = contextOf(db, shop.sample.workspaceId);
    const at = new Date(Date.now() - 600_000);
    const { text } = await insertClick(db, shop.sample, shop.sample.affiliates[who], { at });
    await settleSale(context, shop.sample, { externalId, clickIds: [text] });
    await approveDueCommissions({ ...context, now: new Date(Date.now() + 60_000) });
  });
  return (await shop.get(`/v1/conversions/ext:${externalId}`)).body.commission_ids[0];
}

/** Pays all that is due; the payout of the first affiliate. */
async function pay(): Promise<Answer["body"]> {
  const batchId = (await shop.post("/v1/payout-batches")).body.batches[0].id as BatchId;
  expect((await shop.post(`/v1/payout-batches/${batchId}/approve`, {}, second)).status).toBe(200);
  const files = { has: async () => false, putOnce: async () => undefined };
  await withDatabase(shop.database.env, (db) =>
    executeBatch(contextOf(db, shop.sample.workspaceId), batchId, csvProvider(files)),
  );
  const { payouts } = (await shop.get(`/v1/payout-batches/${batchId}`)).body;
  return payouts.find((each: Answer["body"]) => each.affiliate_id === shop.sample.affiliates[0].affiliateId);
}

const dispute = (body: object, by = ada) =>
  shop.post("/v1/portal/disputes", { reason: "amount_wrong", text: "Too little.", ...body }, by);
const uphold = (id: string, body: object, by = shop.key) =>
  shop.post(`/v1/disputes/${id}/uphold`, { text: "You are right.", ...body }, by);
const payable = async () =>
  Number((await shop.get("/v1/portal/statement", ada)).body.totals[0].payable.amount_minor);

describe("a key of an affiliate's own", () => {
  it("is made by who may change affiliates, with scopes of the portal and no other", async () => {
    const { affiliateId } = shop.sample.affiliates[0];
    const made = { name: "Ada", kind: "secret", affiliate_id: affiliateId, scopes: ["portal:read"] };
    const { status, body } = await shop.post("/v1/keys", made);
    expect([status, body.affiliate_id, body.scopes]).toEqual([201, affiliateId, ["portal:read"]]);
    expect((await shop.get("/v1/portal/me", body.key)).body).toMatchObject({ id: affiliateId, name: "Ada" });
    expect((await dispute({ commission_id: "com_0" }, body.key)).status).toBe(403);
    for (const wrong of [
      { scopes: ["portal:read", "commissions:read"] },
      { affiliate_id: undefined },
      { affiliate_id: shop.other.affiliates[0].affiliateId },
    ]) {
      expect((await shop.post("/v1/keys", { ...made, ...wrong })).status).toBe(422);
    }
    const plain = (await shop.post("/v1/keys", { name: "k", kind: "secret", scopes: ["keys:write"] })).body
      .key;
    expect((await shop.post("/v1/keys", made, plain)).status).toBe(403);
  });

  it("opens the portal and nothing else, and the portal opens to no other", async () => {
    for (const path of [
      "/v1/commissions",
      "/v1/affiliates",
      "/v1/disputes",
      "/v1/payout-batches",
      "/v1/keys",
    ]) {
      expect([path, (await shop.get(path, ada)).status]).toEqual([path, 403]);
    }
    expect((await shop.get("/v1/portal/me")).status).toBe(403);
  });

  it("is told of another affiliate's things as of what is not there", async () => {
    const theirs = await earn(1);
    expect((await shop.get(`/v1/portal/commissions/${theirs}`, grace)).status).toBe(200);
    expect((await shop.get(`/v1/portal/commissions/${theirs}`, ada)).status).toBe(404);
    expect((await dispute({ commission_id: theirs })).body.error.param).toBe("commission_id");
    const { id } = (await dispute({ commission_id: theirs }, grace)).body;
    for (const path of [`/v1/portal/disputes/${id}`, `/v1/portal/disputes/${id}/evidence`]) {
      expect([path, (await shop.get(path, ada)).status]).toEqual([path, 404]);
    }
    for (const act of ["notes", "withdraw", "answer"]) {
      expect((await shop.post(`/v1/portal/disputes/${id}/${act}`, { text: "x" }, ada)).status).toBe(404);
    }
    expect((await shop.get("/v1/portal/disputes", ada)).body.data).toEqual([]);
    expect((await shop.get("/v1/portal/commissions", ada)).body.data).toEqual([]);
    expect((await shop.get(`/v1/disputes/${id}`, shop.otherKey)).status).toBe(404);
  });
});

describe("an affiliate's dispute on a commission", () => {
  it("leaves it payable, is answered, and upheld by a sum that the next payout carries, once", async () => {
    const commissionId = await earn();
    const before = await payable();
    const { status, body } = await dispute({ commission_id: commissionId, claimed_minor: "300" });
    expect([status, body.status, body.holds_commission, body.overdue]).toEqual([201, "open", false, null]);
    expect((await dispute({ commission_id: commissionId })).status).toBe(409);
    expect((await uphold(body.id, {})).body.error.param).toBe("amount_minor");
    expect((await shop.post(`/v1/disputes/${body.id}/reject`, { text: "No." })).body.error.code).toBe(
      "illegal_move",
    );
    expect((await shop.post(`/v1/disputes/${body.id}/answer`, { text: "We look." })).body.status).toBe(
      "answered",
    );
    expect((await shop.post(`/v1/portal/disputes/${body.id}/notes`, { text: "Thanks." }, ada)).status).toBe(
      200,
    );
    const upheld = (await uphold(body.id, { amount_minor: "250" })).body;
    expect(upheld).toMatchObject({ status: "upheld", outcome: "adjusted", awarded: { amount_minor: "250" } });
    expect((await uphold(body.id, { amount_minor: "250" })).body.error.code).toBe("illegal_move");
    expect(await payable()).toBe(before + 250);
    const { journals } = (await shop.get(`/v1/conversions/ext:order-${sales}/explain`)).body;
    expect(journals.at(-1)).toMatchObject({
      key: `dispute:${body.id}:${commissionId}:carried`,
      refs: { commission_id: commissionId, dispute_id: body.id },
    });
    const payout = await pay();
    expect(payout.amount.amount_minor).toBe(String(before + 250));
    const own = (await shop.get(`/v1/portal/payouts/${payout.id}`, ada)).body;
    expect(own.netted).toEqual([
      { commission_id: commissionId, amount: { amount_minor: "250", currency: "EUR" } },
    ]);
    expect((await shop.acts(body.id)).map(({ action }) => action)).toEqual([
      ...["dispute.upheld", "dispute.noted", "dispute.answered", "dispute.opened"],
    ]);
    expect((await shop.get(`/v1/portal/disputes/${body.id}`, ada)).body.steps).toHaveLength(4);
  });

  it("keeps its sum though the whole sale is refunded later, which takes back the commission alone", async () => {
    const before = await payable();
    const { id } = (await dispute({ commission_id: await earn() })).body;
    await uphold(id, { amount_minor: "250" });
    await asOwner(shop.database.ownerUrl, (db) =>
      takeChange(contextOf(db, shop.sample.workspaceId), shop.sample, {
        order: `order-${sales}`,
        externalId: "r",
      }),
    );
    expect(await payable()).toBe(before + 250);
  });

  it("opened for it by the merchant is decided by a second person", async () => {
    const commissionId = await earn();
    const given = {
      party: "affiliate",
      commission_id: commissionId,
      reason: "amount_wrong",
      text: "By phone.",
    };
    const { id } = (await shop.post("/v1/disputes", given)).body;
    expect((await uphold(id, { amount_minor: "1" })).body.error.code).toBe("second_person_required");
    expect((await shop.post(`/v1/portal/disputes/${id}/withdraw`, {}, ada)).status).toBe(403);
    expect((await uphold(id, { amount_minor: "1" }, second)).status).toBe(200);
  });

  it("rejected or withdrawn moves nothing, and another can be opened", async () => {
    const commissionId = await earn();
    const before = await payable();
    const first = (await dispute({ commission_id: commissionId })).body.id;
    expect((await shop.post(`/v1/portal/disputes/${first}/withdraw`, {}, ada)).body.status).toBe("withdrawn");
    const next = (await dispute({ commission_id: commissionId })).body.id;
    await shop.post(`/v1/disputes/${next}/answer`, { text: "As agreed." });
    const rejected = (await shop.post(`/v1/disputes/${next}/reject`, { text: "As the plan says." })).body;
    expect(rejected).toMatchObject({ status: "rejected", outcome: null, awarded: null });
    expect(rejected.steps.at(-1).text).toBe("As the plan says.");
    expect(await payable()).toBe(before);
  });
});

describe("a merchant's dispute", () => {
  const open = (commissionId: string) =>
    shop.post("/v1/disputes", {
      ...{ party: "merchant", commission_id: commissionId, reason: "suspected_fraud", text: "Made up." },
    });

  it("holds the commission, hears the affiliate, and reverses it if it is upheld", async () => {
    await pay();
    const commissionId = await earn();
    const { id, holds_commission } = (await open(commissionId)).body;
    expect(holds_commission).toBe(true);
    expect((await uphold(id, {}, second)).body.error.param).toBe("id");
    expect((await shop.post(`/v1/disputes/${id}/answer`, { text: "Me too." })).status).toBe(403);
    expect((await shop.post(`/v1/portal/disputes/${id}/answer`, { text: "Not so." }, ada)).status).toBe(200);
    const upheld = (await uphold(id, {}, second)).body;
    expect(upheld).toMatchObject({
      outcome: "reversed",
      awarded: { amount_minor: "1000" },
      holds_commission: false,
    });
    expect((await shop.get(`/v1/commissions/${commissionId}`)).body.status).toBe("reversed");
    expect(await payable()).toBe(0);
    expect((await shop.get("/v1/ledger/verify")).body.status).toBe("intact");
  });

  it("is not about what is paid or in a batch, nor about a payout", async () => {
    const commissionId = await earn();
    const payout = await pay();
    expect((await open(commissionId)).body.error.param).toBe("commission_id");
    const given = { party: "merchant", payout_id: payout.id, reason: "suspected_fraud", text: "x" };
    expect((await shop.post("/v1/disputes", given)).status).toBe(409);
  });

  it("is overdue in the list, and told so once", async () => {
    const { id } = (await open(await earn())).body;
    const day = 86_400_000;
    const at = (days: number) =>
      withDatabase(shop.database.env, (db) =>
        escalateOverdue(contextOf(db, shop.sample.workspaceId, new Date(Date.now() + days * day))),
      );
    expect(await at(6)).toBe(0);
    const noted = await at(8);
    expect(noted).toBeGreaterThan(0);
    expect(await at(8)).toBe(0);
    expect(await at(31)).toBe(noted);
    expect(await at(31)).toBe(0);
    const kinds = (await shop.get(`/v1/disputes/${id}`)).body.steps.map((step: Answer["body"]) => step.kind);
    expect(kinds).toEqual(["opened", "answer_overdue", "decision_overdue"]);
    expect((await shop.get("/v1/disputes?overdue=true")).body.data).toEqual([]);
  });
});

describe("a dispute on a payout", () => {
  it("gives a sum of at most the payout, or has it resent once it is owed again", async () => {
    await earn();
    const payout = await pay();
    const open = (reason: string) => dispute({ payout_id: payout.id, reason });
    const missing = (await open("payout_not_received")).body.id;
    expect((await uphold(missing, { amount_minor: "1" })).body.error.param).toBe("amount_minor");
    expect((await uphold(missing, { resend: true })).body.error.param).toBe("resend");
    await shop.post(`/v1/portal/disputes/${missing}/withdraw`, {}, ada);
    const { id } = (await open("payout_amount_wrong")).body;
    const tooMuch = String(Number(payout.amount.amount_minor) + 1);
    expect((await uphold(id, { amount_minor: tooMuch })).body.error.param).toBe("amount_minor");
    const before = await payable();
    expect((await uphold(id, { amount_minor: "100" })).body.outcome).toBe("adjusted");
    expect(await payable()).toBe(before + 100);
  });
});

describe("evidence", () => {
  it("gives the same bytes twice, hashes that hold, and nothing of the customer to the affiliate", async () => {
    const commissionId = await earn();
    const { id } = (await dispute({ commission_id: commissionId })).body;
    const take = async (path: string, by: string) =>
      (await shop.api.fetch("GET", `${path}/${id}/evidence`, by)).text();
    const whole = await take("/v1/disputes", shop.key);
    expect(await take("/v1/disputes", shop.key)).toBe(whole);
    const pack = JSON.parse(whole);
    for (const { content, sha256 } of pack.pieces) expect(sha256Hex(canonicalJson(content))).toBe(sha256);
    expect(pack.pieces.map(({ name }: Answer["body"]) => name)).toEqual([
      ...["dispute", "commission", "adjustments", "explanation", "clicks", "ledger_entries", "ledger_roots"],
    ]);
    expect(whole).toContain(`customer of order-${sales}`);
    const own = await take("/v1/portal/disputes", ada);
    expect(own).toContain(commissionId);
    for (const hidden of ["customer of", `order-${sales}"`, "metadata", "fraud", "user_agent", '"actor"']) {
      expect(own).not.toContain(hidden);
    }
  });
});
