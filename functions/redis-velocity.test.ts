import { afterEach, describe, expect, it, vi } from "vitest";
import type { WorkspaceId } from "../core/shared/id.ts";
import type { ClickRow } from "../services/clicks/click-row.ts";
import type { Link } from "../services/links/links.ts";
import { clickRecordOf } from "../tests/support/functions-world.ts";
import { redisVelocity } from "./redis-velocity.ts";

const workspaceId = "ws_a" as WorkspaceId;
const link = { affiliateId: "aff_a" } as Link;
const click = (network_hash: string | null, clicked_at_ms = 0): ClickRow => ({
  ...clickRecordOf({ workspaceId, link }, { network_hash, clicked_at_ms }),
  workspace_id: workspaceId,
});
const velocity = redisVelocity({
  UPSTASH_REDIS_REST_URL: "https://redis.example",
  UPSTASH_REDIS_REST_TOKEN: "token",
});

type Command = readonly [string, ...string[]];
/** Stands where Redis answers over HTTP; gives the commands of each request. */
function answerWith(answer: (commands: readonly Command[]) => Response | Promise<Response>) {
  const requests: (readonly Command[])[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (_, init) => {
    const commands = JSON.parse(String(init?.body)) as Command[];
    requests.push(commands);
    return answer(commands);
  });
  return requests;
}
const sizes = (commands: readonly Command[]) =>
  Response.json(commands.map(([name, key]) => ({ result: name === "scard" ? (key?.length ?? 0) : 1 })));

afterEach(() => void vi.restoreAllMocks());

describe("counting a batch", () => {
  it("is one request of three commands a network and minute, however many clicks", async () => {
    const requests = answerWith(sizes);
    const clicks = Array.from({ length: 1_000 }, (_, index) => click(`n${index % 2}`, (index % 3) * 60_000));
    const counts = await velocity.count(clicks);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toHaveLength(6 * 3);
    const added = requests[0]?.flatMap(([name, , ...ids]) => (name === "sadd" ? ids : []));
    expect(added?.sort()).toEqual(clicks.map(({ id }) => id).sort());
    expect(counts).toEqual(Array(1_000).fill("velocity:ws_a:aff_a:n0:0".length));
  });

  it("gives each click the count of its own network, and null where there is none", async () => {
    const requests = answerWith((commands) =>
      Response.json(commands.map(([name, key]) => ({ result: name === "scard" ? Number(key?.at(-3)) : 1 }))),
    );
    const clicks = [click("n7"), click(null), click("n5"), click("n7")];
    expect(await velocity.count(clicks)).toEqual([7, null, 5, 7]);
    expect(await velocity.count([click(null)])).toEqual([null]);
    expect(requests).toHaveLength(1);
  });
});

describe("a Redis that does not count", () => {
  it.each<[string, () => Response | Promise<Response>]>([
    ["says nothing", () => new Promise(() => undefined)],
    ["begins and goes silent", () => new Response(new ReadableStream({ start: () => undefined }))],
    ["refuses", () => Response.json({ error: "over the limit" }, { status: 429 })],
    ["is away", () => Promise.reject(new Error("connection refused"))],
    ["says something else", () => new Response("<html>")],
  ])("and %s holds a batch up no longer than its limit, and leaves the counts unknown", async (_, answer) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    answerWith(answer);
    const start = Date.now();
    expect(await velocity.count([click("n1"), click(null)])).toEqual([null, null]);
    expect(Date.now() - start).toBeLessThan(1_500);
  });

  it("is told of in one short line, whatever the command was", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    answerWith(() => Response.json({ error: "over the limit" }, { status: 429 }));
    await velocity.count(Array.from({ length: 1_000 }, () => click("n1")));
    expect(logged.mock.calls).toHaveLength(1);
    expect(String(logged.mock.calls[0]?.[0]).length).toBeLessThan(300);
  });
});
