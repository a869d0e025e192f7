import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { payoutMessage } from "../../../contracts/payout-message.ts";
import type { BatchId } from "../../../core/shared/id.ts";
import { payoutAttempts, payoutBatches, payoutMinimums } from "../../../db/schema/index.ts";
import { approveDueCommissions } from "../../../services/commissions/approve-due.ts";
import { findPayoutBatchWithPayouts } from "../../../services/reading/payout-batches.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import {
  asOwner,
  contextOf,
  countStatements,
  insertClick,
  insertSample,
  type Sample,
  settleSale,
} from "../../../tests/support/sample.ts";
import { payoutBatchRoutes } from "./payout-batches.ts";
import { payoutPlanningRoutes } from "./payout-planning.ts";

const BATCHES = "/v1/payout-batches";
const NO_SUCH = "bat_00000000000000000000000000";
const eur = (minor: number) => ({ amount_minor: String(minor), currency: "EUR" });

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, [...payoutBatchRoutes, ...payoutPlanningRoutes]);
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

type Workspace = {
  readonly sample: Sample;
  readonly preparer: string;
  readonly approver: string;
  readonly approverId: string;
};

/** A workspace where each affiliate has approved commissions of 10 euros, as many as told. */
async function newWorkspace(sales: readonly [number, number] = [1, 1]): Promise<Workspace> {
  return asOwner(database.ownerUrl, async (db) => {
    const sample = await insertSample(db);
    const context = contextOf(db, sample.workspaceId);
    for (const [index, affiliate] of sample.affiliates.entries()) {
      for (let sale = 0; sale < (sales[index] ?? 0); sale += 1) {
        const click = await insertClick(db, sample, affiliate, { at: new Date(Date.now() - 3_600_000) });
        await settleSale(context, sample, { externalId: `${index} ${sale}`, clickIds: [click.text] });
      }
    }
    await approveDueCommissions({ ...context, now: new Date() });
    const preparer = (await insertKey(db, sample.workspaceId)).key;
    const approver = await insertKey(db, sample.workspaceId);
    return { sample, preparer, approver: approver.key, approverId: approver.keyId };
  });
}

async function prepare({ preparer }: Workspace): Promise<string> {
  const { status, body } = await api.call("POST", BATCHES, preparer);
  expect(status).toBe(201);
  return body.batches[0].id;
}

const post = (id: string, verb: string, key: string) => api.call("POST", `${BATCHES}/${id}/${verb}`, key);
/** Moves an approved batch as SQL lets it move. */
const setStatus = (id: string, status: "paid" | "failed" | "submitting", fileKey: string | null = null) =>
  asOwner(database.ownerUrl, async (db) => {
    for (const next of ["submitting", status] as const) {
      await db
        .update(payoutBatches)
        .set({ status: next, fileKey })
        .where(eq(payoutBatches.id, id as never));
    }
  });

describe("POST /v1/payout-batches", () => {
  it("answers with the batches it made, and with what waits and why", async () => {
    const workspace = await newWorkspace([3, 1]);
    const { sample, preparer } = workspace;
    await asOwner(database.ownerUrl, (db) =>
      db
        .insert(payoutMinimums)
        .values({ workspaceId: sample.workspaceId, currency: "EUR" as never, minimumMinor: 2_000n }),
    );
    const { status, body } = await api.call("POST", BATCHES, preparer, { currency: "EUR" });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      object: "payout_preparation",
      batches: [{ object: "payout_batch", status: "prepared", total: eur(3_000), payouts_count: 1 }],
      waiting: [
        { affiliate_id: sample.affiliates[1].affiliateId, amount: eur(1_000), reason: "below_minimum" },
      ],
    });
    const again = await api.call("POST", BATCHES, preparer, {});
    expect([again.body.batches, again.body.waiting.length]).toEqual([[], 1]);
  });

  it.each([
    [{ currency: "EURO" }, "currency"],
    [{ curency: "EUR" }, "curency"],
  ])("answers 422 for %j", async (body, param) => {
    const { preparer } = await newWorkspace([0, 0]);
    const answer = await api.call("POST", BATCHES, preparer, body);
    expect([answer.status, answer.body.error.param]).toEqual([422, param]);
  });
});

