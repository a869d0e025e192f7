import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { withHttpDatabase } from "../../db/client.ts";
import { clicks } from "../../db/schema/index.ts";
import { checkClicks } from "../../functions/check-click.ts";
import { redisVelocity } from "../../functions/redis-velocity.ts";
import { ingestClicks } from "../../services/clicks/ingest-clicks.ts";
import { makeClicks } from "../campaign/made-clicks.ts";
import { seededRandom } from "../campaign/seeded-random.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import {
  type FaultyRedis,
  hasRedisServer,
  REDIS_FAULTS,
  REDIS_KINDS,
  startFaultyRedis,
} from "../support/faulty-redis.ts";
import { openBrowser } from "../support/people.ts";
import { TEST_HMACS } from "../support/sales.ts";
import { asOwner } from "../support/sample.ts";

/** What a batch or a call may take that waits for no Redis longer than its limit. */
const LATEST_MS = 5_000;

const shop = apiWithSample();
const random = seededRandom(6);
const log = { putOnce: async () => undefined };
let redis: FaultyRedis | undefined;

const makeBatch = (): readonly ClickRecord[] =>
  makeClicks(5, { random, samples: [shop.sample], hmac: TEST_HMACS[0], endsAtMs: Date.now() });
/** Takes a batch in as the consumer does, counting in a Redis. */
const ingest = (batch: readonly ClickRecord[], { env }: FaultyRedis) =>
  withHttpDatabase(shop.database.env, (db) =>
    ingestClicks(
      { db, log, velocity: redisVelocity(env), hmacs: TEST_HMACS, now: new Date() },
      checkClicks(JSON.stringify({ v: 1, clicks: batch })),
    ),
  );
/** How many clicks there are, and of how many the velocity is known. */
const counted = async () => {
  const rows = await asOwner(shop.database.ownerUrl, (db) =>
    db.select().from(clicks).where(eq(clicks.workspaceId, shop.sample.workspaceId)),
  );
  return { all: rows.length, known: rows.filter(({ velocity }) => velocity !== null).length };
};
const inTime = async <T>(work: Promise<T>): Promise<T> => {
  const startedAtMs = Date.now();
  const result = await work;
  expect(Date.now() - startedAtMs).toBeLessThan(LATEST_MS);
  return result;
};
const askForCode = async (email: string) =>
  (await openBrowser(shop).call("POST", "/v1/sign-in/code", { email })).status;

afterEach(async () => {
  await redis?.stop();
  redis = undefined;
  Object.assign(shop.api.env, { UPSTASH_REDIS_REST_URL: undefined, UPSTASH_REDIS_REST_TOKEN: undefined });
});

describe.each(REDIS_KINDS)("F6: a Redis (%s)", (kind) => {
  beforeEach((context) => {
    if (kind === "redis-server" && !hasRedisServer())
      context.skip("no redis-server on PATH; install it to run this");
  });

  it.each(REDIS_FAULTS)(
    "that is %s costs its counts, and no click, no call and no limit of sign-in",
    async (fault) => {
      redis = await startFaultyRedis(kind);
      Object.assign(shop.api.env, redis.env);
      const before = await counted();
      const first = makeBatch();
      await ingest(first, redis);
      expect((await shop.get("/v1/programs")).headers.get("ratelimit")).toContain(`"caller";r=1199`);

      await redis.fail(fault);
      await inTime(ingest(makeBatch(), redis));
      await inTime(ingest(first, redis));
      const isCounted = fault === "emptied";
      expect(await counted()).toEqual({ all: before.all + 10, known: before.known + (isCounted ? 10 : 5) });
      const answer = await inTime(shop.get("/v1/programs"));
      expect([answer.status, answer.headers.get("ratelimit")]).toEqual([
        200,
        isCounted ? expect.stringContaining(`"caller";r=1199`) : null,
      ]);
      // Sign-in counts its tries in Postgres, and refuses whatever becomes of Redis.
      const statuses: number[] = [];
      for (let time = 0; time < 4; time += 1)
        statuses.push(await askForCode(`${kind}-${fault}@mail.example`));
      expect(statuses).toEqual([202, 202, 202, 429]);
    },
  );
});

describe("a limit whose counter is away", () => {
  it("refuses sign-in: where Postgres is away no try is free", async () => {
    const { DATABASE_PROXY } = shop.api.env;
    Object.assign(shop.api.env, { DATABASE_PROXY: "127.0.0.1:1" });
    try {
      expect(await askForCode("away@mail.example")).toBe(503);
    } finally {
      Object.assign(shop.api.env, { DATABASE_PROXY });
    }
    expect(await askForCode("away@mail.example")).toBe(202);
  });
});
