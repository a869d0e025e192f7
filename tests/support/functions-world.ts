import { createExecutionContext, createMessageBatch, env, getQueueResult } from "cloudflare:test";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { createClickId } from "../../core/link/click-id.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspace, withDatabase } from "../../db/client.ts";
import type { FunctionsEnv } from "../../functions/env.ts";
import worker from "../../functions/index.ts";
import { gunzip } from "../../platform/gzip.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { randomBytes } from "../../platform/random.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { createAffiliate } from "../../services/affiliates/affiliates.ts";
import { createLink, type Link } from "../../services/links/links.ts";
import { createPlan } from "../../services/plans/plans.ts";
import { createProgram } from "../../services/programs/programs.ts";
import { createWorkspace } from "../../services/workspaces/create-workspace.ts";

/** Bindings of the functions, as the test runs in their Worker. */
export const bindings = env as unknown as FunctionsEnv;

/** A new workspace with a 10 % program in euros and one link. */
export type World = { readonly workspaceId: WorkspaceId; readonly link: Link };

/** Makes a workspace on the database that all tests of the functions share. */
export function makeWorld(): Promise<World> {
  return withDatabase(bindings, async (db) => {
    const call = {
      db,
      actor: "system:test" as const,
      requestId: "req_test",
      now: new Date(Date.now() - 60_000),
    };
    const { workspaceId } = await createWorkspace(call, { organisationName: "A", name: "A", mode: "live" });
    const context = { ...call, workspaceId };
    const plan = await createPlan(context, { name: "10 %", rule: { kind: "percent", rateBps: 1_000n } });
    const currency = "EUR" as Currency;
    const program = await createProgram(context, { name: "P", currency, planId: plan.id, holdDays: 0 });
    const affiliate = await createAffiliate(context, { name: "Ada", email: "ada@affiliates.example" });
    if (!program.ok || !affiliate.ok) throw new Error("no program or affiliate");
    const made = await createLink(context, {
      programId: program.value.id,
      affiliateId: affiliate.value.id,
      host: "localhost",
      destinationUrl: "https://shop.example/",
    });
    if (!made.ok) throw new Error("no link");
    return { workspaceId, link: made.value };
  });
}

/** A click on the link of a world, half a minute ago, as the edge records it. */
export function clickRecordOf({ workspaceId, link }: World, change: Partial<ClickRecord> = {}): ClickRecord {
  const clickedAtMs = Date.now() - 30_000;
  const [hmac] = parseClickIdKeys(bindings.CLICK_ID_KEYS);
  const parts = {
    timestampMs: clickedAtMs,
    workspaceTag: workspaceTag(workspaceId),
    random6: randomBytes(6),
  };
  return {
    id: createClickId(parts, hmac).text,
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
export async function deliver(queue: string, bodies: readonly unknown[], to: FunctionsEnv = bindings) {
  const messages = bodies.map((body) => ({
    id: crypto.randomUUID(),
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

/** Rows of a query as a workspace sees them. */
export function rowsOf<T>({ workspaceId }: World, query: (db: Db) => Promise<unknown>): Promise<T[]> {
  return withDatabase(bindings, (db) => inWorkspace(db, workspaceId, query)) as Promise<T[]>;
}

/** Lines of the raw objects of a workspace. */
export async function rawLinesOf<T>({ workspaceId }: World): Promise<T[]> {
  const { objects } = await bindings.CLICK_LOG.list({ prefix: `clicks/raw/v1/workspace=${workspaceId}/` });
  const texts = await Promise.all(
    objects.map(async ({ key }) =>
      gunzip(new Uint8Array((await (await bindings.CLICK_LOG.get(key))?.arrayBuffer()) ?? [])),
    ),
  );
  return texts.flatMap((text) => text.trim().split("\n")).map((line) => JSON.parse(line));
}
