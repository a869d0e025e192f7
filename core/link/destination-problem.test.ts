import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUrl as parse } from "../../platform/parse-url.ts";
import { destinationTextProblem } from "./destination-problem.ts";
import { compileDestination, fillDestination, MACROS } from "./location.ts";

const problem = (text: string, linkHost = "go.example") => destinationTextProblem(text, { linkHost, parse });

describe("a destination", () => {
  it.each([
    "https://shop.example",
    "https://shop.example/{sub1}/x",
    "https://shop.example/?aff_sub={sub1}&cid={click_id}#{coupon_code}",
    "https://shop.example?c={country}",
    `https://shop.example/${MACROS.map((name) => `{${name}}`).join("/")}`,
    "https://shop.example/?json=%7Bsub1%7D",
    "https://shop.example/{",
    "https://shop.example/}{sub1}",
  ])("may be %s", (text) => {
    expect(problem(text)).toBeNull();
  });

  it.each([
    ["https://shop.example/?a={sub9}", "holds {sub9}, which is no macro"],
    ["https://shop.example/?a={}", "holds {}, which is no macro"],
    ["https://shop.example/?a={ sub1 }", "holds { sub1 }, which is no macro"],
    ["https://shop.example/?a={Click_Id}", "holds {Click_Id}, which is no macro"],
    ["https://{sub1}.shop.example/", "after its host only"],
    ["https://shop.example{sub1}/", "after its host only"],
    ["https://{sub1}/", "after its host only"],
    ["https://{sub1}@shop.example/", "must not hold a user name or password"],
    ["https://shop.example:{sub1}/", "must be an absolute URL"],
    ["{sub1}://shop.example/", "must be an https URL"],
    ["{sub1}", "must be an absolute URL"],
    ["javascript:{sub1}", "must be an https URL"],
    ["http://shop.example/{sub1}", "must be an https URL"],
  ])("may not be %s", (text, message) => {
    expect(problem(text)).toContain(message);
  });

  it("may be this machine only from a link host that is this machine", () => {
    expect(problem("http://localhost:3000/{sub1}", "localhost")).toBeNull();
    expect(problem("http://localhost:3000/{sub1}")).toBe("must be an https URL");
  });

  it("that passes leads to the host it names, whatever the values of its macros", () => {
    const piece = fc.oneof(
      fc.constantFrom(...MACROS.map((name) => `{${name}}`)),
      fc.constantFrom("/", "?", "#", "&", "=", ".", "@", ":", "//", "\\", "..", "a", "%2f", "{", "}"),
      fc.string({ maxLength: 3 }),
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => `https://shop.example${pieces.join("")}`);
    const value = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("//evil.example", "@evil.example", ".."),
    );
    void fc.assert(
      fc.property(text, value, (template, each) => {
        if (problem(template) !== null) return;
        const destination = compileDestination(template, { clickIdParameters: ["tb_clid"], parse });
        expect(destination, template).not.toBeNull();
        if (!destination) return;
        const filled = new URL(fillDestination(destination, () => each, "tb_clid=x"));
        expect(filled.host).toBe(parse(template.replace(/\{[^{}]*\}/g, ""))?.host);
        expect([filled.protocol, filled.username, filled.password]).toEqual(["https:", "", ""]);
      }),
      { numRuns: 2_000 },
    );
  });
});
