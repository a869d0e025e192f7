import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { CRONS } from "../../functions/cron/index.ts";
import { retryDelaySeconds } from "../../functions/queues/retry-delay.ts";
import { databaseUrls, prepareDatabase } from "../../local/database.ts";
import { findServerPort } from "../../local/free-port.ts";
import { startNeonRelay } from "../../local/neon-relay.ts";
import { createRestartablePostgres, type RestartablePostgres } from "../../local/restartable-postgres.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { asOwner, insertSample } from "../support/sample.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { type FunctionsRuntime, startFunctions } from "./functions-runtime.ts";
import { makeClicks, packClicks } from "./made-clicks.ts";
import { QueueSim } from "./queue-sim.ts";
import { type SeededRandom, seededRandom } from "./seeded-random.ts";
import { readStores, type Stored } from "./stores.ts";

/** How hard to try. The same seed makes the same clicks, batches and faults. */
export type CampaignOptions = {
  readonly seed: number;
  readonly clicks: number;
  readonly kills: number;
  readonly log?: (line: string) => void;
};

/** What happened, and what is where at the end. */
export type CampaignResult = Stored & {
  readonly accepted: ReadonlySet<string>;
  /** Clicks and messages sent that are none, each of which must be a bad row. */
  readonly poison: number;
  readonly faults: ReadonlyMap<string, number>;
  readonly delivered: number;
  /** Deliveries while Postgres was down, and how many of them were told to come again as late as they should. */
  readonly down: { readonly delivered: number; readonly postponed: number };
};

type World = {
  readonly runtime: FunctionsRuntime;
  readonly postgres: RestartablePostgres;
  readonly proxy: FaultProxy;
  readonly ownerUrl: string;
  readonly down: { delivered: number; postponed: number };
  readonly queue: QueueSim;
  readonly random: SeededRandom;
  readonly faults: Map<string, number>;
  readonly log: (line: string) => void;
};

const KEY = encodeBase64url(new Uint8Array(32).fill(1));
const HOUR_MS = 3_600_000;
const KILL_AFTER_MS_MAX = 40;
const FAULT_MS = 300;
/** In one of so many kills Postgres is stopped too. */
const OUTAGE_EVERY = 6;
/** One message in so many is poison. */
const POISON_EVERY = 25;
const FAULTS = ["slow", "half_open", "cut", "swallow", "terminate"] as const;

/**
 * Drives the real consumer of clicks, in a real runtime on a real Postgres, through a queue that duplicates,
 * reorders, holds back and delivers again, while the runtime is killed under its batches, Postgres is
 * stopped at once under others and is down when the runtime starts anew, ends connections, and the way to Postgres is cut, slow, half open, or swallows the answer to a commit. Then
 * it compacts the log and reads what every store holds.
 */
