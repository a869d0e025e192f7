import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { killOnExit } from "../../local/processes.ts";
import type { CountedClick } from "../../services/clicks/click-row.ts";
import type { SaleMaker } from "./sales.ts";

/** Until V8 has compiled what each runs. */
const WARM_UP_ROUNDS = 40;

type Options = {
  readonly databaseUrl: string;
  readonly batch: number;
  readonly rounds: number;
  readonly copy: (clicks: readonly CountedClick[]) => Promise<unknown>;
};

/**
 * Measures consumers side by side, each in a process of its own, as the platform runs isolates once a queue is busy: while one
 * waits for Postgres others decide. Each takes batch after batch of a workspace of its own, since the ledger of one is locked.
 *
 * @returns conversions a second of all together
 */
export async function measureSideBySide(
  makers: readonly SaleMaker[],
  { databaseUrl, batch, rounds, copy }: Options,
): Promise<number> {
  const consumers = await Promise.all(makers.map(() => startConsumer(databaseUrl)));
  try {
    const run = async (count: number): Promise<number> => {
      const lanes = makers.map((maker) => Array.from({ length: count }, () => maker.make(batch)));
      for (const { clicks } of lanes.flat()) await copy(clicks);
      const start = performance.now();
      await Promise.all(
        lanes.map(async (lane, index) => {
          for (const { sales } of lane) await consumers[index]?.(sales);
        }),
      );
      return performance.now() - start;
    };
    await run(WARM_UP_ROUNDS);
    return (makers.length * rounds * batch * 1_000) / (await run(rounds));
  } finally {
    for (const consumer of consumers) consumer.stop();
  }
}

async function startConsumer(databaseUrl: string) {
  const child = fork(fileURLToPath(new URL("consumer-process.ts", import.meta.url)), [databaseUrl]);
  killOnExit(child, "SIGKILL");
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`a consumer ended with ${code}`);
  });
  // It ends in the end, when nobody waits for it any more.
  ended.catch(() => undefined);
  const answer = () => Promise.race([once(child, "message"), ended]);
  await answer();
  const consume = async (sales: ReturnType<SaleMaker["make"]>["sales"]): Promise<void> => {
    child.send(sales);
    await answer();
  };
  return Object.assign(consume, { stop: () => child.kill("SIGKILL") });
}
