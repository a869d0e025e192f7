import type { Db } from "./client.ts";

type Statement = Parameters<Db["execute"]>;
type Waiting = {
  readonly statement: Statement;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * A handle on a transaction whose statements (`execute` alone) may be given while others run. Each is sent when the one
 * before has ended, in the order given, before anybody hears of that end; the first at once, and not when it is awaited.
 * So Postgres works while its caller makes the next. Where one fails, those that wait fail alike and are not sent. Whoever
 * gives several waits for all of them (`together`).
 */
export function inOrder(tx: Db): Db {
  const line: Waiting[] = [];
  let isBusy = false;
  const sendNext = (): void => {
    const next = line.shift();
    isBusy = next !== undefined;
    if (next === undefined) return;
    new Promise((done, fail) => tx.execute(...next.statement).then(done, fail)).then(
      (result) => {
        sendNext();
        next.resolve(result);
      },
      (error) => {
        isBusy = false;
        for (const { reject } of [next, ...line.splice(0)]) reject(error);
      },
    );
  };
  const execute = (...statement: Statement): Promise<unknown> =>
    new Promise((resolve, reject) => {
      line.push({ statement, resolve, reject });
      if (!isBusy) sendNext();
    });
  return Object.create(tx, { execute: { value: execute } });
}

/**
 * Waits until all parts of a transaction have ended, and then fails as the first of them that failed: whoever rolls back
 * before would leave statements to run after it, on a connection that is another's by then.
 */
export async function together(parts: readonly Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(parts);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
