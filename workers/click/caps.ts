import { type CapCounterCalls, type CapNamespace, capCounterName } from "../../contracts/cap-counter.ts";
import { type CapSpan, capSpan, isReached } from "../../core/link/caps.ts";
import type { PublishedCap } from "../../core/link/published-link.ts";
import { BoundedMap } from "../shared/bounded-map.ts";
import { logProblem } from "../shared/log-problem.ts";
import { withTimeLimit } from "../shared/time-limit.ts";

/** How long a redirect waits for all its counters together. */
export const CAPS_LIMIT_MS = 25;
/** How long a call may take once nobody waits for it; with its repeat well below what `waitUntil` allows. */
const CALL_LIMIT_MS = 5_000;
/** After so long a cap that is reached is looked at again, beside the answer. */
export const REACHED_FRESH_MS = 15_000;
/** How long it holds that the conversions have not reached their cap: they come seconds after their click anyway. */
export const CONVERSIONS_FRESH_MS = 1_000;
const KNOWN_CAPS_MAX = 2_000;

/** A click that asks. */
type Click = { readonly clickId: string; readonly workspaceId: string; readonly nowMs: number };
/** What asking needs of the request's environment. */
type World = {
  readonly namespace: CapNamespace;
  readonly memory: CapMemory;
  readonly waitUntil: (promise: Promise<unknown>) => void;
  readonly limitMs?: number;
};
/** `over`: the cap that stops the click. `isUnknown`: none did, but not all have answered. */
export type CapAnswer = { readonly over: PublishedCap | null; readonly isUnknown: boolean };

/** One cap of a click, with the span it counts in. */
type Ask = { readonly cap: PublishedCap; readonly counter: string; readonly span: CapSpan };
/** `failed` says that nobody can tell, nor whether the click was counted. */
type Reply = "over" | "passed" | "failed";
type Known = {
  readonly spanKey: string;
  readonly max: number;
  readonly isOver: boolean;
  readonly askAgainAtMs: number;
};

/** What an isolate remembers of caps: which are reached till the end of their span, and which hold no conversions back. */
export class CapMemory {
  readonly #known = new BoundedMap<Known>(KNOWN_CAPS_MAX);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What is known of a cap; null if it must be asked. What was reached at a higher `max` is reached at this one. */
  recall({ counter, span, cap }: Ask): Reply | null {
    const known = this.#known.get(counter);
    if (known === undefined || known.spanKey !== span.key) return null;
    if (known.isOver) return cap.max <= known.max ? "over" : null;
    return cap.max >= known.max && this.#now() < known.askAgainAtMs ? "passed" : null;
  }

