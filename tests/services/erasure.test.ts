import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { linkKey } from "../../core/link/published-keys.ts";
import type { PublishedLink } from "../../core/link/published-link.ts";
import { withDatabase } from "../../db/client.ts";
import { checkClicks } from "../../functions/check-click.ts";
import { clickLogStore } from "../../functions/click-log-store.ts";
import { gunzip } from "../../platform/gzip.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { ingestClicks } from "../../services/clicks/ingest-clicks.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import { continueErasures } from "../../services/log/continue-erasures.ts";
import { hourOf } from "../../services/log/log-keys.ts";
import { erasureRoutes } from "../../workers/api/routes/erasures.ts";
import { exportRoutes } from "../../workers/api/routes/exports.ts";
import { createApp } from "../../workers/edge/app.ts";
import type { EdgeEnv } from "../../workers/edge/env.ts";
import { insertKey, startTestApi, type TestApi } from "../support/call-api.ts";
import { CLICK_ID_KEYS } from "../support/click-records.ts";
import { settle } from "../support/logged-clicks.ts";
import { MemoryBucket } from "../support/memory-bucket.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { readParquet } from "../support/read-log.ts";
import { rollUp } from "../support/roll-up.ts";
import { saleOf } from "../support/sales.ts";
import { asOwner, contextOf, insertSample, type Sample } from "../support/sample.ts";

const CHROME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
const NAVIGATION = {
  "user-agent": CHROME,
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "sec-fetch-user": "?1",
};
/** Addresses that nothing else has, and what of them must be found nowhere. */
const CANARIES = ["203.0.113.77", "2001:db8:cafe:1234:aaaa:bbbb:cccc:7777"];
const TRACES = ["203.0.113", "2001:db8:cafe", "20010db8cafe", "cb007147", "aaaa:bbbb"];
/** What an affiliate should not call a link by, and some do. */
const PERSONAL_LABEL = "ada-lovelace-1815";

let database: TestDatabase;
let api: TestApi;
let sample: Sample;
let key: string;
const intake = new MemoryBucket();
const kv = new Map<string, string>();
const queued: string[] = [];
const printed: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, [...erasureRoutes, ...exportRoutes]);
  await asOwner(database.ownerUrl, async (db) => {
    sample = await insertSample(db);
    key = (await insertKey(db, sample.workspaceId)).key;
  });
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Follows a link of the sample from an address, as a browser does; gives the visitor id of its cookie. */
async function follow(
  edge: ReturnType<typeof createApp>,
  env: EdgeEnv,
  {
    address,
    headers = {},
    label = "label",
  }: { address: string; headers?: Record<string, string>; label?: string },
): Promise<string | null> {
  const forwarded = { "cf-connecting-ip": address, "x-forwarded-for": address, "x-real-ip": address };
  const request = new Request(`https://localhost/canary?sub1=${label}`, {
    headers: { ...NAVIGATION, ...forwarded, ...headers },
  });
  const left: Promise<unknown>[] = [];
  const answer = await edge.fetch(request, env, { waitUntil: (promise) => void left.push(promise) });
  await Promise.all(left);
  return /tb_vid=([^;]+)/.exec(answer.headers.get("set-cookie") ?? "")?.[1] ?? null;
}

function edgeEnv(refusesQueue: boolean): EdgeEnv {
  const queue = {
    send: async (message: Uint8Array) => {
      if (refusesQueue) throw new Error("the queue is away");
      queued.push(new TextDecoder().decode(message));
    },
  };
  const published = {
    get: async (name: string) => kv.get(name) ?? null,
    put: async (name: string, text: string) => void kv.set(name, text),
  };
  return {
    ...{ PUBLISHED: published, INTAKE: intake.binding(), CLICKS: queue, CAPS: {}, INTAKE_WORKER: {} },
    ...{ LINK_HOSTS: "localhost", CLICK_ID_KEYS },
  } as unknown as EdgeEnv;
}

