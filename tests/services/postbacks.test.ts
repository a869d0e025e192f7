import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { verifyClickId } from "../../core/link/click-id.ts";
import type { Db } from "../../db/client.ts";
import { clicks, conversions, coupons } from "../../db/schema/index.ts";
import { hmacSha256 } from "../../platform/hmac.ts";
import { newId } from "../../platform/random.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { postbackResource } from "../../services/events/target-resources.ts";
import { writeRow, writeRows } from "../../services/resources/write-rows.ts";
import { ANY_HOST, EventWorld } from "../support/event-world.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { contextOf } from "../support/sample.ts";

let database: TestDatabase;
let world: EventWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await EventWorld.open(database);
});

const URL_OF = "https://tracker.example/pb";
async function postback(query: string, affiliate: 0 | 1 = 0, types = ["commission.created"]) {
  const { affiliateId } = world.shop.affiliates[affiliate];
  const given = { url: `${URL_OF}?${query}`, types, description: "", contactEmail: null };
  return world.shop.as("key:a", (context) =>
    writeRow(
      context,
      postbackResource,
      { kind: "create", fields: { ...given, affiliateId, programId: null } },
      { guard: ANY_HOST },
    ),
  );
}
async function askedQueries() {
  world.nowMs = Date.now();
  await world.deliver();
  return world.asked.map(({ url }) => new URL(url).searchParams);
}

it("tells an affiliate of its own commissions by GET, with the click and the sums", async () => {
  await postback(
    "c={click_id}&p={commission}&m={commission_minor}&cur={commission_currency}&s={status}&o={external_id}&a={amount}&n={program_name}&x={nope}",
  );
  await postback("other=1", 1);
  await world.shop.sell("order 1&2");
  const [query, ...more] = await askedQueries();
  expect(more).toEqual([]);
  expect(Object.fromEntries(query ?? [])).toMatchObject({
    ...{ p: "10.00", m: "1000", s: "pending", o: "order 1&2", a: "100.00", x: "" },
  });
  const text = query?.get("c") ?? "";
  expect(verifyClickId(text, [hmacSha256(Buffer.alloc(32, 1))])).toMatchObject({ ok: true });
  expect(world.asked[0]).toMatchObject({ method: "GET", body: null });
});

it("tells each of its types once, and where the commission stood", async () => {
  await postback("t={event_type}&s={status}&c={commission_status}", 0, [
    ...["commission.created", "commission.approved"],
  ]);
  await world.shop.sell("order-1");
  await world.shop.as("system:test", approveDueCommissions);
  const queries = (await askedQueries()).map((query) => query.toString()).sort();
  expect(queries).toEqual([
    "t=commission.approved&s=approved&c=approved",
    "t=commission.created&s=pending&c=pending",
  ]);
  expect(await world.deliver()).toBe(0);
});

it("tells nothing of a visitor who refused, but the click id", async () => {
  await postback("c={click_id}&s={sub1}&l={country}&d={device}&r={referrer_host}");
  await world.shop.sell("order-1");
  await world.shop.owner((db) =>
    db
      .update(clicks)
      .set({
        isOptedOut: true,
        subIds: ["secret"],
        country: "DE",
        device: "mobile",
        referrerHost: "r.example",
      })
      .where(eq(clicks.workspaceId, world.shop.workspaceId)),
  );
  const [query] = await askedQueries();
  const { c, ...rest } = Object.fromEntries(query ?? []);
  expect(c).toHaveLength(32);
  expect(rest).toEqual({ s: "", l: "", d: "", r: "" });
});

it("tells the coupon of an order to the affiliate whose it is, and to no other", async () => {
  const { workspaceId, programId, affiliates } = world.shop;
  await world.shop.owner((db) =>
    db.insert(coupons).values(
      affiliates.map(({ affiliateId }, index) => ({
        ...{
          workspaceId,
          programId,
          affiliateId,
          id: newId("cpn", 0),
          code: ["MINE", "THEIRS"][index] ?? "",
        },
      })),
    ),
  );
  await postback("o={external_id}&c={coupon_code}");
  for (const code of ["mine", "theirs", "nobody's"]) {
    await world.shop.sell(code);
    await world.shop.owner((db) =>
      db.update(conversions).set({ couponCode: code }).where(eq(conversions.externalId, code)),
    );
  }
  const told = (await askedQueries()).map((query) => [query.get("o"), query.get("c")]);
  expect(told.sort()).toEqual([
    ["mine", "mine"],
    ["nobody's", ""],
    ["theirs", ""],
  ]);
});

