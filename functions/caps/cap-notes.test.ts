import { createExecutionContext, createMessageBatch, env, getQueueResult } from "cloudflare:test";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type CapNamespace, capCounterName } from "../../contracts/cap-counter.ts";
import type { ConversionMessage } from "../../contracts/conversion.ts";
import { capSpan } from "../../core/link/caps.ts";
import { createClickId } from "../../core/link/click-id.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { inWorkspace, withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { randomBytes } from "../../platform/random.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { createAffiliate } from "../../services/affiliates/affiliates.ts";
import { type Cap, createCap } from "../../services/caps/caps.ts";
import { createLink, type Link } from "../../services/links/links.ts";
import { createPlan } from "../../services/plans/plans.ts";
import { createProgram } from "../../services/programs/programs.ts";
import type { Context } from "../../services/shared/context.ts";
import { createWorkspace } from "../../services/workspaces/create-workspace.ts";
import type { FunctionsEnv } from "../env.ts";
import worker from "../index.ts";

const bindings = env as unknown as FunctionsEnv;
const MINUTE_MS = 60_000;
let workspaceId: WorkspaceId;
let link: Link;
let cap: Cap;

beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await withDatabase(bindings, async (db) => {
    const now = new Date(Date.now() - MINUTE_MS);
    const call = { db, actor: "system:test" as const, requestId: "req_test", now };
    ({ workspaceId } = await createWorkspace(call, { organisationName: "A", name: "A", mode: "live" }));
    ({ link, cap } = await makeCappedLink({ ...call, workspaceId }));
  });
});

async function makeCappedLink(context: Context): Promise<{ link: Link; cap: Cap }> {
  const { id: planId } = await createPlan(context, {
    name: "10 %",
    rule: { kind: "percent", rateBps: 1_000n },
  });
  const program = await createProgram(context, {
    ...{ name: "P", currency: "EUR" as Currency, planId, holdDays: 0 },
  });
  const affiliate = await createAffiliate(context, { name: "Ada", email: "ada@shop.example" });
  if (!program.ok || !affiliate.ok) throw new Error("no program or affiliate");
  const affiliateId = affiliate.value.id;
  const made = await createLink(context, {
    ...{ programId: program.value.id, affiliateId, host: "localhost" },
    destinationUrl: "https://shop.example/",
  });
  if (!made.ok) throw new Error("no link");
  const capped = await createCap(
    context,
    { scope: { linkId: made.value.id }, metric: "conversions", period: "total", max: 5 },
    "localhost",
  );
  if (!capped.ok) throw new Error("no cap");
  return { link: made.value, cap: capped.value };
}

/** A click half a minute old: its id as it travels, and its message. */
function makeClick() {
  const clicked_at_ms = Date.now() - 30_000;
  const parts = { timestampMs: clicked_at_ms, workspaceTag: workspaceTag(workspaceId) };
  const [hmac] = parseClickIdKeys(bindings.CLICK_ID_KEYS);
  const { text: id } = createClickId({ ...parts, random6: randomBytes(6) }, hmac);
  const { id: link_id, affiliateId: affiliate_id, programId: program_id, slug } = link;
  const click = {
    ...{ id, workspace_id: workspaceId, link_id, affiliate_id, program_id, host: "localhost", slug },
    ...{ clicked_at_ms, visitor_id: "v", visitor_kind: "cookie", verdict: "human", evidence: [] },
    ...{ network_hash: null, user_agent: "agent", referrer_host: null, country: "DE", asn: 3320 },
    ...{ sub_ids: [], is_opted_out: false, request_id: "req" },
  };
  return { id, message: { v: 1, clicks: [click] } };
}

function conversionOf(clickId: string, externalId = "order-1"): ConversionMessage {
  return {
    ...{ v: 1, workspace_id: workspaceId, key_id: "key_1", fingerprint: "f".repeat(64) },
    ...{ id: conversionId(workspaceId, externalId), received_at_ms: Date.now(), request_id: "req" },
    request: {
      ...{ external_id: externalId, event: "sale", amount_minor: "10000", currency: "EUR" },
      click_ids: [clickId],
    },
  };
}

async function deliver(queue: string, body: unknown, change: Partial<FunctionsEnv> = {}) {
  const batch = createMessageBatch(queue, [{ id: "m", timestamp: new Date(), attempts: 1, body }]);
  const context = createExecutionContext();
  await worker.queue(batch, { ...bindings, ...change });
  const { explicitAcks, retryMessages } = await getQueueResult(batch, context);
  return { acked: explicitAcks.length, retried: retryMessages.length };
}

