import { describe, expect, it } from "vitest";
import type * as z from "zod/mini";
import { ruleProblems } from "../core/crm/segment-rule.ts";
import { planCondition } from "./api/plan-conditions.ts";
import { createSegmentRequest, segmentRule } from "./api/segments.ts";
import { shownOf } from "./described.ts";

const takes = (schema: z.ZodMiniType | undefined, value: unknown) => schema?.safeParse(value).success;

const deep = (levels: number): object => (levels === 0 ? { all: [] } : { all: [deep(levels - 1)] });

describe("a plan's condition is told as it is read", () => {
  it.each<[unknown]>([
    [{ field: "affiliate.tags", in: ["vip"] }],
    [{ field: "affiliate.tags", not_in: ["vip"] }],
    [{ field: "affiliate.tags", in: ["vip"], not_in: ["new"] }],
    [{ field: "affiliate.tags", in: [] }],
    [{ field: "affiliate.tags", min: "1" }],
    [{ field: "affiliate.tags" }],
    [{ field: "affiliate.name", in: ["Ada"] }],
    [{ field: "conversion.metadata", key: "plan", in: ["pro"] }],
    [{ field: "conversion.metadata", in: ["pro"] }],
    [{ field: "conversion.event", key: "plan", in: ["pro"] }],
    [{ field: "conversion.amount_minor", min: 1, max: "200" }],
    [{ field: "conversion.amount_minor", max: 1 }],
    [{ field: "conversion.amount_minor", min: -1 }],
    [{ field: "conversion.amount_minor" }],
    [{ field: "conversion.occurred_at", to: "2026-11-20T10:00:00Z" }],
    [{ field: "conversion.occurred_at" }],
    [{ field: "conversion.amount_minor", in: ["1"] }],
    [{ field: "conversion.occurred_at", from: "2026-11-20T10:00:00+01:00" }],
    [{ field: "conversion.occurred_at", from: "yesterday" }],
    [{ all: [{ any: [{ field: "item.sku", in: ["a"] }] }, deep(3)] }],
    [{ all: [], any: [] }],
    [{ all: {} }],
    [{}],
    ["always"],
    [null],
  ])("%j", (value) => {
    expect(takes(shownOf(planCondition), value)).toBe(takes(planCondition, value));
  });
});

describe("a segment's rule is told as it is read", () => {
  it.each<[unknown]>([
    [{ all: [] }],
    [{ any: [{ all: [{ field: "tag", has: "vip" }] }] }],
    [{ field: "tag", has: "vip" }],
    [{ all: [{ field: "tag", has: "vip", lacks: "new" }] }],
    [{ all: [{ field: "tag" }] }],
    [{ all: [{ field: "tier", in: ["gold"] }] }],
    [{ all: [{ field: "tier", in: [] }] }],
    [{ all: [{ field: "shoe_size", in: ["44"] }] }],
    [{ all: [{ field: "no_click", days: 30 }] }],
    [{ all: [{ field: "no_sale", days: 0 }] }],
    [{ all: [{ field: "earned", days: 30, currency: "EUR", at_least_minor: "100" }] }],
    [{ all: [{ field: "earned", days: 30, currency: "euro", at_least_minor: "100" }] }],
    [{ all: [{ field: "earned", days: 30, currency: "EUR", at_most_minor: 100 }] }],
    [{ all: [{ field: "earned", days: 30, currency: "EUR", at_least_minor: "1", at_most_minor: "2" }] }],
    [{ all: [{ field: "earned", days: 30, currency: "EUR" }] }],
    [{ all: [{ field: "signed_up", before: "2026-11-20T10:00:00Z" }] }],
    [{ all: [{ field: "signed_up", after: "2026-11-20" }] }],
    [{ all: [{ field: "signed_up", before: "2026-11-20T10:00:00Z", after: "2026-11-19T10:00:00Z" }] }],
    [{ all: [], any: [] }],
    [[]],
  ])("%j", (value) => {
    expect(takes(segmentRule, value)).toBe(ruleProblems(value).length === 0);
  });

  it("by the schema that the body of its call is shown with", () => {
    expect(shownOf(createSegmentRequest.shape.rule)).toBe(segmentRule);
  });
});
