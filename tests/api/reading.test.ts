import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { badRows } from "../../db/schema/index.ts";
import { auditRoutes } from "../../workers/api/routes/audit.ts";
import { badRowRoutes } from "../../workers/api/routes/bad-rows.ts";
import { clickRoutes } from "../../workers/api/routes/clicks.ts";
import { commissionRoutes } from "../../workers/api/routes/commissions.ts";
import { conversionRoutes } from "../../workers/api/routes/conversions.ts";
import { exportRoutes } from "../../workers/api/routes/exports.ts";
import { fraudRoutes } from "../../workers/api/routes/fraud.ts";
import { ledgerRoutes } from "../../workers/api/routes/ledger.ts";
import { payoutBatchRoutes } from "../../workers/api/routes/payout-batches.ts";
import { payoutPlanningRoutes } from "../../workers/api/routes/payout-planning.ts";
import { insertKey, startTestApi, type TestApi } from "../support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, contextOf, insertClick, insertSample, type Sample, settleSale } from "../support/sample.ts";

const SALES = 5;
const ROUTES = [
  ...auditRoutes,
  ...badRowRoutes,
  ...clickRoutes,
  ...commissionRoutes,
  ...conversionRoutes,
  ...exportRoutes,
  ...fraudRoutes,
  ...ledgerRoutes,
  ...payoutBatchRoutes,
  ...payoutPlanningRoutes,
];
const IDS: Readonly<Record<string, string>> = {
  affiliates: "aff_00000000000000000000000000",
  commissions: "com_00000000000000000000000000",
  conversions: "cnv_00000000000000000000000000",
  "payout-batches": "bat_00000000000000000000000000",
};
/** Paths of lists, and how many rows the sample gives each. */
const LISTS = {
  "/v1/conversions": SALES,
  "/v1/commissions": SALES,
  "/v1/fraud/held": SALES,
  "/v1/ledger/accounts": 2,
  "/v1/ledger/journals": SALES,
  "/v1/clicks": SALES,
  "/v1/bad-rows": SALES,
  "/v1/audit": SALES + 1,
  "/v1/payout-batches": 0,
};

let database: TestDatabase;
let api: TestApi;
let own: Sample;
let key: string;
let powerless: string;
let publishable: string;
let foreignKey: string;
let emptyKey: string;

async function fill(sample: Sample): Promise<void> {
  await asOwner(database.ownerUrl, async (db) => {
    const context = contextOf(db, sample.workspaceId);
    for (let index = 0; index < SALES; index += 1) {
      const click = await insertClick(db, sample, sample.affiliates[0], { at: context.now, velocity: 100 });
      await settleSale(context, sample, { externalId: `order-${index}`, clickIds: [click.text] });
      await db.insert(badRows).values({
        workspaceId: sample.workspaceId,
        stage: "clicks",
        reason: "malformed",
        detail: "no id",
        payload: '{"id":"\\u0000"}',
        fingerprint: `${sample.workspaceId} ${index}`,
        receivedAt: context.now,
      });
    }
  });
}

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ROUTES);
  await asOwner(database.ownerUrl, async (db) => {
    own = await insertSample(db);
    const foreign = await insertSample(db);
    const empty = await insertSample(db);
    key = (await insertKey(db, own.workspaceId)).key;
    powerless = (await insertKey(db, own.workspaceId, { scopes: ["links:read"] })).key;
    publishable = (await insertKey(db, own.workspaceId, { kind: "publishable" })).key;
    foreignKey = (await insertKey(db, foreign.workspaceId)).key;
    emptyKey = (await insertKey(db, empty.workspaceId)).key;
    await fill(own);
    await fill(foreign);
  });
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const pathOf = (path: string): string => path.replace(":id", IDS[path.split("/")[2] ?? ""] ?? "none");

describe.each(ROUTES.map(({ method, path }) => ({ method, path })))("$method $path", ({ method, path }) => {
  it("answers 401 without a good key, 403 without the scope, and gives a request id", async () => {
    for (const [by, status] of [
      [null, 401],
      ["tb_test_wrong", 401],
      [powerless, 403],
      [publishable, 403],
    ] as const) {
      const answer = await api.call(method, pathOf(path), by);
      expect([by, answer.status]).toEqual([by, status]);
      expect(answer.body.error.request_id).toBe(answer.headers.get("request-id"));
    }
  });

  it("answers 405 to another method", async () => {
    const answer = await api.call("DELETE", pathOf(path), key);
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, expect.stringContaining(method)]);
  });
});