const runMinute = (change: Partial<FunctionsEnv> = {}) => {
  const event = { cron: "* * * * *", scheduledTime: Date.now() } as ScheduledController;
  return worker.scheduled(event, { ...bindings, ...change });
};
const counted = async () => {
  const { key } = capSpan("total", Date.now());
  return (await bindings.CAPS.getByName(capCounterName(workspaceId, cap.id)).read(key)).conversions;
};
const commissions = () =>
  withDatabase(bindings, (db) => inWorkspace(db, workspaceId, (tx) => tx.select().from(schema.commissions)));
const awayCaps: CapNamespace = {
  getByName: () => {
    throw new Error("no object answers");
  },
};

const told = () =>
  withDatabase(bindings, (db) =>
    inWorkspace(db, workspaceId, (tx) =>
      tx.select().from(schema.events).where(eq(schema.events.type, "cap.reached")),
    ),
  );

describe("a cap that is reached", () => {
  it("by conversions is told of once, through the queue, though it is counted and swept again", async () => {
    const click = makeClick();
    await deliver("clicks", click.message);
    for (let order = 1; order <= 4; order += 1) {
      await deliver("conversions", conversionOf(click.id, `order-${order}`));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await told()).toEqual([]);
    await deliver("conversions", conversionOf(click.id, "order-5"));
    await vi.waitFor(async () => expect(await told()).toHaveLength(1), { timeout: 5_000 });
    await deliver("conversions", conversionOf(click.id, "order-6"));
    await runMinute();
    const span = { metric: "conversions", period: "total", span: "total", max: 5 };
    expect((await told()).map(({ subjectId, data }) => [subjectId, data])).toEqual([
      [cap.id, { id: cap.id, object: "cap", change: expect.objectContaining({ ...span, link_id: link.id }) }],
    ]);
  });

  it("is told of once though the queue brings it again, once more in another span, and not where it is unknown", async () => {
    const reached = (change: object) => ({
      ...{ v: 1, workspace_id: workspaceId, cap_id: cap.id, span: "2026-11-20", max: 5, reached_at_ms: 1 },
      ...change,
    });
    for (const change of [{}, {}, { max: 6 }, { span: "2026-11-21" }, { cap_id: "cap_unknown" }]) {
      expect(await deliver("events", reached(change))).toEqual({ acked: 1, retried: 0 });
    }
    expect((await told()).map(({ cause }) => cause).sort()).toEqual(
      ["2026-11-20", "2026-11-21"].map((span) => `cap.reached ${cap.id} ${span}`),
    );
  });
});

describe("a conversion", () => {
  it("counts once for the cap of its link, however often it is delivered and swept", async () => {
    const click = makeClick();
    await deliver("clicks", click.message);
    for (let time = 0; time < 3; time += 1) {
      expect(await deliver("conversions", conversionOf(click.id))).toEqual({ acked: 1, retried: 0 });
    }
    await runMinute();
    expect(await counted()).toBe(1);
    await deliver("conversions", conversionOf(click.id, "order-2"));
    expect(await counted()).toBe(2);
  });

  it("is decided though no counter answers, comes again, and counts then", async () => {
    const click = makeClick();
    await deliver("clicks", click.message);
    const message = conversionOf(click.id);
    expect(await deliver("conversions", message, { CAPS: awayCaps })).toEqual({ acked: 0, retried: 1 });
    expect([(await commissions()).length, await counted()]).toEqual([1, 0]);
    expect(await deliver("conversions", message)).toEqual({ acked: 1, retried: 0 });
    expect([(await commissions()).length, await counted()]).toEqual([1, 1]);
  });

  it("whose consumer died before its note is counted by the cron", async () => {
    const click = makeClick();
    await deliver("clicks", click.message);
    await deliver("conversions", conversionOf(click.id), { CAPS: awayCaps });
    await expect(runMinute({ CAPS: awayCaps })).rejects.toThrow("noteCappedConversions");
    expect(await counted()).toBe(0);
    await runMinute();
    await runMinute();
    expect(await counted()).toBe(1);
  });

  it("does not wait for ever for a counter that hangs", async () => {
    const click = makeClick();
    await deliver("clicks", click.message);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { capNotes } = await import("./cap-notes.ts");
    const hanging = { getByName: () => ({ note: () => new Promise(() => undefined) }) };
    const noted = capNotes(hanging as unknown as CapNamespace)({ workspaceId, capId: cap.id, max: 5 }, []);
    const failed = expect(noted).rejects.toThrow("no answer within 5000 ms");
    await vi.advanceTimersByTimeAsync(5_000);
    await failed;
    vi.useRealTimers();
  });
});
