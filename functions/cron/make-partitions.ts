import { makeClickPartitions } from "../../services/clicks/make-partitions.ts";
import type { Job } from "./job.ts";

/** Makes the day partitions of the clicks table ahead of time. */
export const makePartitions: Job = async ({ db, now }) => ({
  partitions: await makeClickPartitions(db, now),
});