describe("GET /v1/payout-batches", () => {
  it("shows a batch with its payouts, and lists it by status", async () => {
    const workspace = await newWorkspace([2, 1]);
    const { sample, preparer } = workspace;
    const id = await prepare(workspace);
    const { body } = await api.call("GET", `${BATCHES}/${id}`, preparer);
    expect(body).toMatchObject({
      id,
      currency: "EUR",
      total: eur(3_000),
      payouts_count: 2,
      prepared_by: expect.stringMatching(/^key:key_/),
      approved_by: null,
      paid_at: null,
    });
    const [ada, grace] = sample.affiliates;
    const byAffiliate = new Map(
      body.payouts.map((each: { affiliate_id: string }) => [each.affiliate_id, each]),
    );
    expect(byAffiliate.get(ada.affiliateId)).toMatchObject({
      object: "payout",
      amount: eur(2_000),
      ...{ status: "prepared", reference: null, reason: null, paid_at: null, ended_at: null },
      commissions_count: 2,
      recipient: { name: "Ada", email: "ada@affiliates.example" },
    });
    expect(byAffiliate.get(grace.affiliateId)).toMatchObject({ amount: eur(1_000), commissions_count: 1 });
    expect(await api.list(`${BATCHES}?status=prepared`, preparer, 10)).toMatchObject([{ id }]);
    expect(await api.list(`${BATCHES}?status=paid`, preparer, 10)).toEqual([]);
  });

  it("takes as many statements for many payouts as for one", async () => {
    const counts: number[] = [];
    for (const sales of [
      [1, 0],
      [5, 4],
    ] as const) {
      const workspace = await newWorkspace(sales);
      const id = await prepare(workspace);
      counts.push(
        await countStatements(database.appUrl, (db) =>
          findPayoutBatchWithPayouts(contextOf(db, workspace.sample.workspaceId), id as never, 100),
        ),
      );
    }
    expect(counts[1]).toBe(counts[0]);
  });
});

describe("approving and cancelling", () => {
  it("takes another person than the preparer, and repeats harmlessly", async () => {
    const workspace = await newWorkspace();
    const { preparer, approver, approverId } = workspace;
    const id = await prepare(workspace);
    const refused = await post(id, "approve", preparer);
    expect([refused.status, refused.body.error.code]).toEqual([409, "second_person_required"]);
    for (let repeat = 0; repeat < 2; repeat += 1) {
      const { status, body } = await post(id, "approve", approver);
      expect([status, body.status, body.approved_by]).toEqual([200, "approved", `key:${approverId}`]);
    }
  });

  it("cancels what was not submitted, and frees its commissions", async () => {
    const workspace = await newWorkspace();
    const id = await prepare(workspace);
    for (let repeat = 0; repeat < 2; repeat += 1) {
      const { status, body } = await post(id, "cancel", workspace.preparer);
      expect([status, body.status]).toEqual([200, "cancelled"]);
    }
    const refused = await post(id, "approve", workspace.approver);
    expect([refused.status, refused.body.error.code]).toEqual([409, "illegal_move"]);
    expect(await prepare(workspace)).not.toBe(id);
  });

  it("refuses a field that is none", async () => {
    const workspace = await newWorkspace();
    const id = await prepare(workspace);
    const answer = await api.call("POST", `${BATCHES}/${id}/approve`, workspace.approver, { force: true });
    expect([answer.status, answer.body.error.param]).toEqual([422, "force"]);
  });
});

