import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ClickRecord, clickRecord } from "../../contracts/click-message.ts";
import { readAgent } from "../../core/link/agent.ts";
import { VERDICTS } from "../../core/link/verdict.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { clickRecordOf, shownIdOf } from "../../tests/support/click-records.ts";
import { type ParquetRow, readParquet } from "../../tests/support/read-log.ts";
import { ClickBatch } from "./click-batch.ts";
import { CLICK_COLUMNS } from "./click-columns.ts";
import { CLICK_FIELDS } from "./click-fields.ts";
import { encodeRows } from "./encode-batch.ts";
import { ClickScanner } from "./scan-clicks.ts";

const workspaceId = "ws_a" as WorkspaceId;
const HOUR = Date.UTC(2026, 10, 20, 10);
const bounds = { workspaceTag: workspaceTag(workspaceId), hourMs: HOUR };
const at = (ms: number): Date => new Date(HOUR + ms);
const batch = new ClickBatch();

async function rowsOf(lines: readonly string[]): Promise<readonly ParquetRow[]> {
  batch.clear();
  new ClickScanner(batch, bounds).scan(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
  return readParquet(encodeRows({ batch, order: batch.sorted() }, {}));
}

/** What a reader of the Parquet file is to find of a click. */
function rowOf(click: ClickRecord): ParquetRow {
  const { id: _id, clicked_at_ms, sub_ids, evidence, asn, rule, variant, ...fields } = click;
  const evidenceText = evidence.join(",");
  return {
    ...{ region: null, language: null, landing_host: null, source: "redirect" },
    ...fields,
    click_id: shownIdOf(click),
    clicked_at: new Date(clicked_at_ms),
    evidence: evidenceText === "" ? null : evidenceText,
    asn: asn === null ? null : BigInt(asn),
    rule_id: rule ?? null,
    variant_id: variant ?? null,
    ...readAgent(click.user_agent),
    ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`sub${n}`, sub_ids[n - 1] || null])),
  };
}

const text = (maxLength: number, minLength = 1) =>
  fc
    .oneof(
      fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, 40) }),
      fc.constantFrom("a", "\\", '"', '\\"', "]", '",', "é", "😀", "null", "{}", "x".repeat(maxLength)),
    )
    .filter(
      (value) => value.length >= minLength && value.length <= maxLength && !/[\p{Cc}\p{Cs}]/u.test(value),
    );
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const records: fc.Arbitrary<ClickRecord> = fc
  .record({
    ms: fc.integer({ min: 0, max: 3_599_999 }),
    fields: fc.record({
      link_id: text(64),
      host: text(255),
      slug: text(64),
      visitor_id: text(64),
      visitor_kind: fc.constantFrom("cookie" as const, "daily" as const),
      verdict: fc.constantFrom(...VERDICTS),
      evidence: fc.array(
        text(64).filter((part) => !part.includes(",")),
        { maxLength: 4 },
      ),
      network_hash: nullable(text(64)),
      user_agent: nullable(text(512)),
      referrer_host: nullable(text(255)),
      country: nullable(fc.constantFrom("DE", "FR", "T1")),
      asn: nullable(fc.integer({ min: 0, max: 4294967295 })),
      sub_ids: fc.array(text(255, 0), { maxLength: 8 }),
      is_opted_out: fc.boolean(),
      source: optional(fc.constantFrom("redirect" as const, "direct" as const)),
      region: optional(fc.constantFrom("BE", "75")),
      language: optional(text(35)),
      rule: optional(text(32)),
      variant: optional(text(32)),
      landing_host: optional(text(255)),
    }),
  })
  .map(({ ms, fields }) => {
    const record = clickRecordOf(workspaceId, at(ms), fields as Partial<ClickRecord>);
    return Object.fromEntries(
      Object.entries(record).filter(([, value]) => value !== undefined),
    ) as ClickRecord;
  });

