import type { ConversionMessage } from "../../contracts/conversion.ts";
import type { CountedClick } from "../../services/clicks/click-row.ts";
import { median } from "../figures.ts";
import type { SaleMaker } from "./sales.ts";

/** A consumer with the sales it takes, and how its clicks come to be there. */
export type Lane = {
  readonly maker: SaleMaker;
  readonly consume: (sales: readonly ConversionMessage[]) => Promise<void>;
};

const WARM_UP_ROUNDS = 2;

/**
 * Measures consumers side by side, a batch each, as the platform runs them once a queue is busy: while one waits
 * for Postgres the other decides. Each takes sales of a workspace of its own, since the ledger of one is locked.
 *
 * @returns conversions a second of all together
 */
export async function measureSideBySide(
  lanes: readonly Lane[],
  {
    batch,
    rounds,
    copy,
  }: {
    readonly batch: number;
    readonly rounds: number;
    readonly copy: (clicks: readonly CountedClick[]) => Promise<unknown>;
  },
): Promise<number> {
  const spentMs: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    const made = lanes.map(({ maker, consume }) => ({ ...maker.make(batch), consume }));
    for (const { clicks } of made) await copy(clicks);
    const start = performance.now();
    await Promise.all(made.map(({ sales, consume }) => consume(sales)));
    if (round >= 0) spentMs.push(performance.now() - start);
  }
  return (lanes.length * batch * 1_000) / median(spentMs);
}