/** Takes a message in as the consumer does. */
const take = (message: string): Promise<unknown> =>
  withDatabase(database.env, (db) =>
    ingestClicks(
      {
        ...{ db, now: new Date(), hmacs: parseClickIdKeys(CLICK_ID_KEYS) },
        velocity: { count: async (clicks) => clicks.map(() => 1) },
        log: { putOnce: async (name, bytes) => void (await api.env.CLICK_LOG.put(name, bytes)) },
      },
      checkClicks(message),
    ),
  );

const read = async (name: string, bytes: Uint8Array): Promise<string> => {
  if (name.endsWith(".gz")) return gunzip(bytes);
  const text = Buffer.from(bytes).toString("latin1");
  if (!name.endsWith(".parquet")) return text;
  const rows = await readParquet(bytes);
  return `${text}${JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? String(value) : value))}`;
};

/** All that is kept anywhere, or was printed: as one text. */
async function everything(): Promise<string> {
  const tables = await asOwner(database.ownerUrl, async (db) => {
    const { rows: names } = (await db.execute(sql`
      select relname as name from pg_class where relnamespace = 'public'::regnamespace
         and relkind in ('r', 'p') and not relispartition`)) as unknown as { rows: { name: string }[] };
    const parts = names.map(
      ({ name }) => sql`select string_agg(t::text, ' ') as text from ${sql.identifier(name)} t`,
    );
    const { rows } = (await db.execute(sql.join(parts, sql` union all `))) as unknown as {
      rows: { text: string | null }[];
    };
    return rows.map(({ text }) => text ?? "");
  });
  const { objects } = await api.env.CLICK_LOG.list();
  const logged = objects.map(async ({ key: name }) => {
    const object = await api.env.CLICK_LOG.get(name);
    return `${name} ${await read(name, new Uint8Array((await object?.arrayBuffer()) ?? []))}`;
  });
  const spilled = intake.keys().map((name) => read(name, intake.bytes(name)));
  return [...tables, ...(await Promise.all([...logged, ...spilled])), ...kv.values(), ...printed].join("\n");
}

/** Labels that reports of clicks and of sales are summed by. */
async function summedLabels(): Promise<readonly string[]> {
  const { rows } = (await asOwner(database.ownerUrl, (db) =>
    db.execute(sql`select value from click_details where detail = 'sub1' union all
                   select value from sale_details where detail = 'sub1'`),
  )) as unknown as { rows: { value: string }[] };
  return rows.map(({ value }) => value);
}

/** What the export gives, raw and as Parquet. */
async function exported(): Promise<string> {
  const span = `from=${new Date(Date.now() - 7_200_000).toISOString()}&to=${new Date(Date.now() + 7_200_000).toISOString()}`;
  const texts: string[] = [];
  for (const kind of ["raw", "parquet"]) {
    for (const { name, url } of await api.list(`/v1/exports/clicks?${span}&kind=${kind}`, key, 100)) {
      const answer = await api.fetch("GET", url, null);
      texts.push(`${name} ${await read(name, new Uint8Array(await answer.arrayBuffer()))}`);
    }
  }
  return texts.join("\n");
}