describe("a raw log", () => {
  it("has the fields of a click's record, in their order", () => {
    expect(CLICK_FIELDS.map(({ key }) => key)).toEqual(Object.keys(clickRecord.def.shape));
  });

  it("becomes rows of the same values, in the order of the ids, whatever the texts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(records, { minLength: 1, maxLength: 30 }), async (clicks) => {
        for (const click of clicks) clickRecord.parse(click);
        const expected = clicks.map(rowOf).sort((a, b) => (String(a.click_id) < String(b.click_id) ? -1 : 1));
        expect(await rowsOf(clicks.map((click) => JSON.stringify(click)))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("is read in any order of fields, and with spaces", async () => {
    const click = clickRecordOf(workspaceId, at(5));
    const other = clickRecordOf(workspaceId, at(6));
    const reversed = Object.fromEntries(Object.entries(other).reverse());
    const lines = [JSON.stringify(click, null, 1).replaceAll("\n", " "), JSON.stringify(reversed)];
    expect(await rowsOf(lines)).toEqual([click, other].map(rowOf));
  });

  it("tells an escape from the letters it is written in, which came with the same link before", async () => {
    const letters = clickRecordOf(workspaceId, at(1), { slug: "\\u0041" });
    const escaped = clickRecordOf(workspaceId, at(2), { slug: "A" });
    const line = JSON.stringify(escaped).replace('"slug":"A"', '"slug":"\\u0041"');
    expect(await rowsOf([JSON.stringify(letters), line])).toEqual([letters, escaped].map(rowOf));
  });

  it("leaves nothing of a dropped row in the one that takes its place", async () => {
    const full = clickRecordOf(workspaceId, at(1), { country: "DE", region: "BE", sub_ids: ["spring"] });
    const bare = clickRecordOf(workspaceId, at(2), { country: null });
    await expect(rowsOf([JSON.stringify(full), "{"])).rejects.toThrow("no click of this hour");
    batch.dropFrom(0);
    new ClickScanner(batch, bounds).scan(new TextEncoder().encode(JSON.stringify(bare)));
    const bytes = encodeRows({ batch, order: batch.sorted() }, {});
    expect(await readParquet(bytes)).toEqual([rowOf(bare)]);
  });

  it("keeps one row of a repeated click", async () => {
    const clicks = [1, 1, 1, 2].map((ms) => clickRecordOf(workspaceId, at(ms)));
    const lines = [...clicks, ...clicks.slice(0, 2)].map((click) => JSON.stringify(click));
    expect((await rowsOf(lines)).length).toBe(4);
  });

  it("shows the clicks that evidence names without their signature", async () => {
    const first = clickRecordOf(workspaceId, at(1));
    const repeat = clickRecordOf(workspaceId, at(2), { evidence: ["repeated", `repeat_of:${first.id}`] });
    const [row] = await rowsOf([JSON.stringify(repeat)]);
    expect(row?.evidence).toBe(`repeated,repeat_of:${shownIdOf(first)}`);
  });

  it.each([
    ["of another hour", clickRecordOf(workspaceId, at(3_600_000))],
    ["of another workspace", clickRecordOf("ws_b" as WorkspaceId, at(1))],
    ["of another time than its id", { ...clickRecordOf(workspaceId, at(1)), clicked_at_ms: HOUR + 2 }],
    ["without a link", { ...clickRecordOf(workspaceId, at(1)), link_id: undefined }],
    ["without a visitor", { ...clickRecordOf(workspaceId, at(1)), visitor_id: null }],
    ["of an unknown field", { ...clickRecordOf(workspaceId, at(1)), learned_later: 1 }],
    ["with a short id", { ...clickRecordOf(workspaceId, at(1)), id: "AAAA" }],
    ["with an id of other characters", { ...clickRecordOf(workspaceId, at(1)), id: "+".repeat(32) }],
    ["with a number for a text", { ...clickRecordOf(workspaceId, at(1)), host: 1 }],
    ["with a text for a number", { ...clickRecordOf(workspaceId, at(1)), asn: "3320" }],
    ["with a fraction", { ...clickRecordOf(workspaceId, at(1)), asn: 1.5 }],
    ["with a list of numbers", { ...clickRecordOf(workspaceId, at(1)), evidence: [1] }],
    ["with nine labels", { ...clickRecordOf(workspaceId, at(1)), sub_ids: Array(9).fill("a") }],
    ["that is a list", [1]],
  ])("is refused where it holds a line %s", async (_, line) => {
    const good = JSON.stringify(clickRecordOf(workspaceId, at(1)));
    await expect(rowsOf([good, JSON.stringify(line), good])).rejects.toThrow("no click of this hour");
  });

  it.each(["", "null", "{}", "{", '{"id":"', "\u0000", `{"id":"${"A".repeat(32)}"`])(
    "is refused for the line %j",
    async (line) => {
      await expect(rowsOf([line])).rejects.toThrow("no click of this hour");
    },
  );

  it("names no column twice", () => {
    const names = CLICK_COLUMNS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
