import { join } from "node:path";
import type { Readable } from "node:stream";
import { Miniflare } from "miniflare";
import { ENVIRONMENTS, type Environment, type PortlessValues } from "./bindings.ts";
import { bundleDeployable, type Deployable } from "./bundle.ts";
import { findFreePort, LOOPBACK } from "./free-port.ts";
import { listChildPids, readCommandLine } from "./processes.ts";
import { readRuntimeLog } from "./runtime-log.ts";

/** How to run the deployables. */
export type WorkersOptions = {
  /** Folder of wrangler.toml. */
  readonly root: string;
  /** Folder for bundles and for what KV, R2 and Durable Objects keep. */
  readonly dataDir: string;
  readonly bindings: PortlessValues;
  /** Ports wished for; a taken one is replaced by a free one. */
  readonly ports: { readonly link: number; readonly api: number };
  /** Gets what the Workers and their runtime print. */
  readonly log?: (line: string) => void;
};

/** How a cron run ended. */
export type CronOutcome = { readonly outcome: string; readonly noRetry: boolean };

/** The three deployables, running in one workerd. */
export type Workers = {
  /** Origin of the edge. */
  readonly linkUrl: string;
  /** Origin of the management API. */
  readonly apiUrl: string;
  /** Cron expressions of the functions. */
  readonly crons: readonly string[];
  readonly runtimePid: number | undefined;
  /** Runs the functions' handler for this cron expression now, and waits for its end. */
  runCron(cron: string): Promise<CronOutcome>;
  /** Storage as one deployable sees it under its binding's name. */
  kv(binding: string, environment: Environment): ReturnType<Miniflare["getKVNamespace"]>;
  bucket(binding: string, environment: Environment): ReturnType<Miniflare["getR2Bucket"]>;
  queue(binding: string, environment: Environment): ReturnType<Miniflare["getQueueProducer"]>;
  dispose(): Promise<void>;
};

/**
 * Starts the deployables of wrangler.toml in one Miniflare, with KV, R2 and Durable Objects kept in the data folder.
 *
 * The edge and the API listen themselves, with nothing before them: a local client may therefore say
 * who it pretends to be with `CF-Connecting-IP`, and where it comes from with `MF-CF-Blob`, a JSON
 * object that becomes `request.cf`. Cloudflare sets both in production and lets nobody else.
 */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const { root, dataDir } = options;
  const outDir = join(dataDir, "bundles");
  const [link, api] = await Promise.all([findFreePort(options.ports.link), findFreePort(options.ports.api)]);
  const [linkUrl, apiUrl] = [`http://localhost:${link}`, `http://localhost:${api}`];
  const values = { ...options.bindings, LINK_ORIGIN: linkUrl, API_ORIGIN: apiUrl };
  const deployables = await Promise.all(
    ENVIRONMENTS.map((environment) => bundleDeployable({ root, outDir, environment, values })),
  );
  const ports: Partial<Record<Environment, number>> = { edge: link, api };
  const childrenBefore = new Set(listChildPids(process.pid));
  const miniflare = createMiniflare(deployables, ports, options);
  await miniflare.ready;
  const nameOf = (environment: Environment): string => {
    const found = deployables.find((deployable) => deployable.environment === environment);
    if (!found) throw new Error(`no deployable ${environment}`);
    return found.name;
  };
  return {
    ...{ linkUrl, apiUrl },
    crons: deployables.flatMap((deployable) => deployable.crons),
    runtimePid: listChildPids(process.pid).find((pid) => !childrenBefore.has(pid) && isRuntime(pid)),
    runCron: async (cron) => {
      const worker = await miniflare.getWorker(nameOf("functions"));
      const { outcome, noRetry } = await worker.scheduled({ cron, scheduledTime: new Date() });
      return { outcome, noRetry };
    },
    kv: (binding, environment) => miniflare.getKVNamespace(binding, nameOf(environment)),
    bucket: (binding, environment) => miniflare.getR2Bucket(binding, nameOf(environment)),
    queue: (binding, environment) => miniflare.getQueueProducer(binding, nameOf(environment)),
    dispose: () => miniflare.dispose(),
  };
}

function createMiniflare(
  deployables: readonly Deployable[],
  ports: Partial<Record<Environment, number>>,
  { dataDir, log = () => undefined }: WorkersOptions,
): Miniflare {
  return new Miniflare({
    host: LOOPBACK,
    // Without this Miniflare asks the internet where this machine is.
    cf: false,
    kvPersist: join(dataDir, "kv"),
    r2Persist: join(dataDir, "r2"),
    durableObjectsPersist: join(dataDir, "durable-objects"),
    cachePersist: false,
    logRequests: false,
    structuredWorkerdLogs: true,
    handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
      for (const stream of [stdout, stderr]) readRuntimeLog(stream, log);
    },
    workers: deployables.map(({ options, environment }) => {
      const port = ports[environment];
      return port === undefined ? options : { ...options, unsafeDirectSockets: [{ host: LOOPBACK, port }] };
    }),
  });
}

function isRuntime(pid: number): boolean {
  return readCommandLine(pid)?.includes("workerd serve") ?? false;
}
