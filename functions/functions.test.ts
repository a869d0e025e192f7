import { createExecutionContext, createMessageBatch, env, getQueueResult } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { ClickRecord } from "../contracts/click-message.ts";
import type { ConversionMessage } from "../contracts/conversion.ts";
import { createClickId } from "../core/link/click-id.ts";
import type { Currency } from "../core/money/currency.ts";
import type { WorkspaceId } from "../core/shared/id.ts";
import { type Db, inWorkspace, withDatabase } from "../db/client.ts";
import { conversionId } from "../platform/conversion-id.ts";
import { gunzip } from "../platform/gzip.ts";
import { parseClickIdKeys } from "../platform/keys.ts";
import { randomBytes } from "../platform/random.ts";
import { workspaceTag } from "../platform/workspace-tag.ts";
import { createAffiliate } from "../services/affiliates/affiliates.ts";
import { createLink, type Link } from "../services/links/links.ts";
import { createPlan } from "../services/plans/plans.ts";
import { createProgram } from "../services/programs/programs.ts";
import { createWorkspace } from "../services/workspaces/create-workspace.ts";
import { CRONS } from "./cron/index.ts";
import type { FunctionsEnv } from "./env.ts";
import worker from "./index.ts";

const bindings = env as unknown as FunctionsEnv;
let workspaceId: WorkspaceId;
let link: Link;

beforeEach(async () => {
  await withDatabase(bindings, async (db) => {
    const call = {
      db,
      actor: "system:test" as const,
      requestId: "req_test",
      now: new Date(Date.now() - 60_000),
    };
    ({ workspaceId } = await createWorkspace(call, { organisationName: "A", name: "A", mode: "live" }));
    const context = { ...call, workspaceId };
    const plan = await createPlan(context, { name: "10 %", rule: { kind: "percent", rateBps: 1_000n } });
    const program = await createProgram(context, {
      name: "P",
      currency: "EUR" as Currency,
      planId: plan.id,
      holdDays: 0,
    });
    const affiliate = await createAffiliate(context, { name: "Ada", email: "ada@affiliates.example" });
    if (!program.ok) throw new Error("no program");
    const made = await createLink(context, {
      ...{
        programId: program.value.id,
        affiliateId: affiliate.id,
        host: "localhost",
        destinationUrl: "https://shop.example/",
      },
    });
    if (!made.ok) throw new Error("no link");
    link = made.value;
  });
});

function record(change: Partial<ClickRecord> = {}): ClickRecord {
  const clickedAtMs = Date.now() - 30_000;
  const random6 = randomBytes(6);
  const [hmac] = parseClickIdKeys(bindings.CLICK_ID_KEYS);
  return {
    id: createClickId({ timestampMs: clickedAtMs, workspaceTag: workspaceTag(workspaceId), random6 }, hmac)
      .text,
    workspace_id: workspaceId,
    link_id: link.id,
    affiliate_id: link.affiliateId,
    program_id: link.programId,
    host: "localhost",
    slug: link.slug,
    clicked_at_ms: clickedAtMs,
    visitor_id: "visitor",
    visitor_kind: "cookie",
    verdict: "human",
    evidence: [],
    network_hash: null,
    user_agent: "agent",
    referrer_host: null,
    country: "DE",
    asn: 3320,
    sub_ids: ["a", "", "c"],
    is_opted_out: false,
    request_id: "req",
    ...change,
  };
}

/** Gives bodies to the consumer of a queue, each in a message of its own. */
async function deliver(queue: string, bodies: readonly unknown[], to: FunctionsEnv = bindings) {
  const messages = bodies.map((body, index) => ({
    id: `m${index}`,
    timestamp: new Date(),
    attempts: 1,
    body,
  }));
  const batch = createMessageBatch(queue, messages);
  const context = createExecutionContext();
  await worker.queue(batch, to);
  const result = await getQueueResult(batch, context);
  return { acked: result.explicitAcks.length, retried: result.retryMessages.length };
}

/** Rows of a query as the workspace sees them. */
function rows<T>(query: (db: Db) => Promise<unknown>): Promise<T[]> {
  return withDatabase(bindings, (db) => inWorkspace(db, workspaceId, query)) as Promise<T[]>;
}
const clicks = () => rows<{ id: string }>((db) => db.query.clicks.findMany());
const badRows = () => rows<{ reason: string; payload: string }>((db) => db.query.badRows.findMany());
const click = (...each: unknown[]) => ({ v: 1, clicks: each });

async function rawLines(): Promise<{ id: string }[]> {
  const { objects } = await bindings.CLICK_LOG.list({ prefix: `clicks/raw/v1/workspace=${workspaceId}/` });
  const texts = await Promise.all(
    objects.map(async ({ key }) =>
      gunzip(new Uint8Array((await (await bindings.CLICK_LOG.get(key))?.arrayBuffer()) ?? [])),
    ),
  );
  return texts.flatMap((text) => text.trim().split("\n")).map((line) => JSON.parse(line));
}