export async function runClicksCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-campaign-"));
  const ends: (() => Promise<unknown>)[] = [];
  const ending = <T extends { stop(): Promise<unknown> }>(part: T): T => {
    ends.unshift(() => part.stop());
    return part;
  };
  try {
    const port = await findServerPort();
    const postgres = ending(
      createRestartablePostgres({ dataDir: join(folder, "postgres"), port, durable: true }),
    );
    await postgres.start();
    const proxy = ending(await startFaultProxy(postgres.port));
    const relay = ending(await startNeonRelay({ postgresPort: proxy.port }));
    const { ownerUrl, appUrl } = databaseUrls(postgres.port);
    await prepareDatabase(ownerUrl);
    const values = {
      ...{
        DATABASE_URL: appUrl,
        DATABASE_PROXY: relay.address,
        CLICK_ID_KEYS: KEY,
        API_KEY_PEPPER: KEY,
        ENVELOPE_KEYS: KEY,
        PAYOUT_ACCOUNT_KEYS: KEY,
        PAYOUT_ADDRESSES: "",
      },
      ...{
        EXPORT_URL_KEY: KEY,
        API_ORIGIN: "",
        LINK_HOSTS: "localhost",
        LINK_ORIGIN: "",
        DNS_RESOLVER_URL: "",
      },
      LOOPBACK_ENDPOINTS: "",
      ...{ ECB_RATES_ADDRESS: "", MAIL_API_ADDRESS: "", MAIL_FROM: "", MAIL_API_TOKEN: "" },
      // Nobody listens there: the counts of Redis are unknown throughout, and no click is lost by it.
      ...{ UPSTASH_REDIS_REST_URL: "http://127.0.0.1:1", UPSTASH_REDIS_REST_TOKEN: "none" },
    };
    const runtime = ending(await startFunctions({ dataDir: folder, values }));
    return await run(options, { runtime, postgres, proxy, ownerUrl });
  } finally {
    for (const end of ends) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(
  { seed, clicks: count, kills, log = () => undefined }: CampaignOptions,
  parts: Pick<World, "runtime" | "postgres" | "proxy" | "ownerUrl">,
): Promise<CampaignResult> {
  const random = seededRandom(seed);
  const queue = new QueueSim(random, { duplicates: 0.1, delayMax: 20 });
  const world: World = {
    ...{ ...parts, queue, random, log, faults: new Map() },
    down: { delivered: 0, postponed: 0 },
  };
  const samples = await asOwner(parts.ownerUrl, async (db) => [
    await insertSample(db),
    await insertSample(db),
  ]);
  const endsAtMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 2 * HOUR_MS;
  const [hmac] = parseClickIdKeys(KEY);
  const clicks = makeClicks(count, { random, samples, hmac, endsAtMs });
  const { messages, poison } = makeMessages(clicks, random);
  await deliverAll(world, messages, kills);
  log(`delivered ${queue.delivered} messages, ${queue.duplicated} of them twice on purpose; compacting`);
  await compact(world);
  const stored = await readStores(parts.ownerUrl, parts.runtime);
  return {
    ...stored,
    accepted: new Set(clicks.map(({ id }) => id)),
    poison,
    faults: world.faults,
    delivered: queue.delivered,
    down: world.down,
  };
}

/** Messages of all clicks, and poison among them; `poison` is how many bad rows that must make. */
function makeMessages(clicks: readonly ClickRecord[], random: SeededRandom) {
  let poison = 0;
  const messages: unknown[] = [];
  for (const message of packClicks(clicks, random)) {
    messages.push(message);
    if (!random.chance(1 / POISON_EVERY)) continue;
    const forged = { ...random.pick(clicks), id: encodeBase64url(random.bytes(24)) };
    messages.push(
      random.pick([
        `{"v":1,${poison}`,
        { v: 9, poison },
        { v: 1, clicks: [{ poison }] },
        { v: 1, clicks: [forged] },
      ]),
    );
    poison += 1;
  }
  return { messages, poison };
}

/** Sends and delivers all; messages are sent as kills go on, so that each kill has a batch to fall into. */
async function deliverAll(world: World, messages: readonly unknown[], kills: number): Promise<void> {
  const { queue, random, faults, log } = world;
  let sent = 0;
  for (;;) {
    const killed = faults.get("kill") ?? 0;
    const due = Math.ceil((messages.length * (killed + 1)) / (kills + 1));
    while (sent < messages.length && (sent < due || queue.waiting === 0)) queue.send(messages[sent++]);
    if (queue.waiting === 0) return;
    if (killed < kills && random.chance(0.8)) {
      await (killed % OUTAGE_EVERY === 1 ? deliverThroughOutage(world) : deliverAndKill(world));
    } else if (random.chance(0.2)) await deliverUnder(world, random.pick(FAULTS));
    else await queue.deliver((batch) => world.runtime.deliver("clicks", batch));
    const now = faults.get("kill") ?? 0;
    if (now > killed && now % 50 === 0) log(`${now} kills, ${messages.length - sent} messages to come`);
  }
}

async function deliverAndKill({ queue, runtime, random, faults }: World): Promise<void> {
  const afterMs = random.below(KILL_AFTER_MS_MAX);
  const delivering = queue.deliver((batch) => runtime.deliver("clicks", batch));
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  runtime.kill();
  await delivering;
  await runtime.restart();
  count(faults, "kill");
}

/** As `pg_ctl stop -m immediate` under a batch; then the runtime starts anew, and is given batches, before Postgres is back. */
async function deliverThroughOutage(world: World): Promise<void> {
  const { queue, runtime, postgres, random, faults, down } = world;
  const afterMs = random.below(KILL_AFTER_MS_MAX);
  const delivering = queue.deliver((batch) => runtime.deliver("clicks", batch));
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const pid = postgres.pid();
  if (pid === undefined) throw new Error("Postgres is down already");
  process.kill(pid, "SIGQUIT");
  await postgres.stop();
  await delivering;
  runtime.kill();
  await runtime.restart();
  const before = down.delivered;
  while (queue.waiting > 0 && down.delivered === before) {
    await queue.deliver(async (batch) => {
      const settled = await runtime.deliver("clicks", batch);
      const late = batch.filter(
        ({ id, attempts }) => settled.retried.get(id) === retryDelaySeconds(attempts),
      );
      down.delivered += batch.length;
      down.postponed += late.length;
      return settled;
    });
  }
  await postgres.start();
  count(faults, "outage");
  count(faults, "kill");
}

async function deliverUnder(world: World, fault: (typeof FAULTS)[number]): Promise<void> {
  const { queue, runtime, proxy, faults } = world;
  if (fault === "terminate") {
    const delivering = queue.deliver((batch) => runtime.deliver("clicks", batch));
    await terminateBackends(world.ownerUrl);
    await delivering;
  } else {
    proxy.set(fault);
    const delivering = queue.deliver((batch) => runtime.deliver("clicks", batch));
    await Promise.race([delivering, new Promise((resolve) => setTimeout(resolve, FAULT_MS))]);
    proxy.set("none");
    await delivering;
  }
  count(faults, fault);
}

async function terminateBackends(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tributary_app'",
  );
  await client.end();
}

/** Runs the cron that compacts, as often as it takes until it finds nothing to do. */
async function compact({ runtime }: World): Promise<void> {
  const [cron] =
    Object.entries(CRONS).find(([, jobs]) => jobs.some(({ name }) => name === "compactClicks")) ?? [];
  if (cron === undefined) throw new Error("no cron compacts the click log");
  for (let turn = 0; turn < 6; turn += 1) {
    const outcome = await runtime.runCron(cron, new Date());
    if (outcome !== "ok") throw new Error(`the cron that compacts ended as ${outcome}`);
  }
}

function count(faults: Map<string, number>, name: string): void {
  faults.set(name, (faults.get(name) ?? 0) + 1);
}
