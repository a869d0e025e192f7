import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DURABLE_WAIT_MS } from "../../workers/edge/redirect.ts";
import { BROWSER, publishLink, refuse } from "../support/worker-fakes.ts";
import { createEdge } from "./edge-env.ts";

let edge: ReturnType<typeof createEdge>;
let slug: string;

/** Follows the link, and says in the order of things whether the answer or the queue was first. */
async function follow(url = `http://localhost/${slug}`) {
  const order: string[] = [];
  const { onSend } = edge.clicks;
  edge.clicks.onSend = async (message) => {
    await onSend(message);
    order.push("queued");
  };
  const { fetch } = edge;
  const left: Promise<unknown>[] = [];
  const startedAtMs = Date.now();
  const response = await fetch(new Request(url, { headers: BROWSER, redirect: "manual" }), (promise) =>
    left.push(promise),
  );
  const waitedMs = Date.now() - startedAtMs;
  order.push("answered");
  await Promise.all(left);
  return { response, order, waitedMs };
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(async () => {
  edge = createEdge();
  slug = await publishLink({ durable: true });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a durable redirect", () => {
  it("is answered once the queue holds the click", async () => {
    edge.clicks.onSend = async () => {
      await pause(10);
    };
    const { response, order } = await follow();
    expect([response.status, ...order]).toEqual([302, "queued", "answered"]);
  });

  it("is answered once the bucket holds it, where the queue refuses", async () => {
    const spilled = async () => (await edge.env.INTAKE.list({ prefix: "spill/clicks/" })).objects.length;
    const before = await spilled();
    edge.clicks.onSend = refuse;
    const { response, waitedMs } = await follow();
    expect(response.status).toBe(302);
    expect(waitedMs).toBeGreaterThanOrEqual(DURABLE_WAIT_MS - 5);
    expect(await spilled()).toBe(before + 1);
  });

  it("waits no longer than its limit, and the click goes on", async () => {
    edge.clicks.onSend = async () => {
      await pause(300);
    };
    const { response, order, waitedMs } = await follow();
    expect([response.status, ...order]).toEqual([302, "answered", "queued"]);
    expect(waitedMs).toBeGreaterThanOrEqual(DURABLE_WAIT_MS - 5);
    expect(waitedMs).toBeLessThan(250);
  });

  it("of many at once waits for the message that holds its own click", async () => {
    edge.clicks.onSend = async () => {
      await pause(5);
    };
    const all = await Promise.all(Array.from({ length: 50 }, () => follow()));
    expect(all.map(({ response }) => response.status)).toEqual(Array.from({ length: 50 }, () => 302));
    expect(edge.queuedClicks()).toHaveLength(50);
  });
});

it("a redirect that did not ask for it waits for nothing", async () => {
  slug = await publishLink();
  edge.clicks.onSend = async () => {
    await pause(50);
  };
  expect((await follow()).order).toEqual(["answered", "queued"]);
});