describe("clicks", () => {
  it("become rows and lines of the raw log, once, though the batch comes again", async () => {
    const batch = [click(record(), record()), click(record())];
    expect(await deliver("clicks", batch)).toEqual({ acked: 2, retried: 0 });
    expect(await deliver("clicks", batch)).toEqual({ acked: 2, retried: 0 });
    expect(await clicks()).toHaveLength(3);
    const lines = await rawLines();
    expect(new Set(lines.map(({ id }) => id)).size).toBe(3);
    expect(lines[0]).toMatchObject({ request_id: "req", slug: link.slug });
  });

  it("leave their neighbours unharmed: what is none goes to the bad rows", async () => {
    const poison = [
      "not a message",
      click("not a click"),
      click({ ...record(), user_agent: "NUL \u0000" }),
      click({ ...record(), extra: 1 }),
      click(record({ id: "A".repeat(32) })),
      click(record({ clicked_at_ms: 1 })),
      click(record({ workspace_id: "ws_other" })),
    ];
    const unknownLink = click(record({ link_id: "lnk_none" }), record());
    const delivered = [...poison, unknownLink, click(record())];
    expect(await deliver("clicks", delivered)).toEqual({ acked: 9, retried: 0 });
    expect(await clicks()).toHaveLength(2);
    expect(await badRows()).toMatchObject([{ reason: "unknown_link" }]);
    await deliver("clicks", delivered);
    expect(await clicks()).toHaveLength(2);
    expect(await badRows()).toHaveLength(1);
  });

  it("all come again while Postgres is away, or the bucket refuses", async () => {
    const away = { ...bindings, DATABASE_URL: "postgres://tributary_app:x@127.0.0.1:1/none" };
    expect(await deliver("clicks", [click(record()), click(record())], away)).toEqual({
      acked: 0,
      retried: 2,
    });
    const refusing = {
      ...bindings,
      CLICK_LOG: { put: () => Promise.reject(new Error("R2 is away")) } as never,
    };
    expect(await deliver("clicks", [click(record())], refusing)).toEqual({ acked: 0, retried: 1 });
    expect(await clicks()).toHaveLength(0);
  });
});

function conversion(clickIds: string[], change: Partial<ConversionMessage> = {}): ConversionMessage {
  return {
    v: 1,
    id: conversionId(workspaceId, "order-1"),
    workspace_id: workspaceId,
    key_id: "key_1",
    fingerprint: "f".repeat(64),
    received_at_ms: Date.now(),
    request_id: "req",
    request: {
      external_id: "order-1",
      event: "sale",
      amount_minor: "10000",
      currency: "EUR",
      click_ids: clickIds,
    },
    ...change,
  };
}

describe("conversions", () => {
  const decided = () => rows<{ reason: string | null }>((db) => db.query.conversions.findMany());

  it("are decided, and once more change nothing", async () => {
    const made = record();
    await deliver("clicks", [click(made)]);
    for (let time = 0; time < 2; time += 1) {
      expect(await deliver("conversions", [conversion([made.id])])).toEqual({ acked: 1, retried: 0 });
    }
    expect(await decided()).toMatchObject([{ reason: "attributed" }]);
    expect(await rows((db) => db.query.commissions.findMany())).toHaveLength(1);
  });

  it("that wait for their click come again", async () => {
    const late = record();
    expect(await deliver("conversions", [conversion([late.id])])).toEqual({ acked: 0, retried: 1 });
    await deliver("clicks", [click(late)]);
    expect(await deliver("conversions", [conversion([late.id])])).toEqual({ acked: 1, retried: 0 });
    expect(await decided()).toMatchObject([{ reason: "attributed" }]);
  });

  it("that contradict an earlier one, or are none, end in the bad rows", async () => {
    await deliver("conversions", [conversion([])]);
    const other = conversion([], { fingerprint: "e".repeat(64) });
    expect(await deliver("conversions", [other, { v: 1 }])).toEqual({ acked: 2, retried: 0 });
    expect(await badRows()).toMatchObject([{ reason: "conversion_conflict" }]);
    expect(await decided()).toHaveLength(1);
  });
});

describe("what the edge spilled", () => {
  it("is taken in and deleted; what is no JSON does not block it", async () => {
    await bindings.INTAKE.put("spill/clicks/2026-01-01/a.json", "{ broken");
    await bindings.INTAKE.put("spill/clicks/2026-01-01/b.json", JSON.stringify(click(record())));
    await bindings.INTAKE.put("spill/conversions/c.json", JSON.stringify(conversion([])));
    const scheduled = { cron: "* * * * *", scheduledTime: Date.now() } as ScheduledController;
    await worker.scheduled(scheduled, bindings);
    expect(await clicks()).toHaveLength(1);
    expect(await rows((db) => db.query.conversions.findMany())).toHaveLength(1);
    expect((await bindings.INTAKE.list({ prefix: "spill/" })).objects).toEqual([]);
  });
});

describe("dead letters", () => {
  it("are kept in the bucket, and acknowledged", async () => {
    expect(await deliver("dead-letters", [{ lost: true }])).toEqual({ acked: 1, retried: 0 });
    const { objects } = await bindings.CLICK_LOG.list({ prefix: "dead-letters/" });
    expect(objects.length).toBeGreaterThan(0);
  });
});

it("every cron runs, and one that nobody knows is an error", async () => {
  const run = (cron: string) =>
    worker.scheduled({ cron, scheduledTime: Date.now() } as ScheduledController, bindings);
  for (const cron of Object.keys(CRONS)) await expect(run(cron)).resolves.toBeUndefined();
  await expect(run("1 2 3 4 5")).rejects.toThrow("no job");
  await expect(deliver("nobody", [{}])).rejects.toThrow("no consumer");
});
