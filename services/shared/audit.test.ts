import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { untilOneWaits } from "../../tests/support/until-one-waits.ts";
import { audit } from "./audit.ts";
import { transact } from "./context.ts";

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
  shop = await openShop(database);
});
afterAll(() => database.drop());

it("keeps the end of the log from others also where it tells events alone, so that no receiver ends meanwhile", async () => {
  const [acting] = await shop.as("key:a", (context) =>
    transact(context, async (tx) => {
      await audit(tx, context, [], [{ type: "conversion.accepted", subjectId: "cnv_none" }]);
      const other = shop.as("key:b", (context) =>
        transact(context, (tx) => audit(tx, context, [{ action: "link.created", subjectId: "s" }])),
      );
      await untilOneWaits(shop.owner);
      return [other];
    }),
  );
  expect(await acting).toBeUndefined();
});
