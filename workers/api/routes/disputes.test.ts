import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../core/shared/canonical-json.ts";
import { sha256Hex } from "../../../platform/sha256.ts";
import { textObjects } from "../../../platform/text-objects.ts";
import { escalateOverdue } from "../../../services/disputes/escalate-overdue.ts";
import { publishRoots } from "../../../services/ledger/publish-roots.ts";
import { ageLedger } from "../../../tests/support/age-ledger.ts";
import type { Answer } from "../../../tests/support/call-api.ts";
import { takeChange } from "../../../tests/support/changes.ts";
import { DisputeWorld } from "../../../tests/support/dispute-world.ts";
import { asOwner } from "../../../tests/support/sample.ts";

const world = new DisputeWorld();
const { shop } = world;

describe("a key of an affiliate's own", () => {
  it("is made by who may change affiliates, with scopes of the portal and no other", async () => {
    const { affiliateId } = shop.sample.affiliates[0];
    const made = { name: "Ada", kind: "secret", affiliate_id: affiliateId, scopes: ["portal:read"] };
    const { status, body } = await shop.post("/v1/keys", made);
    expect([status, body.affiliate_id, body.scopes]).toEqual([201, affiliateId, ["portal:read"]]);
    expect((await shop.get("/v1/portal/me", body.key)).body).toMatchObject({ id: affiliateId, name: "Ada" });
    expect((await world.dispute({ commission_id: "com_0" }, body.key)).status).toBe(403);
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
    for (const path of ["commissions", "affiliates", "disputes", "payout-batches", "keys", "documents"]) {
      expect([path, (await shop.get(`/v1/${path}`, world.ada)).status]).toEqual([path, 403]);
    }
    expect((await shop.get("/v1/portal/me")).status).toBe(403);
    const theirs = `/v1/affiliates/${shop.sample.affiliates[0].affiliateId}/payout-outlook`;
    const outlook = (await shop.get(theirs)).body;
    const own = (await shop.get("/v1/portal/payout-outlook", world.ada)).body;
    expect(own).toEqual({ ...outlook, as_of: own.as_of });
  });

  it("is told of another affiliate's things as of what is not there", async () => {
    const theirs = await world.earn(1);
    expect((await shop.get(`/v1/portal/commissions/${theirs}`, world.grace)).status).toBe(200);
    expect((await shop.get(`/v1/portal/commissions/${theirs}`, world.ada)).status).toBe(404);
    expect((await world.dispute({ commission_id: theirs })).body.error.param).toBe("commission_id");
    const { id } = (await world.dispute({ commission_id: theirs }, world.grace)).body;
    for (const path of [`/v1/portal/disputes/${id}`, `/v1/portal/disputes/${id}/evidence`]) {
      expect([path, (await shop.get(path, world.ada)).status]).toEqual([path, 404]);
    }
    for (const act of ["notes", "withdraw", "answer"]) {
      expect((await shop.post(`/v1/portal/disputes/${id}/${act}`, { text: "x" }, world.ada)).status).toBe(
        404,
      );
    }
    const jean = (await shop.post("/v1/affiliates", { name: "Jean", email: "jean@a.example" })).body.id;
    const method = { kind: "wise", recipient_id: "501" };
    const methodId = (await shop.post(`/v1/affiliates/${jean}/payout-methods`, method)).body.id;
    const jeans = await world.keyOf(jean);
    expect((await shop.get("/v1/portal/payout-methods", jeans)).body.data).toMatchObject([{ id: methodId }]);
    expect((await shop.get("/v1/portal/payout-methods", world.ada)).body.data).toEqual([]);
    expect((await shop.get(`/v1/portal/payout-methods/${methodId}`, world.ada)).status).toBe(404);
    expect((await shop.get("/v1/portal/disputes", world.ada)).body.data).toEqual([]);
    expect((await shop.get("/v1/portal/commissions", world.ada)).body.data).toEqual([]);
    expect((await shop.get(`/v1/disputes/${id}`, shop.otherKey)).status).toBe(404);
  });
});

