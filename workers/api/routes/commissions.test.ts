import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditLog } from "../../../db/schema/index.ts";
import { approveDueCommissions } from "../../../services/commissions/approve-due.ts";
import { approveBatch } from "../../../services/payouts/approve-batch.ts";
import { executeBatch } from "../../../services/payouts/execute-batch.ts";
import { preparePayoutBatches } from "../../../services/payouts/prepare-batches.ts";
import type { Context } from "../../../services/shared/context.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { FakeProvider } from "../../../tests/support/fake-provider.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import {
  asOwner,
  contextOf,
  insertClick,
  insertSample,
  type Sample,
  settleSale,
} from "../../../tests/support/sample.ts";
import { commissionRoutes } from "./commissions.ts";
import { fraudRoutes } from "./fraud.ts";

const NO_SUCH = "00000000000000000000000000";
const eur = (minor: number) => ({ amount_minor: String(minor), currency: "EUR" });

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, [...commissionRoutes, ...fraudRoutes]);
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

type Workspace = { readonly sample: Sample; readonly key: string };

const inDatabase = <T>(
  sample: Sample,
  work: (context: Context) => Promise<T>,
  now = new Date(),
): Promise<T> => asOwner(database.ownerUrl, (db) => work(contextOf(db, sample.workspaceId, now)));

async function newWorkspace(): Promise<Workspace> {
  return asOwner(database.ownerUrl, async (db) => {
    const sample = await insertSample(db);
    return { sample, key: (await insertKey(db, sample.workspaceId)).key };
  });
}

/** Books one commission of a tenth of the sale for the first affiliate; a flood of clicks gets it held. */
async function earn({ sample }: Workspace, externalId: string, amountMinor: bigint, isHeld = false) {
  await inDatabase(sample, async (context) => {
    const at = new Date(context.now.getTime() - 3_600_000);
    const click = await insertClick(context.db, sample, sample.affiliates[0], {
      at,
      velocity: isHeld ? 100 : 1,
    });
    await settleSale(context, sample, { externalId, clickIds: [click.text], amountMinor });
  });
}

const approveDue = ({ sample }: Workspace) =>
  inDatabase(sample, approveDueCommissions, new Date(Date.now() + 60_000));

describe("GET /v1/commissions", () => {
  it("shows a commission with plan version, arithmetic and times", async () => {
    const workspace = await newWorkspace();
    await earn(workspace, "order", 12_990n);
    const { sample, key } = workspace;
    const [commission] = await api.list("/v1/commissions", key, 10);
    expect(commission).toEqual({
      id: expect.stringMatching(/^com_/),
      object: "commission",
      conversion_id: expect.stringMatching(/^cnv_/),
      decision_id: expect.stringMatching(/^dec_/),
      affiliate_id: sample.affiliates[0].affiliateId,
      program_id: sample.programId,
      ...{ kind: "sale", level: 0 },
      plan: { id: sample.planId, version: 1, rule_id: "rule_1" },
      base: eur(12_990),
      amount: eur(1_299),
      reduced: eur(0),
      fx: null,
      arithmetic: expect.stringMatching(/\S/),
      status: "pending",
      superseded_by: null,
      hold_until: expect.stringMatching(/Z$/),
      approved_at: null,
      payable_at: null,
      payout_id: null,
      created_at: expect.stringMatching(/Z$/),
    });
    expect((await api.call("GET", `/v1/commissions/${commission.id}`, key)).body).toEqual(commission);
  });

  it("narrows by status, affiliate, conversion and currency", async () => {
    const workspace = await newWorkspace();
    await earn(workspace, "counts", 1_000n);
    await earn(workspace, "held", 2_000n, true);
    const { sample, key } = workspace;
    const [ada, grace] = sample.affiliates;
    const found = (query: string) => api.list(`/v1/commissions?${query}`, key, 10);
    expect(await found("status=held")).toMatchObject([{ amount: eur(200) }]);
    expect(await found(`affiliate_id=${ada.affiliateId}`)).toHaveLength(2);
    expect(await found(`affiliate_id=${grace.affiliateId}`)).toEqual([]);
    expect(await found("currency=JPY")).toEqual([]);
    const [held] = await found("status=held");
    expect(await found(`conversion_id=${held.conversion_id}`)).toEqual([held]);
  });

  it("answers 404 for one that does not exist, of another form, or of another workspace", async () => {
    const [mine, other] = [await newWorkspace(), await newWorkspace()];
    await earn(mine, "order", 1_000n);
    const [{ id }] = await api.list("/v1/commissions", mine.key, 10);
    for (const [path, key] of [
      [`com_${NO_SUCH}`, mine.key],
      ["nonsense", mine.key],
      [id, other.key],
    ]) {
      expect((await api.call("GET", `/v1/commissions/${path}`, key ?? "")).status).toBe(404);
    }
  });
});

