import { type Postgres, type PostgresOptions, startPostgres } from "./postgres.ts";

/** A Postgres that can be taken away and brought back on the same port, to play an outage. */
export type RestartablePostgres = {
  readonly port: number;
  /** Its process; undefined while it is taken away. */
  pid(): number | undefined;
  /** Starts it if it is not running. */
  start(): Promise<void>;
  /** Stops it if it is running. */
  stop(): Promise<void>;
};

/** Prepares a Postgres, not started yet. Starts and stops asked for at once happen in turn. */
export function createRestartablePostgres(
  options: PostgresOptions & { readonly port: number },
): RestartablePostgres {
  let running: Postgres | undefined;
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
  return {
    port: options.port,
    pid: () => running?.pid,
    start: () =>
      inTurn(async () => {
        running ??= await startPostgres(options);
      }),
    stop: () =>
      inTurn(async () => {
        await running?.stop();
        running = undefined;
      }),
  };
}
