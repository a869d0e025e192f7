import { describe, expect, it } from "vitest";
import { sha256Bytes, sha256Hex } from "../../platform/sha256.ts";
import { auditPath, leafHash, merkleLevels, merkleRoot } from "./merkle.ts";
import { leafText, type RootDocument, rootDocumentText } from "./root-document.ts";
import { checkStatement, type ProvenEntry, type StatementFile } from "./statement-file.ts";

const DAY = "2026-11-20";
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const entry = (line: number, amountMinor: string): ProvenEntry["entry"] => ({
  ...{ workspaceId: "ws_1", sequence: "7", journalId: "jrn_1", line, key: "k", kind: "test" },
  ...{ bookedAt: "2026-11-20T10:00:00.000000Z", createdAt: "2026-11-20T10:00:01.000000Z" },
  ...{
    adjustsPeriod: null,
    account: "affiliate_payable",
    affiliateId: "aff_1",
    currency: "EUR",
    amountMinor,
  },
});
const entries = [entry(0, "-500"), entry(1, "200"), entry(2, "-30")] as const;
const leaves = entries.map((each) =>
  leafHash(Buffer.from(leafText({ ...each, sequence: BigInt(each.sequence) })), sha256Bytes),
);
const levels = merkleLevels(leaves, sha256Bytes);
const ROOT: RootDocument = {
  ...{ format: "tributary.root.v1", workspace_id: "ws_1", day: DAY, first_sequence: "7", last_sequence: "7" },
  ...{ last_hash: "0".repeat(64), entries_count: 3, merkle_root: hex(merkleRoot(leaves, sha256Bytes)) },
  previous_document_sha256: null,
};
const proven = (index: 0 | 1 | 2): ProvenEntry => ({
  entry: entries[index],
  proof: { day: DAY, leaf_index: index, path: auditPath(levels, index).map(hex) },
});
const FILE: StatementFile = {
  ...{ format: "tributary.statement.v1", workspace_id: "ws_1", affiliate_id: "aff_1" },
  ...{ from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z" },
  balances: [
    { account: "affiliate_payable", currency: "EUR", opening_minor: "-70", closing_minor: "-400" },
    { account: "affiliate_pending", currency: "EUR", opening_minor: "9", closing_minor: "9" },
  ],
  entries: [proven(0), proven(1), proven(2)],
  roots: [ROOT],
};
const check = (change: Partial<StatementFile> = {}) => checkStatement({ ...FILE, ...change }, sha256Bytes);
const problems = (change: Partial<StatementFile>) => check(change).problems;

describe("a statement", () => {
  it("proves its entries, adds them up, and names its roots", () => {
    expect(check()).toEqual({
      ...{ problems: [], proven: 3, unproven: 0, failed: 0 },
      roots: [{ day: DAY, sha256: sha256Hex(rootDocumentText(ROOT)) }],
    });
    expect(rootDocumentText(ROOT)).toContain('"merkle_root":"');
  });

  it.each(["", " 9", "09", "-0", "9.0", "0x9"])("of a sum that is written %j is none", (opening_minor) => {
    const balances = FILE.balances.map((each, index) => (index === 1 ? { ...each, opening_minor } : each));
    expect(() => problems({ balances })).toThrow("is no sum");
  });

  it("begins with an instant, and ends before one", () => {
    expect(problems({ from: "2026-11-20T10:00:01Z", to: "2026-11-20T10:00:01.001Z" })).toEqual([]);
  });

  it("may have roots of several days", () => {
    expect(problems({ roots: [ROOT, { ...ROOT, day: "2026-11-21" }] })).toEqual([]);
  });

  it("states what is not published yet without proving it", () => {
    const open = { entry: { ...entries[2], sequence: "8" }, proof: null };
    expect(check({ entries: [proven(0), proven(1), open] })).toMatchObject({
      ...{ problems: [], proven: 2, unproven: 1, failed: 0 },
    });
  });

  it("is told of an entry without a proof that a root covers, whichever of them", () => {
    const open = (sequence: string) => ({ entry: { ...entries[2], sequence }, proof: null });
    const untold = ["entry jrn_1 line 2 is of a day with a root, and has no proof"];
    const other = (day: string, last_sequence: string): RootDocument => ({ ...ROOT, day, last_sequence });
    const roots = [other("2026-11-18", "5"), ROOT, other("2026-11-19", "6")];
    const found = (sequence: string) => problems({ entries: [proven(0), proven(1), open(sequence)], roots });
    expect([found("6"), found("7"), found("8")]).toEqual([untold, untold, []]);
    const covered = check({ entries: [proven(0), proven(1), open("7")], roots });
    expect(covered).toMatchObject({ proven: 2, unproven: 0, failed: 1 });
  });

  it.each<[string, Partial<StatementFile>, readonly string[]]>([
    [
      "an entry twice",
      { entries: [...FILE.entries, { entry: { ...entry(2, "0"), sequence: "8" }, proof: null }] },
      ["entry jrn_1 line 2 is there twice"],
    ],
    ["a day without a root", { roots: [] }, [0, 1, 2].map((line) => `entry jrn_1 line ${line} has no root`)],
    [
      "a root of another workspace",
      { roots: [{ ...ROOT, workspace_id: "ws_2" }] },
      ["the root of 2026-11-20 is not of this workspace"],
    ],
    [
      "a root of another form",
      { roots: [{ ...ROOT, format: "tributary.root.v2" as RootDocument["format"] }] },
      ["the root of 2026-11-20 is not of this workspace"],
    ],
    ["two roots of a day", { roots: [ROOT, ROOT] }, ["a day has two roots"]],
    [
      "a root of another day that is not its own",
      { roots: [ROOT, { ...ROOT, day: "2026-11-21", workspace_id: "ws_2" }] },
      ["the root of 2026-11-21 is not of this workspace"],
    ],
    [
      "a balance that its entries do not make",
      {
        balances: [
          { account: "affiliate_payable", currency: "EUR", opening_minor: "70", closing_minor: "-400" },
        ],
      },
      ["the balance of affiliate_payable in EUR is not what its entries make it"],
    ],
    [
      "a balance that moved without entries",
      {
        balances: [
          ...FILE.balances.slice(0, 1),
          { account: "fx", currency: "EUR", opening_minor: "0", closing_minor: "1" },
        ],
      },
      ["the balance of fx in EUR is not what its entries make it"],
    ],
    ...[{ from: "2026-11-20T10:00:01.001Z" }, { to: "2026-11-20T10:00:01Z" }, { from: "" }].map(
      (change): [string, Partial<StatementFile>, string[]] => [
        `another time: ${JSON.stringify(change)}`,
        change,
        [0, 1, 2].map((line) => `entry jrn_1 line ${line} was not written in the time of the statement`),
      ],
    ),
    ["entries without a balance", { balances: [] }, ["affiliate_payable EUR has entries and no balance"]],
  ])("is told of %s", (_, change, expected) => {
    expect(problems(change)).toEqual(expected);
  });

  it.each([
    ["affiliate", { affiliateId: "aff_2" }],
    ["workspace", { workspaceId: "ws_2" }],
  ])("is told of an entry of another %s, which its root does not have either", (_, change) => {
    const other = { ...proven(0), entry: { ...entries[0], ...change } };
    expect(problems({ entries: [other, proven(1), proven(2)] })).toEqual([
      ...["entry jrn_1 line 0 is not of this affiliate", `entry jrn_1 line 0 is not in the root of ${DAY}`],
    ]);
  });

  const { path } = proven(0).proof as { path: readonly string[] };
  it.each<[string, Partial<NonNullable<ProvenEntry["proof"]>>]>([
    ["at another place", { leaf_index: 1 }],
    ["by a path too short", { path: path.slice(1) }],
    ["by a path in capitals", { path: path.map((hash) => hash.toUpperCase()) }],
    ["by a path that goes on", { path: path.map((hash) => `${hash}00`) }],
    ["by a path with something before it", { path: path.map((hash) => `00${hash}`) }],
    [
      "by a path of which one step is in capitals",
      { path: [...path.slice(0, 1), ...path.slice(1).map((hash) => hash.toUpperCase())] },
    ],
    ["by a path of which one step is none", { path: [...path.slice(0, 1), "0"] }],
    ["by another path", { path: path.map((hash) => hash.replace(/^../, "zz")) }],
  ])("finds an entry %s not proved", (_, change) => {
    const entryOf = proven(0);
    const proof = { ...(entryOf.proof as NonNullable<ProvenEntry["proof"]>), ...change };
    expect(check({ entries: [{ ...entryOf, proof }, proven(1), proven(2)] })).toMatchObject({
      problems: [`entry jrn_1 line 0 is not in the root of ${DAY}`],
      ...{ proven: 2, unproven: 0, failed: 1 },
    });
  });
});