describe("P20", () => {
  it("a raw address reaches no store, log or export; a visitor is gone from all of them once erased", async () => {
    for (const method of ["log", "error", "warn", "info"] as const) {
      vi.spyOn(console, method).mockImplementation((...args: unknown[]) => void printed.push(args.join(" ")));
    }
    const [{ affiliateId, linkId }] = sample.affiliates;
    const { workspaceId, programId } = sample;
    const link: PublishedLink = {
      ...{
        v: 1,
        link_id: linkId,
        workspace_id: workspaceId,
        program_id: programId,
        affiliate_id: affiliateId,
      },
      ...{ destination_url: "https://shop.example/", status: "active", expires_at_ms: null },
      cookie_mode: "first_party",
    };
    kv.set(linkKey("localhost", "canary"), JSON.stringify(link));
    const visitors: string[] = [];
    for (const refusesQueue of [false, true]) {
      const edge = createApp();
      const env = edgeEnv(refusesQueue);
      for (const address of CANARIES) {
        const visitor = await follow(edge, env, { address, label: PERSONAL_LABEL });
        if (visitor) visitors.push(visitor);
        await follow(edge, env, { address, headers: { "sec-gpc": "1" } });
        await follow(edge, env, { address, headers: { "user-agent": "Googlebot/2.1" } });
        await follow(edge, env, { address, headers: { "sec-purpose": "prefetch" } });
        await follow(edge, env, { address, headers: { referer: "https://blog.example/page" } });
      }
    }
    const spills = intake.keys("spill/clicks/");
    const messages = [...queued, ...spills.map((name) => new TextDecoder().decode(intake.bytes(name)))];
    const clicks = messages.flatMap((text) => (JSON.parse(text) as { clicks: ClickRecord[] }).clicks);
    expect([visitors.length, clicks.length, spills.length > 0]).toEqual([4, 20, true]);
    for (const message of messages) await take(message);
    for (const name of spills) intake.objects.delete(name);
    const hours = [...new Set(clicks.map(({ clicked_at_ms: ms }) => hourOf(new Date(ms)).getTime()))];
    const logHours = hours.map((ms) => ({ workspaceId, hour: new Date(ms) }));
    expect(await settle(database.env, api.env.CLICK_LOG, logHours)).toMatchObject({ rows: 20, differing: 0 });

    const ofVisitors = clicks.filter(({ visitor_id }) => visitors.includes(visitor_id));
    const sale = saleOf(sample, { externalId: "sold", clickIds: ofVisitors.map(({ id }) => id) });
    await withDatabase(database.env, (db) =>
      settleConversions(contextOf(db, workspaceId), [sale], parseClickIdKeys(CLICK_ID_KEYS)),
    );
    const later = new Date(Date.now() + 7_200_000);
    expect(await rollUp(database.env, workspaceId, later)).toEqual([hours.length, 1]);
    const inReports = async () => (await summedLabels()).filter((label) => label === PERSONAL_LABEL).length;
    expect(await inReports()).toBeGreaterThan(1);

    const kept = await everything();
    const taken = await exported();
    // What is looked for would be found: the visitors are there, in each place.
    for (const visitor of [...visitors, PERSONAL_LABEL]) {
      expect(kept).toContain(visitor);
      expect(taken.split(visitor).length).toBeGreaterThan(2);
    }
    for (const trace of [...CANARIES, ...TRACES]) {
      expect([trace, kept.includes(trace), taken.includes(trace)]).toEqual([trace, false, false]);
    }

    const asked = await api.call("POST", "/v1/erasures", key, { visitor_ids: visitors });
    expect(asked.status).toBe(202);
    const stores = { store: clickLogStore(api.env.CLICK_LOG), accepted: clickLogStore(intake.binding()) };
    const means = { ...stores, mayGoOn: () => true };
    for (const minutes of [0, 30]) {
      const now = new Date(Date.now() + minutes * 60_000);
      await withDatabase(database.env, (db) => continueErasures(contextOf(db, workspaceId, now), means));
    }
    expect((await api.call("GET", `/v1/erasures/${asked.body.id}`, key)).body.status).toBe("done");
    expect(await rollUp(database.env, workspaceId, later)).toEqual([hours.length, 1]);
    expect([await inReports(), (await summedLabels()).includes("label")]).toEqual([0, true]);
    const [left, takenNow] = [await everything(), await exported()];
    for (const visitor of [...visitors, PERSONAL_LABEL]) {
      expect([visitor, left.includes(visitor), takenNow.includes(visitor)]).toEqual([visitor, false, false]);
    }
    expect(await settle(database.env, api.env.CLICK_LOG, logHours)).toMatchObject({ differing: 0 });
  });
});
