import { parseCron } from "./cron-expression.ts";

/** Fires crons while it runs. */
export type CronTimer = { stop(): void };

const MINUTE_MS = 60_000;

/**
 * Runs each cron in every minute it names, since nothing else does on one machine. A run that is not
 * over when its next minute comes is not joined by another. Failures go to `onError`, and the timer
 * goes on.
 *
 * @param options.crons expressions, UTC; throws at once for one it cannot read
 */
export function startCronTimer(options: {
  crons: readonly string[];
  run: (cron: string) => Promise<unknown>;
  onError: (cron: string, error: unknown) => void;
}): CronTimer {
  const matchers = options.crons.map((cron) => ({ cron, matches: parseCron(cron) }));
  const running = new Set<string>();
  let timer: NodeJS.Timeout;

  const fire = async (cron: string): Promise<void> => {
    running.add(cron);
    try {
      await options.run(cron);
    } catch (error) {
      options.onError(cron, error);
    } finally {
      running.delete(cron);
    }
  };
  const schedule = (): void => {
    const nextMs = (Math.floor(Date.now() / MINUTE_MS) + 1) * MINUTE_MS;
    timer = setTimeout(() => {
      // By the minute meant: a timer may fire a moment early.
      const minute = new Date(nextMs);
      for (const { cron, matches } of matchers) {
        if (matches(minute) && !running.has(cron)) void fire(cron);
      }
      schedule();
    }, nextMs - Date.now());
  };
  schedule();
  return { stop: () => clearTimeout(timer) };
}
