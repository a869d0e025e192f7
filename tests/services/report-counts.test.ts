import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AttributionPolicy, DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { withDatabase } from "../../db/client.ts";
import { reconcileCounts } from "../../services/reports/reconcile-counts.ts";
import type { Context } from "../../services/shared/context.ts";
import { advanceApplication } from "../../services/simulations/apply-simulation.ts";
import { requestApplication } from "../../services/simulations/request-application.ts";
import { advanceSimulation } from "../../services/simulations/run-simulation.ts";
import { createSimulation } from "../../services/simulations/simulations.ts";
import { playHistories } from "../campaign/money-campaign.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { TEST_HMACS } from "../support/sales.ts";
import { asOwner, contextOf } from "../support/sample.ts";
import { SEED } from "../support/seed.ts";

/** All the time there is, as far as histories go. */
const EVER = { from: new Date("2025-12-01T00:00:00Z"), to: new Date("2026-11-01T00:00:00Z") };
const HISTORIES = Number(process.env.HISTORIES ?? 20);
const MODELS = ["first_click", "last_click", "linear"] as const;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const as = <T>(workspaceId: WorkspaceId, verb: (context: Context) => Promise<T>) =>
  withDatabase(database.env, (db) => verb(contextOf(db, workspaceId)));

async function workspacesSold(): Promise<readonly WorkspaceId[]> {
  return asOwner(database.ownerUrl, async (db) => {
    const found = await db.execute(sql`select distinct workspace_id as id from conversions order by 1`);
    return (found as unknown as { rows: { id: WorkspaceId }[] }).rows.map(({ id }) => id);
  });
}

/** Decides all that was sold anew under another model, page by page. */
async function decideAnew(
  workspaceId: WorkspaceId,
  kind: (typeof MODELS)[number],
  locked: "stay" | "carry",
): Promise<void> {
  const policy: AttributionPolicy = { ...DEFAULT_POLICY, model: { kind } };
  await as(workspaceId, async (context) => {
    const asked = await createSimulation(context, { policy, plan: null, from: EVER.from, until: EVER.to });
    if (!asked.ok) throw new Error(asked.error.code);
    const { id } = asked.value;
    while ((await advanceSimulation(context, id, { hmacs: TEST_HMACS, page: 3 })) === "more");
    await requestApplication(context, id, locked);
    while ((await advanceApplication(context, id, { hmacs: TEST_HMACS, page: 3 })) === "more");
  });
}

/** Clicks of histories are written past the consumer that counts them. */
const differences = async (workspaceId: WorkspaceId) =>
  (await as(workspaceId, (context) => reconcileCounts(context, EVER))).filter((each) => each.of === "sales");

describe("counts kept by triggers", () => {
  it("are what the rows come to, after any history, and after past sales were decided anew", async () => {
    console.log(`seed ${SEED}`);
    await playHistories(database, { seed: SEED, histories: HISTORIES });
    const workspaces = await workspacesSold();
    expect(workspaces.length).toBeGreaterThan(2);
    for (const each of workspaces) expect(await differences(each), each).toEqual([]);
    const choices = fc.sample(fc.tuple(fc.constantFrom(...MODELS), fc.constantFrom("stay", "carry")), {
      ...{ seed: SEED, numRuns: workspaces.length * 2 },
    });
    for (const [index, [model, locked]] of choices.entries()) {
      const workspaceId = workspaces[index % workspaces.length] as WorkspaceId;
      await decideAnew(workspaceId, model, locked as "stay" | "carry");
      expect(await differences(workspaceId), `${workspaceId} ${model}`).toEqual([]);
    }
  }, 900_000);
});
