import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop } from "../../tests/support/shop.ts";
import { couponResource } from "../coupons/coupons.ts";
import { writeRows } from "./write-rows.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it("makes the same new names once, whatever the orders in which calls at once have them", async () => {
  const shop = await openShop(database);
  const { programId, affiliates } = shop;
  // Each row takes its time, so that calls at once are in each other's way.
  await shop.owner(async (db) => {
    await db.execute(
      sql`create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.05); return new; end $$`,
    );
    await db.execute(sql`create trigger slow before insert on coupons for each row execute function slow()`);
  });
  const codes = Array.from({ length: 10 }, (_, index) => `CODE-${index}`);
  const create = (code: string) =>
    ({
      kind: "create",
      fields: { code, programId, affiliateId: affiliates[0].affiliateId },
    }) as const;
  const orders = [codes, codes.toReversed()];
  const outcomes = await Promise.all(
    orders.map((order) =>
      shop.as("key:a", (context) => writeRows(context, couponResource, order.map(create), {})),
    ),
  );
  const made = outcomes.flat().filter(({ ok }) => ok);
  expect(made).toHaveLength(codes.length);
});
