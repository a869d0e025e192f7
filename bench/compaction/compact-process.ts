import type { WorkspaceId } from "../../core/shared/id.ts";
import { clickLogStore } from "../../functions/click-log-store.ts";
import { ClickBatch } from "../../services/log/click-batch.ts";
import { compactHour } from "../../services/log/compact-hour.ts";
import { diskBucket } from "./disk-bucket.ts";

/** Compacts one hour that lies in a folder, and tells what it took: a process of its own, so that nothing else is measured. */
const [root = "", workspaceId = "", hour = ""] = process.argv.slice(2);
const idleRssMb = process.memoryUsage.rss() / 2 ** 20;
const began = process.cpuUsage();
const beganMs = performance.now();
const means = { store: clickLogStore(diskBucket(root)), batch: new ClickBatch() };
const compaction = await compactHour(
  means,
  { workspaceId: workspaceId as WorkspaceId, hour: new Date(hour) },
  { now: new Date(), objectsMax: Number.POSITIVE_INFINITY },
);
const { user, system } = process.cpuUsage(began);
const cost = {
  ...compaction,
  cpuSeconds: (user + system) / 1e6,
  wallSeconds: (performance.now() - beganMs) / 1e3,
  idleRssMb,
  peakRssMb: process.resourceUsage().maxRSS / 1_024,
};
console.log(JSON.stringify(cost));
