import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { PortlessValues } from "./bindings.ts";
import { type ControlServer, startControlServer } from "./control.ts";
import { controlRoutes } from "./control-routes.ts";
import { type CronTimer, startCronTimer } from "./cron-timer.ts";
import { type ClaimedDataDir, claimDataDir, emptyDataDir } from "./data-dir.ts";
import { databaseUrls, prepareDatabase } from "./database.ts";
import { type LocalDns, startDns } from "./dns.ts";
import { findFreePort, findServerPort } from "./free-port.ts";
import { type Mailbox, startMailbox } from "./mailbox.ts";
import { type NeonRelay, startNeonRelay } from "./neon-relay.ts";
import { type PayoutFakes, startPayoutFakes } from "./payout-fakes.ts";
import { noteProcess } from "./processes.ts";
import { type LocalRedis, startRedis } from "./redis/start-redis.ts";
import { createRestartablePostgres, type RestartablePostgres } from "./restartable-postgres.ts";
import { type LocalSecrets, loadSecrets } from "./secrets.ts";
import { startWorkers, type Workers } from "./workers.ts";

/** Who printed a line. */
export type StackPart = "postgres" | "redis" | "workers" | "cron";

/** How to run the whole system on this machine. */
export type StackOptions = {
  /** Folder of wrangler.toml. */
  readonly root: string;
  /** Everything the stack keeps. One stack at a time has it. */
  readonly dataDir: string;
  /** Whether to remove what the data folder holds first. */
  readonly fresh?: boolean;
  /** Ports wished for, any where absent; a taken one is replaced by a free one. */
  readonly ports?: { readonly link?: number; readonly api?: number; readonly control?: number };
  /** Gets every line its parts print. */
  readonly log?: (part: StackPart, line: string) => void;
};

/** The whole system, running. Everything listens on 127.0.0.1 only. */
export type Stack = {
  readonly linkUrl: string;
  readonly apiUrl: string;
  readonly controlUrl: string;
  /** Where a browser shows the mails that were sent. */
  readonly mailboxUrl: string;
  readonly dataDir: string;
  readonly secrets: LocalSecrets;
  /** Connection string of the superuser who owns the tables. */
  readonly ownerUrl: string;
  /** Connection string of the app role, which row-level security binds. */
  readonly appUrl: string;
  /** `host:port` of the relay for the Neon driver. */
  readonly databaseProxy: string;
  readonly redisEngine: LocalRedis["engine"];
  readonly workers: Workers;
  /** Stand-ins for the providers of payouts. */
  readonly payoutFakes: PayoutFakes;
  /** Resolves once somebody has asked the control server to stop the stack. */
  readonly stopRequested: Promise<void>;
  /** Stops all parts; resolves when no process of theirs is left. Safe to repeat. */
  stop(): Promise<void>;
};

/** The parts there are so far. */
type Parts = {
  readonly claim: ClaimedDataDir;
  postgres?: RestartablePostgres;
  relay?: NeonRelay;
  redis?: LocalRedis;
  dns?: LocalDns;
  mailbox?: Mailbox;
  payoutFakes?: PayoutFakes;
  workers?: Workers;
  control?: ControlServer;
  timer?: CronTimer;
};

/** Starts all parts, at once where they do not need each other. If one fails, the rest is stopped again. */
export async function startStack(options: StackOptions): Promise<Stack> {
  mkdirSync(options.dataDir, { recursive: true });
  const dataDir = realpathSync(options.dataDir);
  const parts: Parts = { claim: await claimDataDir(dataDir) };
  try {
    if (options.fresh) emptyDataDir(dataDir);
    return await startParts({ ...options, dataDir }, parts);
  } catch (error) {
    await stopParts(parts);
    throw error;
  }
}

async function startParts(options: StackOptions, parts: Parts): Promise<Stack> {
  const { dataDir, ports } = options;
  const log = (part: StackPart) => (line: string) => options.log?.(part, line);
  const secrets = loadSecrets(dataDir);
  const port = await findServerPort();
  const urls = databaseUrls(port);
  const postgres = createRestartablePostgres({
    ...{ dataDir: join(dataDir, "postgres"), port, durable: true, log: log("postgres") },
  });
  parts.postgres = postgres;
  const relay = await startNeonRelay({ postgresPort: port });
  parts.relay = relay;
  const redis = await startRedis({ env: process.env, token: secrets.redisToken, log: log("redis") });
  parts.redis = redis;
  const dns = await startDns();
  parts.dns = dns;
  const mailbox = await startMailbox();
  parts.mailbox = mailbox;
  const payoutFakes = await startPayoutFakes();
  parts.payoutFakes = payoutFakes;
  noteProcesses(parts);
  // Postgres comes up while the Workers are bundled: to start, they need only its address.
  const [started, prepared] = await Promise.allSettled([
    startWorkers({
      ...{ root: options.root, dataDir, log: log("workers") },
      bindings: bindingValues({
        ...{ appUrl: urls.appUrl, databaseProxy: relay.address },
        ...{ secrets, redis, dns, mailbox, payoutFakes },
      }),
      ports: { link: ports?.link ?? 0, api: ports?.api ?? 0 },
    }),
    postgres.start().then(() => prepareDatabase(urls.ownerUrl)),
  ]);
  if (started.status === "rejected") throw started.reason;
  const workers = started.value;
  parts.workers = workers;
  if (prepared.status === "rejected") throw prepared.reason;
  noteProcesses(parts);
  parts.timer = startCronTimer({
    crons: workers.crons,
    run: workers.runCron,
    onError: (cron, error) => log("cron")(`${cron}: ${String(error)}`),
  });
  const facts = {
    ...{ linkUrl: workers.linkUrl, apiUrl: workers.apiUrl, dataDir, ...urls },
    ...{ databaseProxy: relay.address, redisEngine: redis.engine, secrets, workers, payoutFakes },
    mailboxUrl: new URL("/", mailbox.url).href,
  };
  const { control, stopRequested } = await openControl(
    { postgres, redis, dns, mailbox, ...facts },
    ports?.control ?? 0,
  );
  parts.control = control;
  return { ...facts, controlUrl: control.url, stopRequested, stop: () => stopParts(parts) };
}

