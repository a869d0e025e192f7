import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { createApp } from "../../workers/edge/app.ts";
import type { EdgeEnv } from "../../workers/edge/env.ts";
import { FakeClickQueue } from "../support/worker-fakes.ts";

/** The edge in an isolate of its own: real KV and R2, a queue that can be looked into, a clock that can be set. */
export function createEdge(changes: Partial<EdgeEnv> = {}) {
  const clock = { nowMs: Date.now() };
  const app = createApp(() => clock.nowMs);
  const clicks = new FakeClickQueue();
  const { CLICKS_1: _, ...bindings } = env;
  const edgeEnv: EdgeEnv = { ...bindings, CLICKS: clicks as unknown as Queue<Uint8Array>, ...changes };
  return {
    clock,
    clicks,
    /** Can be changed between requests, as when a store goes away. */
    env: edgeEnv as { -readonly [Name in keyof EdgeEnv]: EdgeEnv[Name] },
    log: app.log,
    /** Answers as soon as the edge does; what is left to do goes to `waitUntil`. */
    fetch: async (request: Request, waitUntil: (promise: Promise<unknown>) => void): Promise<Response> =>
      await app.fetch(request, edgeEnv, { waitUntil }),
    /** Answers once all that the request left to do is done. */
    async call(url: string, init: RequestInit = {}): Promise<Response> {
      const context = createExecutionContext();
      const response = await app.fetch(new Request(url, { redirect: "manual", ...init }), edgeEnv, context);
      await waitOnExecutionContext(context);
      return response;
    },
    /** Every click that was queued, in order. */
    queuedClicks: (): readonly ClickRecord[] => clicks.clicks,
  };
}
