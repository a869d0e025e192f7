import { Connection } from "./connection.ts";
import { visitorRequest } from "./visitors.ts";

/** Visitors who come at a steady rate, whether or not those before them were answered. */
export type SteadyLoad = { readonly port: number; readonly perSecond: number; readonly seconds: number };
/** What the visitors met with. */
export type SteadyResult = {
  /** Ids of the clicks whose redirect came back. */
  readonly clickIds: ReadonlySet<string>;
  readonly redirects: number;
  readonly otherAnswers: number;
  /** Requests that never got an answer. */
  readonly unanswered: number;
  readonly latenciesMs: readonly number[];
};

/** Enough that a visitor never waits for a connection unless answers take longer than a tenth of a second. */
const CONNECTIONS_PER_SECOND = 0.1;
const CONNECTIONS_MIN = 8;
const TICK_MS = 1;

/** A load under way. */
export type RunningLoad = { readonly ended: Promise<SteadyResult>; stop(): void };

/** Starts a load and gives it back at once, so that something may happen to the Worker meanwhile. */
export async function startSteadyLoad({ port, perSecond, seconds }: SteadyLoad): Promise<RunningLoad> {
  const size = Math.max(CONNECTIONS_MIN, Math.ceil(perSecond * CONNECTIONS_PER_SECOND));
  const idle = await Promise.all(Array.from({ length: size }, () => Connection.open(port)));
  const result = {
    ...{ clickIds: new Set<string>(), redirects: 0, otherAnswers: 0, unanswered: 0 },
    latenciesMs: [] as number[],
  };
  let sent = 0;
  const visit = async (connection: Connection, text: string): Promise<void> => {
    const sentAtMs = performance.now();
    try {
      const { status, clickId } = await connection.ask(text);
      result.latenciesMs.push(performance.now() - sentAtMs);
      if (status !== 302 || clickId === null) result.otherAnswers += 1;
      else {
        result.redirects += 1;
        result.clickIds.add(clickId);
      }
      idle.push(connection);
    } catch {
      result.unanswered += 1;
    }
  };
  const under = new Set<Promise<void>>();
  const startedAtMs = performance.now();
  const ended = new Promise<SteadyResult>((resolve) => {
    const timer = setInterval(() => {
      const elapsedMs = performance.now() - startedAtMs;
      const due = Math.floor((Math.min(elapsedMs, seconds * 1_000) * perSecond) / 1_000);
      while (sent < due && idle.length > 0) {
        const visiting = visit(idle.shift() as Connection, visitorRequest(sent++));
        under.add(visiting);
        void visiting.finally(() => under.delete(visiting));
      }
      if (elapsedMs < seconds * 1_000 && !isStopped) return;
      clearInterval(timer);
      void Promise.all(under).then(() => {
        for (const connection of idle) connection.close();
        resolve(result);
      });
    }, TICK_MS);
  });
  let isStopped = false;
  return {
    ended,
    stop: () => {
      isStopped = true;
    },
  };
}