  /** True if a reached cap is to be looked at again; true once, so that one request does it for all. */
  isDue({ counter }: Ask): boolean {
    const known = this.#known.get(counter);
    if (known === undefined || this.#now() < known.askAgainAtMs) return false;
    this.#known.set(counter, { ...known, askAgainAtMs: this.#now() + REACHED_FRESH_MS });
    return true;
  }

  /** Remembers an answer. A click that passed says nothing of the next. */
  note({ counter, span, cap }: Ask, isOver: boolean): void {
    if (isOver || cap.metric === "conversions") {
      const askAgainAtMs = this.#now() + (isOver ? REACHED_FRESH_MS : CONVERSIONS_FRESH_MS);
      this.#known.set(counter, { spanKey: span.key, max: cap.max, isOver, askAgainAtMs });
    } else {
      this.#known.delete(counter);
    }
  }
}

/**
 * Asks the counters whether a click is over one of its caps, all at once, and counts it where it is not.
 *
 * Errs open: who has not answered within the limit stops nobody. What was asked goes on in `waitUntil`,
 * so the click is counted and a late answer holds for the next. Never throws.
 */
export async function askCaps(caps: readonly PublishedCap[], click: Click, world: World): Promise<CapAnswer> {
  const { memory, waitUntil, limitMs = CAPS_LIMIT_MS } = world;
  const asks = caps.map((cap): Ask => {
    return {
      cap,
      counter: capCounterName(click.workspaceId, cap.id),
      span: capSpan(cap.period, click.nowMs),
    };
  });
  const reached = asks.find((ask) => memory.recall(ask) === "over");
  if (reached) {
    if (memory.isDue(reached)) waitUntil(lookAgain(reached, world));
    return { over: reached.cap, isUnknown: false };
  }
  const open = asks.filter((ask) => memory.recall(ask) === null);
  if (open.length === 0) return { over: null, isUnknown: false };
  const replies = open.map((ask) => askCounter(ask, click, world));
  const answer = await decide(open, replies, limitMs);
  waitUntil(answer.over ? giveBack(open, replies, { click, world }) : Promise.all(replies));
  return answer;
}

/** Answers with the first cap that is over, else once all have replied or the time is up. */
function decide(
  asks: readonly Ask[],
  replies: readonly Promise<Reply>[],
  limitMs: number,
): Promise<CapAnswer> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ over: null, isUnknown: true }), limitMs);
    const settle = (answer: CapAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    let waiting = replies.length;
    let isUnknown = false;
    asks.forEach(({ cap }, index) => {
      void replies[index]?.then((reply) => {
        waiting -= 1;
        isUnknown ||= reply === "failed";
        if (reply === "over") settle({ over: cap, isUnknown: false });
        else if (waiting === 0) settle({ over: null, isUnknown });
      });
    });
  });
}

async function askCounter(ask: Ask, click: Click, { namespace, memory }: World): Promise<Reply> {
  const { cap, counter, span } = ask;
  const { clickId, workspaceId } = click;
  const call = (): Promise<boolean> =>
    cap.metric === "clicks"
      ? namespace
          .getByName(counter)
          .take({ clickId, span, max: cap.max, cap: { workspaceId, capId: cap.id } })
      : readIsOver(namespace.getByName(counter), ask);
  try {
    const isOver = await withTimeLimit(callTwice(call), CALL_LIMIT_MS);
    memory.note(ask, isOver);
    return isOver ? "over" : "passed";
  } catch (error) {
    logProblem("cap_away", { cap_id: cap.id }, error);
    return "failed";
  }
}

/** Takes a stopped click out of the counters that let it pass; one that failed may have counted it as well. */
async function giveBack(
  asks: readonly Ask[],
  replies: readonly Promise<Reply>[],
  { click, world }: { readonly click: Click; readonly world: World },
): Promise<void> {
  const settled = await Promise.all(replies);
  await Promise.all(
    asks.map(async ({ cap, counter }, index) => {
      if (cap.metric !== "clicks" || settled[index] === "over") return;
      try {
        const call = () => world.namespace.getByName(counter).giveBack(click.clickId);
        await withTimeLimit(callTwice(call), CALL_LIMIT_MS);
      } catch (error) {
        logProblem("cap_not_given_back", { cap_id: cap.id }, error);
      }
    }),
  );
}

/** Looks at a reached cap without counting: a click given back may have made room. */
async function lookAgain(ask: Ask, { namespace, memory }: World): Promise<void> {
  try {
    const call = () => readIsOver(namespace.getByName(ask.counter), ask);
    memory.note(ask, await withTimeLimit(callTwice(call), CALL_LIMIT_MS));
  } catch (error) {
    logProblem("cap_away", { cap_id: ask.cap.id }, error);
  }
}

async function readIsOver(counter: CapCounterCalls, { cap, span }: Ask): Promise<boolean> {
  return isReached((await counter.read(span.key))[cap.metric], cap.max);
}

/** A call may be repeated without harm; one that met an overloaded object would only add to its load. */
async function callTwice<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if ((error as { readonly overloaded?: boolean } | null)?.overloaded === true) throw error;
    return call();
  }
}
