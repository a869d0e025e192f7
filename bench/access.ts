import { neonConfig } from "@neondatabase/serverless";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { WebSocket } from "ws";
import type { AffiliateId } from "../core/shared/id.ts";
import { type Db, withDatabase } from "../db/client.ts";
import { insertKey, startTestApi } from "../tests/support/call-api.ts";
import { insertAssignments, insertMember, insertSignedIn } from "../tests/support/member-rows.ts";
import type { TestDatabase } from "../tests/support/postgres.ts";
import { createApp } from "../workers/api/app.ts";
import { exportObject } from "../workers/api/export-object.ts";
import { ROUTES } from "../workers/api/routes/index.ts";
import { percentile, Report } from "./figures.ts";
import type { Shop } from "./ingest/clicks.ts";
import { prepareBed } from "./ingest/database.ts";
import { fillCommissions } from "./payouts/fill.ts";
import { readSizes } from "./sizes.ts";

const USAGE = `npm run bench:access -- [options]
  --short            fewer rounds over fewer affiliates
  --affiliates <n>   affiliates of the workspace (100,000; short 20,000)
  --rounds <n>       lists of each kind, in turn (400; short 100)`;
/** What one list holds. */
const ROWS = 50;
/** How many an agent looks after. */
const ASSIGNED = 200;

/** Measures what row-level security costs a list of affiliates, and what the API makes of it. */
async function main(): Promise<void> {
  const { affiliates, rounds } = readSizes(USAGE, {
    affiliates: { full: 100_000, short: 20_000 },
    rounds: { full: 400, short: 100 },
  });
  neonConfig.webSocketConstructor = WebSocket;
  const bed = await prepareBed();
  const owner = new pg.Client({ connectionString: bed.ownerUrl });
  const app = new pg.Client({ connectionString: bed.appUrl() });
  try {
    await Promise.all([owner.connect(), app.connect()]);
    const [shop] = bed.plain;
    if (!shop) throw new Error("the bed has a workspace");
    await fillCommissions(owner, shop, { affiliates, commissions: 0 });
    const env = { DATABASE_URL: bed.appUrl(), DATABASE_PROXY: bed.relay.address };
    const api = await startTestApi({ env } as TestDatabase, ROUTES);
    const kinds = await waysToList({ shop, affiliates, owner, app, env: api.env });
    const report = new Report();
    await measure(report, kinds, rounds);
    await api.stop();
    report.finish();
  } finally {
    await Promise.all([app.end(), owner.end()]);
    await bed.stop();
  }
}

type Way = () => Promise<unknown>;
type Ways = Readonly<Record<"owner" | "app" | "agent" | "bare_call" | "api_call", Way>>;

async function waysToList({
  shop,
  affiliates,
  owner,
  app,
  env,
}: {
  readonly shop: Shop;
  readonly affiliates: number;
  readonly owner: pg.Client;
  readonly app: pg.Client;
  readonly env: Parameters<typeof exportObject>[1];
}): Promise<Ways> {
  const db = drizzle(owner) as Db;
  const { workspaceId } = shop;
  const { key } = await insertKey(db, workspaceId);
  const { personId } = await insertSignedIn(db);
  const memberId = await insertMember(db, personId, { workspaceId, role: "agent" });
  const nth = (n: number) => `aff_${String(n).padStart(26, "0")}` as AffiliateId;
  await insertAssignments(
    db,
    { workspaceId, memberId },
    Array.from({ length: ASSIGNED }, (_, n) => nth(n)),
  );
  const idOf = () => nth(Math.floor(Math.random() * affiliates * 0.9));
  const text = `select * from affiliates where workspace_id = $1 and id > $2 order by id limit ${ROWS}`;
  const bound = async (agentId: string, after: string) => {
    await app.query("begin");
    await app.query(
      "select set_config('app.workspace_ids', $1, true), set_config('app.agent_id', $2, true)",
      [...[workspaceId, agentId]],
    );
    await app.query(text, [workspaceId, after]);
    await app.query("commit");
  };
  const hono = createApp(ROUTES, exportObject);
  return {
    owner: async () => {
      // The same round trips, so that what differs is the lock.
      await owner.query("begin");
      await owner.query("select set_config('app.workspace_ids', $1, true)", [workspaceId]);
      await owner.query(text, [workspaceId, idOf()]);
      await owner.query("commit");
    },
    app: () => bound("", idOf()),
    agent: () => bound(memberId, ""),
    bare_call: () =>
      withDatabase(env, (opened) =>
        opened.transaction(async (tx) => {
          await tx.execute(sql`select set_config('app.workspace_ids', ${workspaceId}, true)`);
          await tx.execute(
            sql`select * from affiliates where workspace_id = ${workspaceId} and id > ${idOf()} order by id limit 50`,
          );
        }),
      ),
    api_call: async () => {
      const headers = { authorization: `Bearer ${key}` };
      const { status } = await hono.request(`/v1/affiliates?limit=${ROWS}`, { headers }, env);
      if (status !== 200) throw new Error(`a list was answered ${status}`);
    },
  };
}

/** The ways in turn, so that whatever else the machine does is shared by all. */
async function measure(report: Report, ways: Ways, rounds: number): Promise<void> {
  const names = Object.keys(ways) as (keyof Ways)[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    keyof Ways,
    number[]
  >;
  for (let round = -10; round < rounds; round += 1) {
    for (const name of names) {
      const startMs = performance.now();
      await ways[name]();
      if (round >= 0) taken[name].push(performance.now() - startMs);
    }
  }
  for (const name of names) {
    report.add(`access_${name}_p50_ms`, percentile(taken[name], 0.5));
    report.add(`access_${name}_p95_ms`, percentile(taken[name], 0.95));
  }
  const ratio = (one: keyof Ways, to: keyof Ways, share: number): number =>
    percentile(taken[one], share) / percentile(taken[to], share);
  report.add("access_row_level_security_p50_ratio", ratio("app", "owner", 0.5));
  report.add("access_row_level_security_p95_ratio", ratio("app", "owner", 0.95));
  report.add("access_api_over_bare_p95_ratio", ratio("api_call", "bare_call", 0.95), {
    goal: { atMost: 3 },
    guard: { atMost: 10 },
  });
}

await main();