type Controllable = Omit<Stack, "controlUrl" | "stopRequested" | "stop"> &
  Required<Pick<Parts, "postgres" | "redis" | "dns" | "mailbox">>;

/** Opens the control server, and tells when somebody asks it to stop the stack. */
async function openControl(
  stack: Controllable,
  wishedPort: number,
): Promise<{ control: ControlServer; stopRequested: Promise<void> }> {
  const { postgres, redis, dns, mailbox, workers } = stack;
  const port = await findFreePort(wishedPort);
  let stop: () => void = () => undefined;
  const stopRequested = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const describe = (): unknown => ({
    ...{ link_url: stack.linkUrl, api_url: stack.apiUrl, database_proxy: stack.databaseProxy },
    ...{ owner_url: stack.ownerUrl, app_url: stack.appUrl, data_dir: stack.dataDir },
    ...{ redis_engine: redis.engine, crons: workers.crons, mailbox_url: stack.mailboxUrl },
    pids: {
      ...{ stack: process.pid, postgres: postgres.pid() ?? null },
      ...{ redis: redis.pid ?? null, workers: workers.runtimePid ?? null },
    },
  });
  const { clickIdKey } = stack.secrets;
  const routes = controlRoutes({
    ...{ workers, clickIdKey, describe, postgres, dns, mailbox, stop },
    ...{ payoutFakes: stack.payoutFakes, apiUrl: stack.apiUrl },
  });
  return { control: await startControlServer(port, routes), stopRequested };
}

function bindingValues(from: {
  secrets: LocalSecrets;
  appUrl: string;
  databaseProxy: string;
  redis: LocalRedis;
  dns: LocalDns;
  mailbox: Mailbox;
  payoutFakes: PayoutFakes;
}): PortlessValues {
  return {
    DATABASE_URL: from.appUrl,
    DATABASE_PROXY: from.databaseProxy,
    CLICK_ID_KEYS: from.secrets.clickIdKey,
    API_KEY_PEPPER: from.secrets.apiKeyPepper,
    EXPORT_URL_KEY: from.secrets.exportUrlKey,
    ENVELOPE_KEYS: from.secrets.envelopeKey,
    PAYOUT_ACCOUNT_KEYS: from.secrets.payoutAccountKey,
    PAYOUT_ADDRESSES: from.payoutFakes.addresses,
    UPSTASH_REDIS_REST_URL: from.redis.url,
    UPSTASH_REDIS_REST_TOKEN: from.redis.token,
    LINK_HOSTS: "localhost,127.0.0.1",
    DNS_RESOLVER_URL: from.dns.url,
    LOOPBACK_ENDPOINTS: "allowed",
    // One machine asks nobody on the internet: `tributary fx import FILE` brings rates.
    ECB_RATES_ADDRESS: "",
    MAIL_API_ADDRESS: from.mailbox.url,
    MAIL_FROM: "Tributary <notices@localhost>",
    MAIL_API_TOKEN: "local",
  };
}

/** Notes what would be left over if this process were killed. Postgres keeps a note of its own. */
function noteProcesses({ claim, redis, workers }: Parts): void {
  const noted = [
    redis?.pid === undefined ? undefined : noteProcess("redis", redis.pid),
    workers?.runtimePid === undefined ? undefined : noteProcess("workers", workers.runtimePid),
  ];
  claim.note(noted.filter((one) => one !== undefined));
}

/** Stops what uses a part before the part. */
async function stopParts(parts: Parts): Promise<void> {
  parts.timer?.stop();
  await parts.control?.stop();
  await parts.workers?.dispose();
  await parts.dns?.stop();
  await parts.mailbox?.stop();
  await parts.payoutFakes?.stop();
  await parts.relay?.stop();
  await parts.redis?.stop();
  await parts.postgres?.stop();
  parts.claim.release();
}
