import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { callerNetwork } from "../shared/caller-address.ts";
import { DailySalt } from "./daily-salt.ts";
import { dailyVisitorId, networkHash } from "./network-hash.ts";

const DAY_MS = 86_400_000;
const NOON_MS = Date.UTC(2026, 10, 20, 12);
const visitors = Array.from({ length: 500 }, (_, index) => ({
  headers: new Headers({ "cf-connecting-ip": `198.51.${index % 256}.${index % 250}` }),
  userAgent: `Mozilla/5.0 agent ${index % 7}`,
}));

/** The hashes of a visitor under the salt of a day. */
function hashesOf(
  { headers, userAgent }: (typeof visitors)[number],
  salt: Uint8Array,
  workspaceId = "ws_one",
) {
  const network = { truncated: callerNetwork(headers), salt };
  return [networkHash(network), dailyVisitorId(network, { workspaceId, userAgent })];
}

describe("P20: a visitor without a cookie", () => {
  it("has the same hashes all day and others the next, so that nobody can link the days", async () => {
    const clock = { nowMs: NOON_MS };
    const saltOf = (nowMs: number) => {
      clock.nowMs = nowMs;
      return new DailySalt(() => clock.nowMs).today(
        env.PUBLISHED,
        (promise) => void promise.catch(() => undefined),
      );
    };
    const [noon, next] = [await saltOf(NOON_MS), await saltOf(NOON_MS + DAY_MS)];
    const today = visitors.flatMap((visitor) => hashesOf(visitor, noon));
    const tomorrow = new Set(visitors.flatMap((visitor) => hashesOf(visitor, next)));
    expect(visitors.flatMap((visitor) => hashesOf(visitor, noon))).toEqual(today);
    expect(today.filter((hash) => tomorrow.has(hash))).toEqual([]);
  });

  it("has hashes that tell nothing of the address, and another visitor id in another workspace", () => {
    const salt = new Uint8Array(32).fill(3);
    for (const visitor of visitors) {
      const [network, own] = hashesOf(visitor, salt);
      const [, foreign] = hashesOf(visitor, salt, "ws_other");
      expect([network, own, foreign].every((hash) => /^[\w-]{22}$/.test(hash ?? ""))).toBe(true);
      expect(foreign).not.toBe(own);
    }
  });
});