describe("the review of held commissions", () => {
  it("lists them with the score and the evidence that hold them", async () => {
    const workspace = await newWorkspace();
    await earn(workspace, "counts", 1_000n);
    await earn(workspace, "held", 2_000n, true);
    expect(await api.list("/v1/fraud/held", workspace.key, 10)).toMatchObject([
      {
        object: "commission",
        amount: eur(200),
        status: "held",
        fraud: {
          points: 70,
          threshold: 60,
          is_held: true,
          signals: [{ code: "click_velocity", points: 70 }],
        },
      },
    ]);
  });

  it.each([
    ["release", "approved"],
    ["reverse", "reversed"],
  ])("%s makes one %s, repeats harmlessly, and is audited once", async (verb, status) => {
    const workspace = await newWorkspace();
    await earn(workspace, "held", 2_000n, true);
    const { sample, key } = workspace;
    const [{ id }] = await api.list("/v1/commissions", key, 10);
    for (let repeat = 0; repeat < 2; repeat += 1) {
      const answer = await api.call("POST", `/v1/commissions/${id}/${verb}`, key);
      expect([answer.status, answer.body.id, answer.body.status]).toEqual([200, id, status]);
    }
    const acts = await inDatabase(sample, ({ db }) =>
      db.select().from(auditLog).where(eq(auditLog.subjectId, id)),
    );
    expect(acts.map(({ action }) => action)).toEqual([`commission.${status}`]);
    expect(await api.list("/v1/fraud/held", key, 10)).toEqual([]);
  });

  it("refuses one that is not held with 409, and another workspace's with 404", async () => {
    const [mine, other] = [await newWorkspace(), await newWorkspace()];
    await earn(mine, "pending", 1_000n);
    const [{ id }] = await api.list("/v1/commissions", mine.key, 10);
    const refused = await api.call("POST", `/v1/commissions/${id}/release`, mine.key);
    expect([refused.status, refused.body.error.code]).toEqual([409, "illegal_move"]);
    expect((await api.call("POST", `/v1/commissions/${id}/release`, other.key)).status).toBe(404);
    expect((await api.call("POST", `/v1/commissions/com_${NO_SUCH}/reverse`, mine.key)).status).toBe(404);
    expect((await api.call("POST", `/v1/commissions/${id}/release`, mine.key, { why: "x" })).status).toBe(
      422,
    );
  });
});

describe("GET /v1/affiliates/{id}/statement", () => {
  const statement = async ({ sample, key }: Workspace) =>
    (await api.call("GET", `/v1/affiliates/${sample.affiliates[0].affiliateId}/statement`, key)).body;
  const totals = (minor: readonly [number, number, number, number, number]) => {
    const [pending, held, payable, in_clearing, paid] = minor.map(eur);
    return [{ currency: "EUR", pending, held, payable, in_clearing, paid }];
  };

  it("follows the money from pending to paid, each sum in one place", async () => {
    const workspace = await newWorkspace();
    const { sample } = workspace;
    expect((await statement(workspace)).totals).toEqual([]);
    await earn(workspace, "held", 2_000n, true);
    await earn(workspace, "paid", 10_000n);
    expect((await statement(workspace)).totals).toEqual(totals([1_000, 200, 0, 0, 0]));
    await approveDue(workspace);
    expect((await statement(workspace)).totals).toEqual(totals([0, 200, 1_000, 0, 0]));

    const { batches } = await inDatabase(sample, preparePayoutBatches);
    const [batchId] = batches;
    if (!batchId) throw new Error("no batch");
    await earn(workspace, "pending", 3_000n);
    expect((await statement(workspace)).totals).toEqual(totals([300, 200, 1_000, 0, 0]));
    await inDatabase(sample, (context) => approveBatch({ ...context, actor: "key:key_other" }, batchId));
    const provider = new FakeProvider();
    provider.submitFaults.push("lost_after");
    await expect(inDatabase(sample, (context) => executeBatch(context, batchId, provider))).rejects.toThrow(
      "lost",
    );
    expect((await statement(workspace)).totals).toEqual(totals([300, 200, 0, 1_000, 0]));
    await inDatabase(sample, (context) => executeBatch(context, batchId, provider));
    const { affiliate, totals: paid, commissions } = await statement(workspace);
    expect(paid).toEqual(totals([300, 200, 0, 0, 1_000]));
    expect(affiliate).toEqual({ id: sample.affiliates[0].affiliateId, name: "Ada" });
    expect(commissions.data.map(({ status }: { status: string }) => status)).toEqual([
      "pending",
      "paid",
      "held",
    ]);
    expect(commissions.data[1].payout_id).toMatch(/^pay_/);
  });

  it("forgets what was reversed", async () => {
    const workspace = await newWorkspace();
    await earn(workspace, "held", 2_000n, true);
    const [{ id }] = await api.list("/v1/commissions", workspace.key, 10);
    await api.call("POST", `/v1/commissions/${id}/reverse`, workspace.key);
    expect((await statement(workspace)).totals).toEqual(totals([0, 0, 0, 0, 0]));
  });

  it("pages through the commissions, and answers 404 from another workspace", async () => {
    const [mine, other] = [await newWorkspace(), await newWorkspace()];
    for (const name of ["a", "b", "c"]) await earn(mine, name, 1_000n);
    const path = `/v1/affiliates/${mine.sample.affiliates[0].affiliateId}/statement`;
    const first = (await api.call("GET", `${path}?limit=2`, mine.key)).body.commissions;
    const cursor = first.next_cursor;
    const second = (await api.call("GET", `${path}?limit=2&cursor=${cursor}`, mine.key)).body.commissions;
    const ids = [...first.data, ...second.data].map(({ id }: { id: string }) => id);
    expect([ids.length, new Set(ids).size, second.has_more]).toEqual([3, 3, false]);
    expect((await api.call("GET", path, other.key)).status).toBe(404);
  });
});
