import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bundleEdge, type EdgeBundle } from "./bundle-edge.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";
import type { Taken } from "./stand-in-messages.ts";
import { startWorkerd, type Workerd, writeWorker } from "./workerd.ts";
import { CONSTANT_WORKER, edgeConfig, READING_WORKER } from "./workerd-config.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SETTLE_LIMIT_MS = 20_000;
const SETTLE_POLL_MS = 100;

/** Everything a bench of the edge stands on: the bundle, the stand-in, and a way to start either Worker. */
export type TestBed = {
  readonly folder: string;
  readonly bundle: EdgeBundle;
  readonly standIn: StandIn;
  startFloor(): Promise<Workerd>;
  /** A Worker that reads and answers as the edge does, and does nothing in between. */
  startReader(): Promise<Workerd>;
  startEdge(): Promise<Workerd>;
  stop(): void;
};

/**
 * Builds the edge and starts the stand-in. `root` may be another checkout, to compare with.
 */
export async function prepareBed(root = ROOT): Promise<TestBed> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-bench-"));
  const [bundle, standIn] = await Promise.all([bundleEdge(root, folder), startStandIn()]);
  // All get the same bindings and flags: what differs is the code alone.
  const config = edgeConfig(root, standIn.port);
  const floor = writeWorker(folder, { name: "floor", config, code: CONSTANT_WORKER });
  const reader = writeWorker(folder, { name: "reader", config, code: READING_WORKER });
  const edge = writeWorker(folder, { name: "edge", config, code: bundle.code });
  return {
    ...{ folder, bundle, standIn },
    startFloor: () => startWorkerd(floor),
    startReader: () => startWorkerd(reader),
    startEdge: () => startWorkerd(edge),
    stop: () => {
      standIn.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until the stand-in has as many clicks as were answered and takes no more; what it has then. */
export async function settle(standIn: StandIn, answered: number): Promise<Taken> {
  const deadlineMs = Date.now() + SETTLE_LIMIT_MS;
  let before = -1;
  while (true) {
    const taken = await standIn.taken();
    const isDone = taken.distinctClicks >= answered && taken.distinctClicks === before;
    if (isDone || Date.now() > deadlineMs) return taken;
    before = taken.distinctClicks;
    await sleep(SETTLE_POLL_MS);
  }
}
