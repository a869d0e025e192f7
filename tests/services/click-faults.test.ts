import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { type DatabaseEnv, inWorkspace, withDatabase, withHttpDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { checkClicks } from "../../functions/check-click.ts";
import type { FunctionsEnv } from "../../functions/env.ts";
import { ingestPorts } from "../../functions/ingest-ports.ts";
import { type NeonRelay, startNeonRelay } from "../../local/neon-relay.ts";
import { gunzip } from "../../platform/gzip.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { type IngestPorts, ingestClicks } from "../../services/clicks/ingest-clicks.ts";
import { type FaultProxy, startFaultProxy } from "../campaign/fault-proxy.ts";
import { makeClicks } from "../campaign/made-clicks.ts";
import { seededRandom } from "../campaign/seeded-random.ts";
import { MemoryBucket } from "../support/memory-bucket.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../support/sample.ts";
import { tableDigests } from "../support/table-digests.ts";

const KEY = encodeBase64url(new Uint8Array(32).fill(1));
const HMACS = parseClickIdKeys(KEY);
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
    const rows = await db.select().from(schema.clicks);
    return rows.filter(({ workspaceId }) => workspaceId === sample.workspaceId).length;
  });
/** Sessions of the app that came by a socket, not by the relay's own for HTTP. */
const countSessions = () =>
  asOwner(database.ownerUrl, async (db) => {
    const { rows } = (await db.execute(sql`
      select 1 from pg_stat_activity where datname = current_database() and usename = 'tributary_app'
         and query <> 'discard all'`)) as unknown as { rows: unknown[] };
    return rows.length;
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
    const after = AbortSignal.timeout.bind(AbortSignal);
    const timeout = vi.spyOn(AbortSignal, "timeout");
    await ingest(makeBatch(1));
    expect(timeout).toHaveBeenCalled();
    const [limitMs = 0] = timeout.mock.calls[0] ?? [];
    expect(limitMs).toBeGreaterThan(LIMIT_MS);
    timeout.mockImplementation(() => after(300));
    proxy.set("half_open");
    const silent = makeBatch(1);
    await expect(ingest(silent)).rejects.toThrow();
    proxy.set("none");
    timeout.mockRestore();
    await ingest(silent);
    await Promise.all(Array.from({ length: 20 }, () => ingest(makeBatch(1))));
    expect(await countRows()).toBe(22);
  });

  it("that went silent in the middle of a transaction is given up too, and by Postgres as well", async () => {
    const { setTimeout: later } = globalThis;
    vi.spyOn(globalThis, "setTimeout").mockImplementation(((work: () => void, ms = 0) =>
      later(work, ms > LIMIT_MS ? 300 : ms)) as typeof setTimeout);
    const limits: unknown[] = [];
    const silent = withDatabase(env, (db) =>
      inWorkspace(db, sample.workspaceId, async (tx) => {
        const shown = sql`select current_setting('idle_in_transaction_session_timeout') as "idleLimit"`;
        limits.push(...((await tx.execute(shown)) as unknown as { rows: unknown[] }).rows);
        proxy.set("half_open");
        await tx.execute(sql`select 1`);
      }),
    );
    await expect(silent).rejects.toThrow();
    vi.restoreAllMocks();
    proxy.set("none");
    expect(limits).toEqual([{ idleLimit: "2min" }]);
  });

  it.each(["slow", "half_open", "cut"] as const)(
    "that was %s leaves no session behind, and all that comes next finds one at once",
    async (fault) => {
      const askAll = () =>
        Promise.allSettled(
          Array.from({ length: 12 }, () =>
            withDatabase(env, (db) => Promise.all([1, 2, 3, 4].map(() => db.execute(sql`select 1`)))),
          ),
        );
      proxy.set(fault);
      const asked = askAll();
      await new Promise((resolve) => setTimeout(resolve, 200));
      proxy.set("none");
      await asked;
      const startedAtMs = Date.now();
      const after = await askAll();
      expect(after.map(({ status }) => status)).toEqual(Array(12).fill("fulfilled"));
      expect(Date.now() - startedAtMs).toBeLessThan(LIMIT_MS);
      await expect.poll(countSessions, { timeout: LIMIT_MS }).toBe(0);
    },
  );
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

describe("F10: a bucket", () => {
  it("that refuses fails the batch before a row is written", async () => {
    const refusing = { putOnce: () => Promise.reject(new Error("R2 is away")) };
    await expect(ingest(makeBatch(5), { log: refusing })).rejects.toThrow("R2 is away");
    expect(await countRows()).toBe(0);
  });

  it("that stored the object and never said so is given the same again, under the same name, and keeps the first", async () => {
    const batch = makeBatch(40);
    const bucket = new MemoryBucket();
    const bindings = { CLICK_LOG: bucket.binding(), CLICK_ID_KEYS: KEY } as unknown as FunctionsEnv;
    const real = ingestPorts({ env: bindings, db: undefined as never, now: NOW }).log;
    const written = (): string[] => bucket.keys().map((key) => `${key} ${bucket.objects.get(key)?.uploaded}`);
    bucket.hook = ({ when }) => {
      if (when === "after") throw new Error("no answer within 5000 ms");
    };
    await expect(ingest(batch, { log: real })).rejects.toThrow("no answer");
    const first = written();
    bucket.hook = () => undefined;
    await ingest(batch, { log: real });
    expect([first.length > 0, written()]).toEqual([true, expect.arrayContaining(first)]);
    const lines = bucket.keys().flatMap((key) => gunzip(bucket.bytes(key)).trim().split("\n"));
    expect(lines.length).toBe(40);
    const complete = written();
    await ingest(batch, { log: real });
    expect(written()).toEqual(complete);
  });
});

describe("F12: a consumer that ends at any await", () => {
  it("has left nothing that its next run does not complete", async () => {
    const batch = makeBatch(30);
    const left = new Set<number>();
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
      const { fetch: ask } = globalThis;
      // Every statement is one request: it ends before it, or with its effect and without its answer.
      const asking = vi.spyOn(globalThis, "fetch").mockImplementation(async (...call) => {
        await step();
        const answer = await ask(...call);
        await step();
        return answer;
      });
      const outcome = await ingest(batch, failing).then(
        () => "done",
        () => "evicted",
      );
      asking.mockRestore();
      // Rows come last, and all at once: whatever has rows has its lines in the log.
      const rows = await countRows();
      if (rows > 0) expect([...objects.values()].reduce((sum, clicks) => sum + clicks, 0)).toBe(30);
      expect([0, 30]).toContain(rows);
      left.add(rows);
      if (outcome === "done") break;
    }
    expect([...left]).toEqual([0, 30]);
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
      asOwner(database.ownerUrl, async (db) => (await db.select().from(schema.badRows)).length);
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
