import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { Miniflare, type MiniflareOptions } from "miniflare";
import type { BindingValues } from "../../local/bindings.ts";
import { bundleDeployable } from "../../local/bundle.ts";
import { listChildPids, readCommandLine } from "../../local/processes.ts";
import type { Settled, SimMessage } from "./queue-sim.ts";

/** The functions in a workerd of their own, which can be killed at any moment. */
export type FunctionsRuntime = {
  /** Delivers a batch as Cloudflare does; rejects if the runtime dies under it. */
  deliver(queue: string, batch: readonly SimMessage[]): Promise<Settled>;
  runCron(cron: string, at: Date): Promise<string>;
  bucket(binding: string): ReturnType<Miniflare["getR2Bucket"]>;
  /** Kills the runtime at once, without a word to it. */
  kill(): void;
  /** Starts it again on what is on the disk. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** Bundles the functions as a deploy would, and starts them with R2 kept in `dataDir`. */
export async function startFunctions(options: {
  readonly dataDir: string;
  readonly values: BindingValues;
}): Promise<FunctionsRuntime> {
  const { dataDir, values } = options;
  const outDir = join(dataDir, "bundles");
  const bundled = { root: resolve("."), outDir, values };
  const deployable = await bundleDeployable({ ...bundled, environment: "functions" });
  const sender = await bundleDeployable({ ...bundled, environment: "sender" });
  const miniflareOptions: MiniflareOptions = {
    host: "127.0.0.1",
    cf: false,
    kvPersist: join(dataDir, "kv"),
    r2Persist: join(dataDir, "r2"),
    durableObjectsPersist: join(dataDir, "objects"),
    cachePersist: false,
    logRequests: false,
    handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
      stdout.resume();
      stderr.resume();
    },
    workers: [deployable.options, sender.options],
  };
  const before = new Set(listChildPids(process.pid));
  const miniflare = new Miniflare(miniflareOptions);
  await miniflare.ready;
  const runtimePid = (): number | undefined =>
    listChildPids(process.pid).find((pid) => !before.has(pid) && isRuntime(pid));
  return {
    deliver: async (queue, batch) => {
      const worker = await miniflare.getWorker(deployable.name);
      const messages = batch.map(({ id, body, attempts }) => ({ id, body, attempts, timestamp: new Date() }));
      const { outcome, retryBatch, retryMessages } = await worker.queue(queue, messages as never);
      if (outcome !== "ok" || retryBatch.retry) throw new Error(`the batch ended as ${outcome}`);
      return { retried: new Map(retryMessages.map(({ msgId, delaySeconds }) => [msgId, delaySeconds])) };
    },
    runCron: async (cron, scheduledTime) => {
      const worker = await miniflare.getWorker(deployable.name);
      return (await worker.scheduled({ cron, scheduledTime })).outcome;
    },
    bucket: (binding) => miniflare.getR2Bucket(binding, deployable.name),
    kill: () => {
      const pid = runtimePid();
      if (pid !== undefined) process.kill(pid, "SIGKILL");
    },
    restart: () => miniflare.setOptions(miniflareOptions),
    stop: () => miniflare.dispose(),
  };
}

function isRuntime(pid: number): boolean {
  return readCommandLine(pid)?.includes("workerd serve") ?? false;
}
