import fc from "fast-check";
import { afterAll, beforeAll, describe, it } from "vitest";
import { anyHistory, playHistory } from "../campaign/payout-histories.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { SEED } from "../support/seed.ts";

const RUNS = Number(process.env.HISTORIES ?? 12);

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe("histories of payouts", () => {
  it("pay what is owed, once, whatever is refused, lost, sent back or dies on the way", async () => {
    console.log(`SEED=${SEED} HISTORIES=${RUNS}`);
    await fc.assert(
      fc.asyncProperty(anyHistory(14), (history) => playHistory(database, history)),
      { seed: SEED, numRuns: RUNS, endOnFailure: RUNS > 50 },
    );
  }, 600_000);
});
