import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { clickRecord } from "../../contracts/click-message.ts";
import { linkKey } from "../../core/link/published-keys.ts";
import { brokenLink } from "../support/broken-links.ts";
import { BROWSER } from "../support/worker-fakes.ts";
import { createEdge } from "./edge-env.ts";

const VISIT = { headers: { ...BROWSER, "accept-language": "de" }, cf: { country: "DE", regionCode: "BY" } };

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

it("a link with anything broken in it is followed or a fault of the store: no error of ours, and no bad record", async () => {
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(brokenLink, async (link) => {
      const edge = createEdge();
      const slug = crypto.randomUUID();
      await env.PUBLISHED.put(linkKey("localhost", slug), JSON.stringify(link));
      for (const query of ["?to=https%3A%2F%2Fshop.example%2F&aff_sub=1&a=b", ""]) {
        const { status } = await edge.call(`http://localhost/${slug}${query}`, VISIT as RequestInit);
        expect([302, 404, 410, 503]).toContain(status);
        expect(edge.queuedClicks().length > 0).toBe(status !== 503);
        seen.add(status);
      }
      for (const click of edge.queuedClicks()) expect(clickRecord.parse(click)).toEqual(click);
    }),
    { numRuns: 200 },
  );
  expect([...seen]).toEqual(expect.arrayContaining([302, 503]));
}, 60_000);