describe("an affiliate's dispute on a commission", () => {
  it("leaves it payable, is answered, and upheld by a sum that the next payout carries, once", async () => {
    const commissionId = await world.earn();
    const before = await world.payable();
    const { status, body } = await world.dispute({ commission_id: commissionId, claimed_minor: "300" });
    expect([status, body.status, body.holds_commission, body.overdue]).toEqual([201, "open", false, null]);
    expect((await world.dispute({ commission_id: commissionId })).status).toBe(409);
    expect((await world.uphold(body.id, {})).body.error.param).toBe("amount_minor");
    expect((await shop.post(`/v1/disputes/${body.id}/reject`, { text: "No." })).body.error.code).toBe(
      "illegal_move",
    );
    expect((await shop.post(`/v1/disputes/${body.id}/answer`, { text: "We look." })).body.status).toBe(
      "answered",
    );
    expect(
      (await shop.post(`/v1/portal/disputes/${body.id}/notes`, { text: "Thanks." }, world.ada)).status,
    ).toBe(200);
    const both = await Promise.all([1, 2].map(() => world.uphold(body.id, { amount_minor: "250" })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const upheld = (await shop.get(`/v1/disputes/${body.id}`)).body;
    expect(upheld).toMatchObject({ status: "upheld", outcome: "adjusted", awarded: { amount_minor: "250" } });
    expect(await world.payable()).toBe(before + 250);
    const { journals } = (await shop.get(`/v1/conversions/ext:order-${world.sales}/explain`)).body;
    expect(journals.at(-1)).toMatchObject({
      key: `dispute:${body.id}:${commissionId}:carried`,
      refs: { commission_id: commissionId, dispute_id: body.id },
    });
    const payout = await world.pay();
    expect(payout.amount.amount_minor).toBe(String(before + 250));
    const own = (await shop.get(`/v1/portal/payouts/${payout.id}`, world.ada)).body;
    expect(own.netted).toEqual([
      { commission_id: commissionId, amount: { amount_minor: "250", currency: "EUR" } },
    ]);
    const acts = await shop.acts(body.id);
    expect(JSON.stringify(acts)).not.toContain("Too little");
    expect(acts.map(({ action }) => action)).toEqual([
      ...["dispute.upheld", "dispute.noted", "dispute.answered", "dispute.opened"],
    ]);
    expect((await shop.get(`/v1/portal/disputes/${body.id}`, world.ada)).body.steps).toHaveLength(4);
  });

  it("keeps its sum though the whole sale is refunded later, which takes back the commission alone", async () => {
    const before = await world.payable();
    const { id } = (await world.dispute({ commission_id: await world.earn() })).body;
    await world.uphold(id, { amount_minor: "250" });
    const refund = { order: `order-${world.sales}`, externalId: "r" };
    await world.as((context) => takeChange(context, shop.sample, refund));
    expect(await world.payable()).toBe(before + 250);
  });

  it("opened for it by the merchant is decided by a second person", async () => {
    const commissionId = await world.earn();
    const given = {
      party: "affiliate",
      commission_id: commissionId,
      reason: "amount_wrong",
      text: "By phone.",
    };
    const { id } = (await shop.post("/v1/disputes", given)).body;
    expect((await world.uphold(id, { amount_minor: "1" })).body.error.code).toBe("second_person_required");
    expect((await shop.post(`/v1/portal/disputes/${id}/withdraw`, {}, world.ada)).status).toBe(403);
    expect((await world.uphold(id, { amount_minor: "1" }, world.second)).status).toBe(200);
  });

  it("rejected or withdrawn moves nothing, and another can be opened", async () => {
    const commissionId = await world.earn();
    const before = await world.payable();
    const first = (await world.dispute({ commission_id: commissionId })).body.id;
    expect((await shop.post(`/v1/portal/disputes/${first}/withdraw`, {}, world.ada)).body.status).toBe(
      "withdrawn",
    );
    const next = (await world.dispute({ commission_id: commissionId })).body.id;
    await shop.post(`/v1/disputes/${next}/answer`, { text: "As agreed." });
    const rejected = (await shop.post(`/v1/disputes/${next}/reject`, { text: "As the plan says." })).body;
    expect(rejected).toMatchObject({ status: "rejected", outcome: null, awarded: null });
    expect(rejected.steps.at(-1).text).toBe("As the plan says.");
    expect(await world.payable()).toBe(before);
  });
});

describe("a merchant's dispute", () => {
  const open = (commissionId: string) =>
    shop.post("/v1/disputes", {
      ...{ party: "merchant", commission_id: commissionId, reason: "suspected_fraud", text: "Made up." },
    });

  it("holds the commission, hears the affiliate, and reverses it if it is upheld", async () => {
    await world.pay();
    const commissionId = await world.earn();
    const { id, holds_commission } = (await open(commissionId)).body;
    expect(holds_commission).toBe(true);
    await world.earn();
    expect((await world.pay()).amount.amount_minor).toBe("1000");
    expect((await shop.get(`/v1/commissions/${commissionId}`)).body.status).toBe("approved");
    expect((await world.uphold(id, {}, world.second)).body.error.param).toBe("id");
    expect((await shop.post(`/v1/disputes/${id}/answer`, { text: "Me too." })).status).toBe(403);
    expect((await shop.post(`/v1/portal/disputes/${id}/answer`, { text: "Not so." }, world.ada)).status).toBe(
      200,
    );
    const upheld = (await world.uphold(id, {}, world.second)).body;
    expect(upheld).toMatchObject({
      outcome: "reversed",
      awarded: { amount_minor: "1000" },
      holds_commission: false,
    });
    expect((await shop.get(`/v1/commissions/${commissionId}`)).body.status).toBe("reversed");
    expect(await world.payable()).toBe(0);
    expect((await shop.get("/v1/ledger/verify")).body.status).toBe("intact");
  });

  it("is not about what is paid or in a batch, nor about a payout", async () => {
    const commissionId = await world.earn();
    const payout = await world.pay();
    expect((await open(commissionId)).body.error.param).toBe("commission_id");
    const given = { party: "merchant", payout_id: payout.id, reason: "suspected_fraud", text: "x" };
    expect((await shop.post("/v1/disputes", given)).status).toBe(409);
  });

  it("is overdue in the list, and told so once", async () => {
    const { id } = (await open(await world.earn())).body;
    const day = 86_400_000;
    const at = (days: number) => world.as(escalateOverdue, new Date(Date.now() + days * day));
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
    await world.earn();
    const payout = await world.pay();
    const open = (reason: string) => world.dispute({ payout_id: payout.id, reason });
    const missing = (await open("payout_not_received")).body.id;
    expect((await world.uphold(missing, { amount_minor: "1" })).body.error.param).toBe("amount_minor");
    expect((await world.uphold(missing, { resend: true })).body.error.param).toBe("resend");
    await shop.post(`/v1/portal/disputes/${missing}/withdraw`, {}, world.ada);
    const { id } = (await open("payout_amount_wrong")).body;
    const tooMuch = String(Number(payout.amount.amount_minor) + 1);
    expect((await world.uphold(id, { amount_minor: tooMuch })).body.error.param).toBe("amount_minor");
    const { pieces } = (await shop.get(`/v1/disputes/${id}/evidence`)).body;
    const evidence = pieces.find(({ name }: Answer["body"]) => name === "payout").content;
    expect(evidence).toMatchObject({ status: "paid", has_more: false, attempts: [{ provider: "csv" }] });
    const before = await world.payable();
    expect((await world.uphold(id, { amount_minor: "100" })).body.outcome).toBe("adjusted");
    expect(await world.payable()).toBe(before + 100);
    await world.returnPayout(payout.id);
    // What it paid is owed again whole, and the sum that made up for a part of it no more.
    expect(await world.payable()).toBe(before + Number(payout.amount.amount_minor));
    const { steps } = (await shop.get(`/v1/disputes/${id}`)).body;
    expect(steps.map(({ kind }: Answer["body"]) => kind)).toEqual(["opened", "upheld", "taken_back"]);
    const again = (await open("payout_not_received")).body.id;
    expect((await world.uphold(again, { resend: true })).body).toMatchObject({
      outcome: "resent",
      awarded: null,
    });
    expect((await world.pay()).amount.amount_minor).toBe(payout.amount.amount_minor);
    expect((await shop.get("/v1/ledger/verify")).body.status).toBe("intact");
  });
});

describe("evidence", () => {
  it("gives the same bytes twice, hashes that hold, and nothing of the customer to the affiliate", async () => {
    const commissionId = await world.earn();
    const { id } = (await world.dispute({ commission_id: commissionId })).body;
    const take = async (path: string, by: string) =>
      (await shop.api.fetch("GET", `${path}/${id}/evidence`, by)).text();
    const whole = await take("/v1/disputes", shop.key);
    expect(await take("/v1/disputes", shop.key)).toBe(whole);
    const pack = JSON.parse(whole);
    for (const { content, sha256 } of pack.pieces) expect(sha256Hex(canonicalJson(content))).toBe(sha256);
    expect(pack.pieces.map(({ name }: Answer["body"]) => name)).toEqual([
      ...["dispute", "commission", "adjustments", "explanation", "clicks", "ledger_entries", "ledger_roots"],
    ]);
    expect(whole).toContain(`customer of order-${world.sales}`);
    expect(pack.sha256).toBe(
      sha256Hex(canonicalJson(pack.pieces.map(({ name, sha256 }: Answer["body"]) => ({ name, sha256 })))),
    );
    const own = await take("/v1/portal/disputes", world.ada);
    expect(own).toContain(commissionId);
    for (const hidden of [
      "customer of",
      `order-${world.sales}"`,
      "metadata",
      "fraud",
      "user_agent",
      '"actor"',
    ]) {
      expect(own).not.toContain(hidden);
    }
  });

  it("proves entries by the published roots, once their day is over", async () => {
    const commissionId = await world.earn();
    const { id } = (await world.dispute({ commission_id: commissionId })).body;
    const { workspaceId } = shop.sample;
    expect(await world.check(id)).toEqual({ problems: [], proven: 0, unproven: 3, failed: 0, roots: [] });
    await asOwner(shop.database.ownerUrl, (db) => ageLedger(db, workspaceId, 2));
    await world.as((context) => publishRoots(context, textObjects(shop.api.env.LEDGER_ROOTS), 9));
    expect(await world.check(id)).toMatchObject({ problems: [], proven: 3, unproven: 0 });
  });
});

it("the database refuses what the code would not do: an illegal move, a decision of one's own, a portal key of nobody", async () => {
  const { id } = (await world.dispute({ commission_id: await world.earn() })).body;
  const set = (change: string) => world.refusal(`update disputes set ${change} where id = '${id}'`);
  const closed = (by: string) => `closed_at = now(), closed_by = ${by}`;
  expect(await set(`status = 'rejected', ${closed("'key:b'")}`)).toBe("23514");
  expect(await set(`status = 'upheld', outcome = 'resent', ${closed("opened_by")}`)).toBe("23514");
  expect(await set(`status = 'withdrawn', ${closed("opened_by")}`)).toBeNull();
  expect(await set(`status = 'open', closed_at = null, closed_by = null`)).toBe("23514");
  expect(await world.refusal(`update dispute_steps set text = 'x' where dispute_id = '${id}'`)).toBe("42501");
  expect(await world.refusal("update api_keys set scopes = '{portal:read}' where affiliate_id is null")).toBe(
    "23514",
  );
  expect(await world.refusal("update api_keys set affiliate_id = null where affiliate_id is not null")).toBe(
    "23514",
  );
});
