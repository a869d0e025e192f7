import type { Db } from "../../db/client.ts";
import { checkClicks } from "../../functions/check-click.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import type { CountedClick } from "../../services/clicks/click-row.ts";
import { ingestClicks } from "../../services/clicks/ingest-clicks.ts";
import { CLICK_ID_KEYS } from "./clicks.ts";

/** Clicks of a full message. */
const MESSAGE_CLICKS = 100;

/** What a whole batch cost beside the database. */
export type ConsumerCost = { readonly micros: number; readonly cpuMicros: number };

/**
 * Takes clicks in as the consumer does, from the text of messages: checked, proved, written out and
 * compressed for the raw log (which is kept nowhere here), then the statement.
 *
 * @returns time and CPU time of this process for each click
 */
export async function consume(db: Db, clicks: readonly CountedClick[]): Promise<ConsumerCost> {
  const bodies = Array.from({ length: Math.ceil(clicks.length / MESSAGE_CLICKS) }, (_, part) =>
    JSON.stringify({
      v: 1,
      clicks: clicks.slice(part * MESSAGE_CLICKS, (part + 1) * MESSAGE_CLICKS).map(({ click }) => click),
    }),
  );
  const ports = {
    db,
    log: { putOnce: async () => undefined },
    velocity: { count: async (counted: readonly unknown[]) => counted.map(() => 1) },
    hmacs: parseClickIdKeys(CLICK_ID_KEYS),
    now: new Date(),
  };
  const [start, cpuStart] = [performance.now(), process.cpuUsage()];
  const taken = await ingestClicks(ports, bodies.flatMap(checkClicks));
  const cpu = process.cpuUsage(cpuStart);
  if (taken.clicks !== clicks.length) throw new Error(`${taken.bad} clicks were found bad`);
  return {
    micros: ((performance.now() - start) * 1_000) / clicks.length,
    cpuMicros: (cpu.user + cpu.system) / clicks.length,
  };
}
