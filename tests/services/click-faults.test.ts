import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { type DatabaseEnv, withHttpDatabase } from "../../db/client.ts";
import { checkClicks } from "../../functions/check-click.ts";
import { redisVelocity } from "../../functions/redis-velocity.ts";
import { type NeonRelay, startNeonRelay } from "../../local/neon-relay.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { type IngestPorts, ingestClicks } from "../../services/clicks/ingest-clicks.ts";
import { type FaultProxy, startFaultProxy } from "../campaign/fault-proxy.ts";
import { makeClicks } from "../campaign/made-clicks.ts";
import { seededRandom } from "../campaign/seeded-random.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../support/sample.ts";
import { tableDigests } from "../support/table-digests.ts";

const HMACS = parseClickIdKeys(encodeBase64url(new Uint8Array(32).fill(1)));
const NOW = new Date();
const LIMIT_MS = 5_000;

let database: TestDatabase;
let proxy: FaultProxy;
let relay: NeonRelay;
let sample: Sample;
let objects: Map<string, number>;
/** The database as the Workers of production reach it, with a proxy on the way that can fail. */
let env: DatabaseEnv;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startFaultProxy(inject("postgresPort"));
  relay = await startNeonRelay({ postgresPort: proxy.port });
  env = { DATABASE_URL: database.appUrl, DATABASE_PROXY: relay.address };
});
afterAll(async () => {
  // Through the relay, since the driver knows one way.
  await database.drop();
  await relay.stop();
  await proxy.stop();
});
beforeEach(async () => {
  sample = await asOwner(database.ownerUrl, insertSample);
  objects = new Map();
});
afterEach(() => {
  proxy.set("none");
  vi.restoreAllMocks();
});

const log: IngestPorts["log"] = {
  putOnce: async (key, _bytes, clicks) => {
    objects.set(key, clicks);
  },
};
const velocity: IngestPorts["velocity"] = { count: async (clicks) => clicks.map(() => null) };
const random = seededRandom(7);
const makeBatch = (count: number): readonly ClickRecord[] =>
  makeClicks(count, { random, samples: [sample], hmac: HMACS[0], endsAtMs: NOW.getTime() });
/** Takes a batch in as the consumer does; rejects if the batch must come again. */
const ingest = (clicks: readonly ClickRecord[], ports: Partial<IngestPorts> = {}) =>
  withHttpDatabase(env, (db) =>
    ingestClicks(
      { db, log, velocity, hmacs: HMACS, now: NOW, ...ports },
      checkClicks(JSON.stringify({ v: 1, clicks })),
    ),
  );
const countRows = () =>
  asOwner(database.ownerUrl, async (db) => {
    const rows = await db.query.clicks.findMany();
    return rows.filter(({ workspaceId }) => workspaceId === sample.workspaceId).length;
  });
const digests = () => asOwner(database.ownerUrl, tableDigests);

describe("F4: a connection to Postgres", () => {
  it("that is slow only takes longer", async () => {
    proxy.set("slow");
    await ingest(makeBatch(20));
    expect(await countRows()).toBe(20);
  });

  it.each(["half_open", "cut"] as const)(
    "that is %s fails the batch, and the batch is whole when it comes again",
    async (fault) => {
      const batch = makeBatch(20);
      proxy.set(fault);
      const failed = expect(ingest(batch)).rejects.toThrow();
      await new Promise((resolve) => setTimeout(resolve, 200));
      proxy.set("none");
      await failed;
      await ingest(batch);
      expect(await countRows()).toBe(20);
    },
  );

  it("that has gone silent is given up within its time limit, and holds nothing up after", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout");
    await ingest(makeBatch(1));
    expect(timeout).toHaveBeenCalled();
    const [limitMs = 0] = timeout.mock.calls[0] ?? [];
    expect(limitMs).toBeGreaterThan(LIMIT_MS);
    timeout.mockImplementation(() => timeoutAfter(300));
    proxy.set("half_open");
    const silent = makeBatch(1);
    await expect(ingest(silent)).rejects.toThrow();
    proxy.set("none");
    timeout.mockRestore();
    await ingest(silent);
    await Promise.all(Array.from({ length: 20 }, () => ingest(makeBatch(1))));
    expect(await countRows()).toBe(22);
  });
});

describe("F5: a commit whose answer is lost", () => {
  it("is found done when the batch comes again: no row and no count changes", async () => {
    const batch = makeBatch(30);
    await ingest(makeBatch(1));
    proxy.set("swallow");
    await expect(ingest(batch)).rejects.toThrow();
    expect(await countRows()).toBe(31);
    const before = await digests();
    await ingest(batch);
    expect(await digests()).toEqual(before);
  });
});

