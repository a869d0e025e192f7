import { readFileSync } from "node:fs";
import type pg from "pg";

/** Reads the CPU time of this process and of one Postgres backend together, in microseconds. */
export type CpuClock = () => number;

/** The clock of what works on a connection: this process and its backend, on a machine that tells (Linux). */
export async function cpuClockOf(client: pg.Client): Promise<CpuClock> {
  const { rows } = await client.query("select pg_backend_pid() as pid");
  const file = `/proc/${rows[0].pid}/schedstat`;
  return () => {
    const { user, system } = process.cpuUsage();
    return user + system + Number(readFileSync(file, "utf8").split(" ")[0]) / 1_000;
  };
}
