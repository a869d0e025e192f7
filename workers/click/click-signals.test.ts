import * as fc from "fast-check";
import { isbot } from "isbot";
import { describe, expect, it } from "vitest";
import { agentClass } from "../../core/link/verdict.ts";
import { agentOf, PLAIN_BROWSERS } from "./click-signals.ts";

describe("a user agent as browsers send it", () => {
  it("is on no list of crawlers or previews, whatever its versions: nobody need look", () => {
    const agents = fc.oneof(...Object.values(PLAIN_BROWSERS).map((pattern) => fc.stringMatching(pattern)));
    void fc.assert(
      fc.property(agents, (agent) => {
        expect(agentClass(agent, isbot(agent))).toBe("browser");
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
  ])("is %s", (agent) => {
    expect(Object.values(PLAIN_BROWSERS).filter((pattern) => pattern.test(agent))).toHaveLength(1);
  });
});

describe("a user agent", () => {
  const chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

  it.each([
    [`${chrome} Googlebot/2.1`, "bot"],
    [`${chrome.replace("Chrome", "HeadlessChrome")}`, "bot"],
    [`facebookexternalhit/1.1 ${chrome}`, "preview"],
    ["", "unknown"],
    [null, "unknown"],
    [chrome, "browser"],
  ] as const)("%j is a %s, the second time too", (raw, kind) => {
    expect([agentOf(raw).agentClass, agentOf(raw).agentClass]).toEqual([kind, kind]);
  });

  it("is cut and cleaned for the record, and judged as it came", () => {
    const long = `${"x\u0007".repeat(400)}Googlebot`;
    expect(agentOf(long)).toEqual({ raw: long, text: "x\ufffd".repeat(256), agentClass: "bot" });
  });
});