it("sends labels as they are, whatever they hold, and never to another place", async () => {
  await postback("s={sub1}&t={sub2}");
  await world.shop.sell("order-1");
  await world.shop.owner((db) =>
    db
      .update(clicks)
      .set({ subIds: ["{commission}&admin=1#", "a&b=c d/é"] })
      .where(eq(clicks.workspaceId, world.shop.workspaceId)),
  );
  world.nowMs = Date.now();
  await world.deliver();
  expect(world.asked.map(({ url }) => url)).toEqual([
    `${URL_OF}?s=%7Bcommission%7D%26admin%3D1%23&t=a%26b%3Dc%20d%2F%C3%A9`,
  ]);
});

it("refuses a macro in the host, and a host that is not public", async () => {
  const { affiliateId } = world.shop.affiliates[0];
  const given = { types: ["commission.created"], description: "", contactEmail: null };
  for (const url of [
    "https://{sub1}.example/",
    "https://127.0.0.1/?c={click_id}",
    "http://tracker.example/",
  ]) {
    const made = await world.shop.as("key:a", (context) =>
      writeRow(
        context,
        postbackResource,
        { kind: "create", fields: { ...given, url, affiliateId, programId: null } },
        { guard: ANY_HOST },
      ),
    );
    expect(made).toMatchObject({ ok: false, error: { code: "invalid", param: "url" } });
  }
});

it("counts for a new one those of its affiliate alone, however many others have some", async () => {
  for (const affiliate of [0, 1] as const) await postback("a=1", affiliate);
  const pool = new pg.Pool({ connectionString: database.appUrl, max: 1 });
  pool.on("error", () => undefined);
  let rowsMax = 0;
  pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => Promise<pg.QueryResult>;
    const counted = async (...given: unknown[]) => {
      const result = await query(...given);
      rowsMax = Math.max(rowsMax, result.rows.length);
      return result;
    };
    Object.assign(client, { query: counted });
  });
  const { affiliateId } = world.shop.affiliates[0];
  const given = { url: `${URL_OF}?b=1`, types: ["commission.created"], description: "", contactEmail: null };
  const fields = { ...given, affiliateId, programId: null };
  const made = await writeRow(
    contextOf(drizzle(pool) as unknown as Db, world.shop.workspaceId),
    postbackResource,
    { kind: "create", fields },
    { guard: ANY_HOST },
  );
  await pool.end();
  expect([made.ok, rowsMax]).toEqual([true, 1]);
});

it("refuses more than an affiliate may have, of many at once those that are too many", async () => {
  const create = (of: 0 | 1) => {
    const { affiliateId } = world.shop.affiliates[of];
    const given = { url: URL_OF, types: ["commission.created"], description: "", contactEmail: null };
    return { kind: "create", fields: { ...given, affiliateId, programId: null } } as const;
  };
  const many = [...Array.from({ length: 21 }, () => create(0)), create(1)];
  const outcomes = await world.shop.as("key:a", (context) =>
    writeRows(context, postbackResource, many, { guard: ANY_HOST }),
  );
  expect(outcomes.map(({ ok }) => ok)).toEqual([...Array.from({ length: 20 }, () => true), false, true]);
});

it("counts for each of many calls at once what the others made", async () => {
  const { affiliateId } = world.shop.affiliates[0];
  const given = { url: URL_OF, types: ["commission.created"], description: "", contactEmail: null };
  const create = { kind: "create", fields: { ...given, affiliateId, programId: null } } as const;
  const calls = Array.from({ length: 4 }, () =>
    world.shop.as("key:a", (context) =>
      writeRows(context, postbackResource, Array(6).fill(create), { guard: ANY_HOST }),
    ),
  );
  const made = (await Promise.all(calls)).flat().filter(({ ok }) => ok);
  expect(made).toHaveLength(20);
});

it("looks each host up once, a few at a time, and no more of them than a call may bring", async () => {
  const asked: string[] = [];
  let [now, most] = [0, 0];
  const guard = {
    allowsLoopback: false,
    resolve: async (host: string) => {
      asked.push(host);
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      return ["1.1.1.1"];
    },
  };
  const urls = Array.from({ length: 50 }, (_, index) => `https://h${index % 25}.example/${index}`);
  const problems =
    (await postbackResource.foresee?.(
      urls.map((url) => ({ url })),
      { guard },
    )) ?? [];
  expect(asked.sort()).toEqual([...new Set(asked)].sort());
  expect([asked.length, most > 1, most <= 5]).toEqual([20, true, true]);
  expect(problems.filter((problem) => problem === null)).toHaveLength(40);
  expect(problems[20]).toMatchObject({ code: "invalid", param: "url" });
});
