import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { expect, it, vi } from "vitest";
import type { WebhookEndpointId } from "../../core/shared/id.ts";
import { withDatabase } from "../../db/client.ts";
import type { FunctionsEnv } from "../../functions/env.ts";
import worker from "../../functions/index.ts";
import { parseEnvelopeKeys } from "../../platform/envelope.ts";
import type { Context } from "../../services/shared/context.ts";
import { testEndpoint } from "../../services/webhooks/test-endpoint.ts";
import { createEndpoint } from "../../services/webhooks/webhook-endpoints.ts";
import { bindings, makeWorld, rowsOf } from "../support/functions-world.ts";

it("P17: asks nothing on this machine for a user, though the address was let in: the guard judges each delivery", async () => {
  const world = await makeWorld();
  const actor = "system:test" as const;
  await withDatabase(bindings, async (db) => {
    const context: Context = { db, workspaceId: world.workspaceId, actor, requestId: "r", now: new Date() };
    for (const url of ["https://127.0.0.1/hook", "https://localhost/hook"]) {
      const made = await createEndpoint(
        context,
        { url, types: ["*"], description: "", contactEmail: null },
        {
          keys: parseEnvelopeKeys(bindings.ENVELOPE_KEYS),
          guard: { allowsLoopback: true, resolve: async () => ["1.1.1.1"] },
        },
      );
      if (!made.ok) throw new Error(made.error.code);
      await testEndpoint(context, made.value.endpoint.id as WebhookEndpointId);
    }
  });
  await worker.scheduled({ cron: "* * * * *", scheduledTime: Date.now() } as ScheduledController, bindings);
  const tried = await rowsOf<{ url: string; problem: string; status: string; number: number }>(
    world,
    async (tx) => {
      const { rows } = (await tx.execute(`
      select target.url, attempt.problem, delivery.status, attempt.number from event_attempts as attempt
        join event_targets as target on target.id = attempt.target_id
        join event_deliveries as delivery on delivery.target_id = attempt.target_id and delivery.event_id = attempt.event_id
        join events as event on event.id = attempt.event_id
       where event.type = 'webhook_endpoint.test' order by target.url, attempt.number`)) as unknown as {
        rows: unknown[];
      };
      return rows;
    },
  );
  expect(tried).toEqual([
    ...[1, 2].map((number) => ({
      ...{ url: "https://127.0.0.1/hook", problem: "address_not_public", status: "waiting", number },
    })),
    ...[1, 2].map((number) => ({
      ...{ url: "https://localhost/hook", problem: "host_not_allowed", status: "waiting", number },
    })),
  ]);
});

async function deliver(queue: string, bodies: readonly unknown[], change: Partial<FunctionsEnv> = {}) {
  const messages = bodies.map((body, index) => ({
    ...{ id: `m${index}`, timestamp: new Date(), attempts: 1, body },
  }));
  const batch = createMessageBatch(queue, messages);
  await worker.queue(batch, { ...bindings, ...change });
  const { explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext());
  return { acked: explicitAcks.length, retried: retryMessages.length };
}

it("P16: is told at once by a wake-up, and once though several come at the same time", async () => {
  const { workspaceId } = await makeWorld();
  const send = vi.fn(async () => ({
    ...{ status: 200, problem: null, durationMs: 1, answer: null, retryAfter: null },
  }));
  const SENDER = { send } as unknown as FunctionsEnv["SENDER"];
  await withDatabase(bindings, async (db) => {
    const context = { db, workspaceId, actor: "system:test" as const, requestId: "r", now: new Date() };
    const made = await createEndpoint(
      context,
      { url: "https://hooks.shop.example/", types: ["*"], description: "", contactEmail: null },
      {
        keys: parseEnvelopeKeys(bindings.ENVELOPE_KEYS),
        guard: { allowsLoopback: false, resolve: async () => ["1.1.1.1"] },
      },
    );
    if (!made.ok) throw new Error(made.error.code);
    await testEndpoint(context, made.value.endpoint.id as WebhookEndpointId);
  });
  const wakeUp = { v: 1, workspace_ids: [workspaceId, "ws_unknown"] };
  const answers = await Promise.all(
    [1, 2, 3].map(() => deliver("events", [wakeUp, wakeUp, { v: 2 }], { SENDER })),
  );
  expect(answers).toEqual([1, 2, 3].map(() => ({ acked: 3, retried: 0 })));
  expect(send).toHaveBeenCalledTimes(1);
});

it("is asked for by one message a batch, which may be lost", async () => {
  const worlds = [await makeWorld(), await makeWorld()];
  const bodies = worlds.flatMap(({ workspaceId }) =>
    [1, 2].map((number) => ({ v: 1, workspace_id: workspaceId, is: `no conversion ${number}` })),
  );
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  for (const send of [vi.fn(async () => undefined), vi.fn(() => Promise.reject(new Error("away")))]) {
    const EVENTS = { send } as unknown as FunctionsEnv["EVENTS"];
    expect(await deliver("conversions", bodies, { EVENTS })).toEqual({ acked: 4, retried: 0 });
    expect(send.mock.calls).toEqual([
      [{ v: 1, workspace_ids: worlds.map(({ workspaceId }) => workspaceId) }],
    ]);
  }
  log.mockRestore();
});

it("has who read personal data in the audit log, in its chain and by the request", async () => {
  const world = await makeWorld();
  const { workspaceId } = world;
  const READ = { call: "GET /v1/affiliates", fields: ["email"], network: "of the day", read_at_ms: 0 };
  const read = (actor: string, request_id: string, subjects: string[]) => ({
    ...{ v: 1, workspace_id: workspaceId, actor },
    reading: { ...READ, subjects, request_id },
  });
  const bodies = [
    ...[read("key:key_a", "req_1", ["aff_1", "aff_2"]), read("person:per_b", "req_2", ["aff_1"])],
    read("key:key_a", "req_3", []),
  ];
  expect(await deliver("events", bodies)).toEqual({ acked: 3, retried: 0 });
  const acts = await rowsOf<{ actor: string; request_id: string; subject_id: string; change: object }>(
    world,
    async (tx) => {
      const { rows } = (await tx.execute(`select actor, request_id, subject_id, change from audit_log
        where workspace_id = '${workspaceId}' and action = 'personal_data.read' and hash is not null
        order by request_id`)) as unknown as { rows: unknown[] };
      return rows;
    },
  );
  expect(acts.map(({ actor, request_id, subject_id }) => [actor, request_id, subject_id])).toEqual([
    ["key:key_a", "req_1", workspaceId],
    ["person:per_b", "req_2", "aff_1"],
    ["key:key_a", "req_3", workspaceId],
  ]);
  expect(acts[0]?.change).toMatchObject({
    call: "GET /v1/affiliates",
    fields: ["email"],
    network: "of the day",
  });
});