describe("F6: Redis", () => {
  let server: Server;
  let answer: (respond: (body: string) => void) => void;
  beforeEach(async () => {
    server = createServer((_, response) => answer((body) => response.end(body)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    vi.spyOn(console, "error").mockImplementation(() => undefined);
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const redis = () => {
    const { port } = server.address() as AddressInfo;
    return redisVelocity({
      UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${port}`,
      UPSTASH_REDIS_REST_TOKEN: "token",
    });
  };

  it.each<[string, typeof answer]>([
    ["that hangs", () => undefined],
    ["that answers an error", (respond) => respond(`{"error":"OOM command not allowed"}`)],
    ["that answers nonsense", (respond) => respond("<html>")],
  ])("%s costs the count and no click", async (_, how) => {
    answer = how;
    const startedAtMs = Date.now();
    await ingest(makeBatch(5), { velocity: redis() });
    expect(Date.now() - startedAtMs).toBeLessThan(LIMIT_MS);
    expect(await countRows()).toBe(5);
  });
});

describe("F10: a bucket", () => {
  it("that refuses fails the batch before a row is written", async () => {
    const refusing = { putOnce: () => Promise.reject(new Error("R2 is away")) };
    await expect(ingest(makeBatch(5), { log: refusing })).rejects.toThrow("R2 is away");
    expect(await countRows()).toBe(0);
  });

  it("that stored the object and never said so gets the same object again, under the same name", async () => {
    const batch = makeBatch(40);
    let isFirst = true;
    const forgetful: IngestPorts["log"] = {
      putOnce: async (key, bytes, clicks) => {
        await log.putOnce(key, bytes, clicks);
        if (isFirst) throw new Error("no answer within 5000 ms");
      },
    };
    await expect(ingest(batch, { log: forgetful })).rejects.toThrow("no answer");
    const names = [...objects.keys()];
    isFirst = false;
    await ingest(batch, { log: forgetful });
    expect(names.every((name) => objects.has(name))).toBe(true);
    expect([...objects.values()].reduce((sum, clicks) => sum + clicks, 0)).toBe(40);
  });
});

describe("F12: a consumer that ends at any await", () => {
  it("has left nothing that its next run does not complete", async () => {
    const batch = makeBatch(30);
    for (let failAt = 1; ; failAt += 1) {
      let steps = 0;
      const step = async (): Promise<void> => {
        steps += 1;
        if (steps === failAt) throw new Error("evicted");
      };
      const failing: Partial<IngestPorts> = {
        velocity: {
          count: async (clicks) => {
            await step();
            return velocity.count(clicks);
          },
        },
        log: {
          putOnce: async (...call) => {
            await step();
            await log.putOnce(...call);
            await step();
          },
        },
      };
      const outcome = await ingest(batch, failing).then(
        () => "done",
        () => "evicted",
      );
      // Rows come last: whatever has rows has its lines in the log.
      const rows = await countRows();
      if (rows > 0) expect([...objects.values()].reduce((sum, clicks) => sum + clicks, 0)).toBe(30);
      if (outcome === "done") break;
      expect(rows).toBe(0);
    }
    expect(await countRows()).toBe(30);
    const before = await digests();
    await ingest(batch);
    expect(await digests()).toEqual(before);
  });
});

describe("P15: nothing is dropped silently", () => {
  it("1,000 malformed clicks among good ones: what came in is a row or a bad row, each once", async () => {
    const good = makeBatch(1_000);
    const bad = good.map((click, index) => {
      const { visitor_id: _, ...incomplete } = click;
      const kinds = [
        incomplete,
        { ...click, id: encodeBase64url(random.bytes(24)) },
        { ...click, clicked_at_ms: click.clicked_at_ms + 1, request_id: `bad-${index}` },
        { ...click, user_agent: `broken \ud800 ${index}` },
        { ...click, unheard_of: index },
        `not a click ${index}`,
      ];
      return kinds[index % kinds.length];
    });
    const messages = Array.from({ length: 20 }, (_, index) =>
      JSON.stringify({
        v: 1,
        clicks: good
          .slice(index * 50, index * 50 + 50)
          .flatMap((click, place) => [click, bad[index * 50 + place]]),
      }),
    );
    const countBad = () =>
      asOwner(database.ownerUrl, async (db) => (await db.query.badRows.findMany()).length);
    const before = await countBad();
    for (let delivery = 0; delivery < 2; delivery += 1) {
      for (const message of messages) {
        await withHttpDatabase(env, (db) =>
          ingestClicks({ db, log, velocity, hmacs: HMACS, now: NOW }, checkClicks(message)),
        );
      }
      expect([await countRows(), (await countBad()) - before]).toEqual([1_000, 1_000]);
    }
  });
});

function timeoutAfter(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("timed out")), ms);
  return controller.signal;
}