describe("executing", () => {
  it("sends an approved batch to the queue and answers 202, as often as it is asked", async () => {
    const workspace = await newWorkspace();
    const { sample, approver, approverId } = workspace;
    const id = await prepare(workspace);
    const refused = await post(id, "execute", approver);
    expect([refused.status, refused.body.error.code]).toEqual([409, "illegal_move"]);
    await post(id, "approve", approver);
    api.sent.length = 0;
    for (const status of ["approved", "submitting", "paid"] as const) {
      if (status !== "approved") await setStatus(id, status);
      const answer = await post(id, "execute", approver);
      expect([answer.status, answer.body.status]).toEqual([202, status]);
    }
    expect(api.sent).toHaveLength(3);
    expect(payoutMessage.parse(api.sent[0])).toMatchObject({
      workspace_id: sample.workspaceId,
      batch_id: id,
      actor: `key:${approverId}`,
    });
  });

  it("refuses one that failed or was cancelled, and sends nothing", async () => {
    const workspace = await newWorkspace();
    const id = await prepare(workspace);
    await post(id, "approve", workspace.approver);
    await setStatus(id, "failed");
    api.sent.length = 0;
    expect((await post(id, "execute", workspace.approver)).status).toBe(409);
    expect(api.sent).toEqual([]);
  });

  it("hands out the file once there is one", async () => {
    const workspace = await newWorkspace();
    const { approver } = workspace;
    const id = await prepare(workspace);
    await post(id, "approve", approver);
    expect((await api.call("GET", `${BATCHES}/${id}/file`, approver)).status).toBe(404);
    await api.env.PAYOUT_FILES.put(`payouts/${id}.csv`, "payout_id,amount\r\n");
    await setStatus(id, "paid", `payouts/${id}.csv`);
    const { status, headers, body } = await api.call("GET", `${BATCHES}/${id}/file`, approver);
    expect([status, body]).toEqual([200, "payout_id,amount\r\n"]);
    expect(headers.get("content-type")).toBe("text/csv; charset=UTF-8");
    expect(headers.get("content-disposition")).toBe(`attachment; filename="${id}.csv"`);
    expect(headers.get("link")).toBeNull();
    expect((await api.call("GET", `${BATCHES}/${id}/file?part=2`, approver)).status).toBe(404);
    expect((await api.call("GET", `${BATCHES}/${id}/file?part=0`, approver)).body.error.param).toBe("part");
  });

  it("hands out one file after the other where a batch has several, and none before it is there", async () => {
    const workspace = await newWorkspace();
    const { approver } = workspace;
    const id = await prepare(workspace);
    await post(id, "approve", approver);
    const names = [1, 2].map((part) => `payouts/${id}-${part}.csv`);
    for (const [index, name] of names.entries()) await api.env.PAYOUT_FILES.put(name, `part ${index + 1}`);
    await asOwner(database.ownerUrl, (db) =>
      db.insert(payoutAttempts).values(
        names.map((name, index) => ({
          ...{ workspaceId: workspace.sample.workspaceId, batchId: id as BatchId, attempt: index + 1 },
          ...{ provider: "csv" as const, providerKey: `${id}-${index + 1}`, fingerprint: "" },
          ...{ startedAt: new Date(), reference: index === 0 ? name : null },
        })),
      ),
    );
    await setStatus(id, "paid", names[0] as string);
    const part = (number: number) => api.call("GET", `${BATCHES}/${id}/file?part=${number}`, approver);
    const first = await part(1);
    expect([first.body, first.headers.get("link")]).toEqual([
      "part 1",
      `<${BATCHES}/${id}/file?part=2>; rel="next"`,
    ]);
    expect(first.headers.get("content-disposition")).toBe(`attachment; filename="${id}-1.csv"`);
    expect((await part(2)).status).toBe(404);
  });
});

describe("a batch of another workspace, or none at all", () => {
  it.each([
    ["GET", ""],
    ["POST", "/approve"],
    ["POST", "/cancel"],
    ["POST", "/execute"],
    ["GET", "/file"],
  ])("is not found by %s …%s", async (method, rest) => {
    const [mine, other] = [await newWorkspace(), await newWorkspace([0, 0])];
    const id = await prepare(mine);
    await post(id, "approve", mine.approver);
    await api.env.PAYOUT_FILES.put(`payouts/${id}.csv`, "");
    await setStatus(id, "paid", `payouts/${id}.csv`);
    api.sent.length = 0;
    for (const [batch, key] of [
      [id, other.approver],
      [NO_SUCH, mine.approver],
      ["nonsense", mine.approver],
    ] as const) {
      const { status, body } = await api.call(method, `${BATCHES}/${batch}${rest}`, key);
      expect([status, body.error.code]).toEqual([404, "not_found"]);
    }
    expect(api.sent).toEqual([]);
  });
});
