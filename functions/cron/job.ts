import type { Db } from "../../db/client.ts";
import type { FunctionsEnv } from "../env.ts";

/**
 * One job of a cron. `now` is the scheduled time, so that a late start does the same work. Every job
 * is safe to repeat and safe to run twice at once.
 *
 * @returns what it did, as counts for the log
 */
export type Job = (run: {
  readonly env: FunctionsEnv;
  readonly db: Db;
  readonly now: Date;
}) => Promise<Readonly<Record<string, number>>>;
