import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { clickJson } from "./click-json.ts";

const click: ClickRecord = {
  ...{ id: "AZq1".repeat(8), workspace_id: "ws_one", link_id: "lnk_one", affiliate_id: "aff_one" },
  ...{ program_id: "prg_one", host: "go.example.com", slug: "one", clicked_at_ms: 1_795_000_000_000 },
  ...{ visitor_id: "visitor_one", visitor_kind: "cookie", verdict: "human", evidence: [] },
  ...{ network_hash: null, user_agent: null, referrer_host: null, country: null, asn: null, sub_ids: [] },
  ...{ is_opted_out: false, request_id: "req_one" },
};
const written = (record: ClickRecord): unknown => JSON.parse(clickJson(record));

describe("the JSON of a click", () => {
  it("is that of JSON.stringify, whatever stands in the texts that come from outside", () => {
    const text = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom('"', "\\", "\ud800", "é", "\u2028", "}", '","id":"'),
    );
    const texts = fc.array(text, { maxLength: 8 });
    const changes = fc.record(
      {
        ...{ workspace_id: text, link_id: fc.constantFrom("lnk_one", '"', "lnk_two"), affiliate_id: text },
        ...{ program_id: text, host: text, slug: text, evidence: texts, sub_ids: texts },
        ...{ user_agent: fc.option(text), referrer_host: fc.option(text), asn: fc.option(fc.nat()) },
        ...{ rule: text, variant: text, landing_host: text, is_opted_out: fc.boolean() },
        ...{ source: fc.constantFrom("redirect", "direct"), country: fc.constantFrom("DE", null) },
        ...{ region: fc.constantFrom("BE", undefined), language: fc.constantFrom("de-de", undefined) },
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(changes, (changed) => {
        const record = { ...click, ...changed } as ClickRecord;
        expect(written(record)).toEqual(JSON.parse(JSON.stringify(record)));
      }),
      { numRuns: 2_000 },
    );
  }, 30_000);

  it("is that of the link as it is now, though it was remembered before", () => {
    expect(written(click)).toEqual(click);
    for (const field of ["workspace_id", "affiliate_id", "program_id", "host", "slug"] as const) {
      const moved = { ...click, [field]: `other_${field}` };
      expect(written(moved)).toEqual(moved);
    }
  });
});
