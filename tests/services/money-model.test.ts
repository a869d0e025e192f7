import { afterAll, beforeAll, expect, it } from "vitest";
import { playHistories } from "../campaign/money-campaign.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { SEED } from "../support/seed.ts";

/** `npm run campaign:money` is the long form. */
const HISTORIES = Number(process.env.HISTORIES ?? 30);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it("clicks, sales, refunds, terms and payouts come to what a small model says, and repeats change nothing", async () => {
  console.log(`seed ${SEED}`);
  const tally = await playHistories(database, { seed: SEED, histories: HISTORIES });
  expect(tally).toMatchObject({ histories: HISTORIES });
  expect(tally.payouts).toBeGreaterThan(0);
}, 900_000);
