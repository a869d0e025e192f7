import { afterEach, describe, expect, it, vi } from "vitest";
import { BROWSER, publishLink } from "../support/worker-fakes.ts";
import { createEdge } from "./edge-env.ts";

afterEach(() => void vi.restoreAllMocks());

/** An edge whose limit says what the test says. */
function edgeUnder(success: () => boolean | Promise<never>) {
  const limit = vi.fn(async () => ({ success: await success() }));
  const edge = createEdge({ LOST: { limit } });
  const visit = (path: string, address = "203.0.113.7") =>
    edge.call(`http://localhost/${path}`, { headers: { ...BROWSER, "cf-connecting-ip": address } });
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

  it("beyond the limit is followed only to what the isolate knows, for a minute, without a read", async () => {
    const { edge, visit } = edgeUnder(() => false);
    const [known, unknown] = [await publishLink({}), await publishLink({})];
    expect((await visit(known)).status).toBe(302);
    expect((await visit("no-such-link")).status).toBe(404);
    const read = vi.spyOn(edge.env.PUBLISHED, "get");
    const refused = await visit(unknown);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(read).not.toHaveBeenCalled();
    expect((await visit(known)).status).toBe(302);
    expect((await visit(unknown, "198.51.100.1")).status).toBe(302);
    edge.clock.nowMs += 60_000;
    expect((await visit(await publishLink({}))).status).toBe(302);
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
