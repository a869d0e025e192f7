import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { recordValue } from "../../core/link/domain-check.ts";
import { withDatabase } from "../../db/client.ts";
import worker from "../../functions/index.ts";
import { createDomain, type LinkDomain } from "../../services/domains/domains.ts";
import type { Context } from "../../services/shared/context.ts";
import { bindings, makeWorld, type World } from "../support/functions-world.ts";

let world: World;
const asked: string[] = [];
/** What the resolver answers, by the name asked for; other fetches go their way. */
let answers: Readonly<Record<string, unknown>> = {};

beforeEach(async () => {
  world = await makeWorld();
  const real = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!url.href.startsWith(bindings.DNS_RESOLVER_URL)) return real(input, init);
    const name = url.searchParams.get("name") ?? "";
    if (name.endsWith(".cron.example")) asked.push(name);
    return name in answers ? Response.json(answers[name]) : new Response("away", { status: 503 });
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const claim = async (host: string): Promise<LinkDomain> => {
  const made = await withDatabase(bindings, (db) => {
    const actor = "system:test" as const;
    const context: Context = { db, workspaceId: world.workspaceId, actor, requestId: "r", now: new Date() };
    return createDomain(context, { host });
  });
  if (!made.ok) throw new Error("refused");
  return made.value;
};
const cron = (expression: string) =>
  worker.scheduled({ cron: expression, scheduledTime: Date.now() } as ScheduledController, bindings);
const publishedAt = async (host: string) =>
  JSON.parse((await bindings.PUBLISHED.get(`host:${host}`)) ?? "null");

it("is run by a cron, asks the resolver of the environment, and publishes what it proved", async () => {
  const { host, verificationToken } = await claim("go.cron.example");
  await claim("away.cron.example");
  const record = { type: 16, data: JSON.stringify(recordValue(verificationToken)) };
  answers = { [`_tributary.${host}`]: { Status: 0, Answer: [record] } };
  await cron("*/15 * * * *");
  expect(asked.sort()).toEqual(["_tributary.away.cron.example", "_tributary.go.cron.example"]);
  await cron("* * * * *");
  expect(await publishedAt(host)).toMatchObject({ workspace_id: world.workspaceId, status: "verified" });
  expect(await publishedAt("away.cron.example")).toBeNull();
});