describe.each(Object.entries(LISTS))("the list %s", (path, rows) => {
  it.each([1, 2, 100])("gives every row once, %i at a time, and none of another workspace", async (limit) => {
    const seen = await api.list(path, key, limit);
    const ids = seen.map((row) => row.id ?? JSON.stringify(row));
    expect([ids.length, new Set(ids).size]).toEqual([rows, rows]);
    const others = (await api.list(path, foreignKey, 100)).flatMap((row) => row.id ?? []);
    expect(ids.filter((id) => others.includes(id))).toEqual([]);
  });

  it("takes no cursor of another workspace", async () => {
    const { next_cursor: cursor } = (await api.call("GET", `${path}?limit=1`, foreignKey)).body;
    if (cursor === null) return;
    const { status, body } = await api.call("GET", `${path}?cursor=${cursor}`, key);
    expect([status, body.error.param]).toEqual([422, "cursor"]);
    expect((await api.call("GET", `${path}?cursor=${cursor}`, foreignKey)).status).toBe(200);
  });

  it("has the one form of lists", async () => {
    const { status, body } = await api.call("GET", `${path}?limit=1`, key);
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: "list", has_more: rows > 1 });
    expect(typeof body.next_cursor).toBe(rows > 1 ? "string" : "object");
    expect(await api.list(path, emptyKey, 100)).toHaveLength(path === "/v1/audit" ? 1 : 0);
  });

  it.each([
    ["sort", "sort=id"],
    ["limit", "limit=0"],
    ["limit", "limit=101"],
    ["limit", "limit=ten"],
    ["cursor", "cursor=%00"],
    ["cursor", "cursor=!"],
    ...["nonsense", "\0", "'; drop table clicks", "1e9", "99999999999999999999999"].map((after) => [
      "cursor",
      `cursor=${Buffer.from(after).toString("base64url")}`,
    ]),
  ])("answers 422 naming %s for ?%s", async (param, query) => {
    const { status, body } = await api.call("GET", `${path}?${query}`, key);
    expect([status, body.error.code, body.error.param]).toEqual([422, "invalid_parameter", param]);
  });
});

describe("filters", () => {
  it.each([
    "/v1/conversions?status=done",
    "/v1/conversions?reason=because",
    "/v1/conversions?external_id=%00",
    "/v1/commissions?status=done",
    "/v1/commissions?affiliate_id=aff_1",
    "/v1/commissions?conversion_id=ext:order-1",
    "/v1/commissions?currency=eur",
    "/v1/ledger/journals?kind=zz",
    "/v1/ledger/journals?key=",
    "/v1/clicks?link_id=nonsense",
    "/v1/clicks?affiliate_id=lnk_00000000000000000000000000",
    "/v1/clicks?verdict=alien",
    "/v1/bad-rows?stage=zz",
    "/v1/audit?subject_id=",
    "/v1/payout-batches?status=done",
    "/v1/reports/clicks",
    "/v1/reports/clicks?from=2026-11-20T00:00:00Z",
    "/v1/reports/clicks?from=2026-11-20T00:00:00Z&to=2026-11-19T00:00:00Z",
    "/v1/reports/clicks?from=2025-11-20T00:00:00Z&to=2026-11-19T00:00:00Z",
    "/v1/reports/clicks?from=today&to=2026-11-19T00:00:00Z",
  ])("answer 422 for %s", async (path) => {
    expect((await api.call("GET", path, key)).status).toBe(422);
  });

  it.each([
    ["/v1/ledger/journals?kind=commission_accrued", SALES],
    ["/v1/ledger/journals?kind=payout_paid", 0],
    ["/v1/bad-rows?stage=clicks&reason=malformed", SALES],
    ["/v1/bad-rows?stage=payouts", 0],
    ["/v1/audit?action=conversion.decided", SALES],
    ["/v1/audit?actor=system:test&action=workspace.created", 1],
    ["/v1/clicks?verdict=human", SALES],
    ["/v1/clicks?verdict=bot", 0],
  ])("%s finds %i", async (path, rows) => {
    expect(await api.list(path, key, 2)).toHaveLength(rows);
  });
});

describe("what the lists show", () => {
  it("shows a click without what stands for its visitor and network", async () => {
    const [click] = await api.list(`/v1/clicks?link_id=${own.affiliates[0].linkId}`, key, 100);
    expect(click).toMatchObject({
      id: expect.stringMatching(/^clk_[0-9a-f]{32}$/),
      object: "click",
      affiliate_id: own.affiliates[0].affiliateId,
      verdict: "human",
      velocity: 100,
      sub_ids: ["newsletter"],
      country: "DE",
      asn: 3320,
    });
    expect(JSON.stringify(click)).not.toMatch(/visitor-|a network|workspace/);
  });

  it("shows balances, of which the whole ledger's is zero", async () => {
    const { body } = await api.call("GET", "/v1/ledger/accounts?limit=1", key);
    expect(body.data).toEqual([
      {
        object: "account_balance",
        account: "affiliate_pending",
        affiliate_id: own.affiliates[0].affiliateId,
        balance: { amount_minor: "-5000", currency: "EUR" },
      },
    ]);
    expect(body.trial_balance).toEqual([{ currency: "EUR", balance_minor: "0" }]);
  });

  it("shows a bad row with its payload as it came, and an act with who did it", async () => {
    expect((await api.list("/v1/bad-rows", key, 100))[0]).toEqual({
      id: expect.stringMatching(/^\d+$/),
      object: "bad_row",
      stage: "clicks",
      reason: "malformed",
      detail: "no id",
      payload: '{"id":"\\u0000"}',
      received_at: expect.stringMatching(/Z$/),
      status: "open",
      replays: 0,
      resolved_at: null,
    });
    expect((await api.list("/v1/audit?action=conversion.decided", key, 100))[0]).toMatchObject({
      object: "audit_event",
      actor: "system:test",
      subject_id: expect.stringMatching(/^cnv_/),
      change: { to: "attributed" },
      request_id: "req_test",
    });
  });
});
