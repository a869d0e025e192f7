import { afterEach, describe, expect, it, vi } from "vitest";
import { CHANCES_MAX } from "../../workers/edge/lost-visitors.ts";
import { BROWSER, publishLink } from "../support/worker-fakes.ts";
import { createEdge } from "./edge-env.ts";

afterEach(() => void vi.restoreAllMocks());

const PROGRAM = { "user-agent": "curl/8.5.0" };

/** An edge whose limit says what the test says. */
function edgeUnder(success: () => boolean | Promise<never>) {
  const limit = vi.fn(async () => ({ success: await success() }));
  const edge = createEdge({ LOST: { limit } });
  const visit = (path: string, address = "203.0.113.7", headers: Record<string, string> = {}) =>
    edge.call(`http://localhost/${path}`, {
      headers: { ...BROWSER, "cf-connecting-ip": address, ...headers },
    });
  return { edge, limit, visit };
}

describe("a network that asks for links that do not exist", () => {
  it("is counted by its /24 alone, and only for those", async () => {
    const { limit, visit } = edgeUnder(() => true);
    expect((await visit(await publishLink({}))).status).toBe(302);
    expect(limit).not.toHaveBeenCalled();
    expect((await visit("no-such-link")).status).toBe(404);
    expect((await visit("nor-this-one", "203.0.113.250")).status).toBe(404);
    expect(limit.mock.calls).toEqual([[{ key: "203.0.113" }], [{ key: "203.0.113" }]]);
  });

  it("beyond the limit has programs, which are followed only to what the isolate knows, for a minute, without a read", async () => {
    const { edge, visit } = edgeUnder(() => false);
    const [known, unknown] = [await publishLink({}), await publishLink({})];
    expect((await visit(known)).status).toBe(302);
    expect((await visit("no-such-link")).status).toBe(404);
    const read = vi.spyOn(edge.env.PUBLISHED, "get");
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const refused = await visit(unknown, "203.0.113.9", PROGRAM);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(read).not.toHaveBeenCalled();
    edge.clock.nowMs += 20_000;
    expect((await visit(known, "203.0.113.9", PROGRAM)).status).toBe(302);
    expect((await visit(unknown, "198.51.100.1")).status).toBe(302);
    edge.clock.nowMs += 40_000;
    expect((await visit(await publishLink({}))).status).toBe(302);
  });

  it("has people, who are followed to any link until they asked for 60 in vain; who is refused is counted and logged", async () => {
    const { edge, visit } = edgeUnder(() => false);
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect((await visit("no-such-link")).status).toBe(404);
    for (let count = 0; count < CHANCES_MAX + 5; count += 1) {
      expect((await visit(await publishLink({}))).status).toBe(302);
    }
    expect(edge.queuedClicks()).toHaveLength(CHANCES_MAX + 5);
    const statuses = [];
    for (let count = 0; count < CHANCES_MAX + 3; count += 1)
      statuses.push((await visit(`none-${count}`)).status);
    expect(statuses).toEqual([...Array.from({ length: CHANCES_MAX }, () => 404), 429, 429, 429]);
    edge.clock.nowMs += 1_000;
    expect((await visit(await publishLink({}))).status).toBe(429);
    expect(logged.mock.calls.map(([line]) => JSON.parse(String(line)))).toEqual([
      { event: "visitor_refused", visitors_refused_total: 1 },
      { event: "visitor_refused", visitors_refused_total: 4 },
    ]);
  });

  it("is refused nothing where the limit is away, nor without an address", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { edge, limit, visit } = edgeUnder(() => Promise.reject(new Error("away")));
    for (const _ of [1, 2]) expect((await visit("no-such-link")).status).toBe(404);
    expect(limit).toHaveBeenCalledTimes(2);
    expect((await edge.call("http://localhost/no-such-link")).status).toBe(404);
    expect(limit).toHaveBeenCalledTimes(2);
  });
});
