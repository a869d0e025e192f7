import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type ConversionMessage, conversionMessage } from "../../contracts/conversion.ts";
import { type RefusedReport, refusedReport } from "../../contracts/refused-report.ts";
import { OTHERS } from "../../workers/api/openapi/others.ts";
import { createIntake } from "../../workers/intake/app.ts";
import type { IntakeEnv } from "../../workers/intake/env.ts";
import { checkAnswer } from "../support/check-answer.ts";
import { FakeClickQueue, FakeQueue } from "../support/worker-fakes.ts";

/** The queue of conversions, and of reports that were refused. */
class ConversionsQueue extends FakeQueue<ConversionMessage> {
  /** What became a conversion, as its consumer reads it. */
  get accepted(): readonly ConversionMessage[] {
    return this.taken.flatMap((message) => conversionMessage.safeParse(message).data ?? []);
  }

  /** What becomes a bad row, as its consumer reads it. */
  get refused(): readonly RefusedReport[] {
    return this.taken.flatMap((message) => refusedReport.safeParse(message).data ?? []);
  }
}

/** The intake in an isolate of its own: real KV and R2, queues that can be looked into, a clock that can be set. */
export function createTestIntake(changes: Partial<IntakeEnv> = {}) {
  const clock = { nowMs: Date.now() };
  const app = createIntake(() => clock.nowMs);
  const clicks = new FakeClickQueue();
  const conversions = new ConversionsQueue();
  const { CLICKS_1: _, ...bindings } = env;
  const intakeEnv: IntakeEnv = {
    ...bindings,
    CLICKS: clicks as unknown as Queue<Uint8Array>,
    CONVERSIONS: conversions as unknown as IntakeEnv["CONVERSIONS"],
    ...changes,
  };
  return {
    clock,
    clicks,
    conversions,
    /** Can be changed between requests, as when a store goes away. */
    env: intakeEnv as { -readonly [Name in keyof IntakeEnv]: IntakeEnv[Name] },
    /** Answers once all that the request left to do is done, as the OpenAPI document says that it does. */
    async call(url: string, init: RequestInit = {}): Promise<Response> {
      const context = createExecutionContext();
      const response = await app.fetch(new Request(url, { redirect: "manual", ...init }), intakeEnv, context);
      await waitOnExecutionContext(context);
      await checkAnswer(OTHERS, { method: init.method ?? "GET", url }, response);
      return response;
    },
  };
}
