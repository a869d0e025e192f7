import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { ConversionMessage } from "../../contracts/conversion.ts";
import { createIntake } from "../../workers/intake/app.ts";
import type { IntakeEnv } from "../../workers/intake/env.ts";
import { FakeClickQueue, FakeQueue } from "../support/worker-fakes.ts";

/** The intake in an isolate of its own: real KV and R2, queues that can be looked into, a clock that can be set. */
export function createTestIntake(changes: Partial<IntakeEnv> = {}) {
  const clock = { nowMs: Date.now() };
  const app = createIntake(() => clock.nowMs);
  const clicks = new FakeClickQueue();
  const conversions = new FakeQueue<ConversionMessage>();
  const { CLICKS_1: _, ...bindings } = env;
  const intakeEnv: IntakeEnv = {
    ...bindings,
    CLICKS: clicks as unknown as Queue<string>,
    CONVERSIONS: conversions as unknown as Queue<ConversionMessage>,
    ...changes,
  };
  return {
    clock,
    clicks,
    conversions,
    /** Can be changed between requests, as when a store goes away. */
    env: intakeEnv as { -readonly [Name in keyof IntakeEnv]: IntakeEnv[Name] },
    /** Answers once all that the request left to do is done. */
    async call(url: string, init: RequestInit = {}): Promise<Response> {
      const context = createExecutionContext();
      const response = await app.fetch(new Request(url, { redirect: "manual", ...init }), intakeEnv, context);
      await waitOnExecutionContext(context);
      return response;
    },
  };
}
