import { afterAll, beforeAll, expect, it } from "vitest";
import { playRuns } from "../campaign/payouts-campaign.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { SEED } from "../support/seed.ts";

/** `npm run campaign:payouts` is the long form. */
const RUNS = Number(process.env.RUNS ?? 15);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it("three runners that die anywhere, and a provider that fails in every way, pay what is owed once", async () => {
  console.log(`seed ${SEED}`);
  const tally = await playRuns(database, { seed: SEED, runs: RUNS });
  expect(tally).toMatchObject({ runs: RUNS });
  expect(tally.payouts).toBeGreaterThan(0);
}, 900_000);
