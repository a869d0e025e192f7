import { describe, expect, it } from "vitest";
import { sha256Bytes, sha256Hex } from "../../platform/sha256.ts";
import { canonicalJson } from "../shared/canonical-json.ts";
import { checkEvidence, type EvidenceFile, packHash } from "./evidence-file.ts";
import { auditPath, leafHash, merkleLevels, merkleRoot } from "./merkle.ts";
import { leafText, type RootDocument, rootDocumentText } from "./root-document.ts";
import type { ProvenEntry } from "./statement-file.ts";

const DAY = "2026-11-20";
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const entry = (line: number, amountMinor: string): ProvenEntry["entry"] => ({
  ...{ workspaceId: "ws_1", sequence: "7", journalId: "jrn_1", line, key: "k", kind: "test" },
  ...{ bookedAt: "2026-11-20T10:00:00.000000Z", createdAt: "2026-11-20T10:00:01.000000Z" },
  ...{ adjustsPeriod: null, account: "affiliate_payable", affiliateId: "aff_1", currency: "EUR" },
  amountMinor,
});
const written = [entry(0, "-500"), entry(1, "200"), entry(2, "-30")] as const;
const leaves = written.map((each) =>
  leafHash(Buffer.from(leafText({ ...each, sequence: BigInt(each.sequence) })), sha256Bytes),
);
const ROOT: RootDocument = {
  ...{ format: "tributary.root.v1", workspace_id: "ws_1", day: DAY, first_sequence: "7", last_sequence: "7" },
  ...{ last_hash: "0".repeat(64), entries_count: 3, merkle_root: hex(merkleRoot(leaves, sha256Bytes)) },
  previous_document_sha256: null,
};
const BEFORE: RootDocument = { ...ROOT, day: "2026-11-19", merkle_root: "1".repeat(64) };
const proven = (index: 0 | 1 | 2): ProvenEntry => ({
  entry: written[index],
  proof: {
    ...{ day: DAY, leaf_index: index },
    path: auditPath(merkleLevels(leaves, sha256Bytes), index).map(hex),
  },
});
/** Of a day that is not published yet. */
const OPEN: ProvenEntry = { entry: { ...entry(0, "9"), sequence: "8", journalId: "jrn_2" }, proof: null };

const CONTENTS = {
  dispute: { reason: "fraud", status: "open" },
  ledger_entries: [proven(0), proven(1), proven(2), OPEN] as readonly unknown[],
  ledger_roots: [BEFORE, ROOT],
};
/** Evidence whose hashes are right, whatever it says. */
function sealed(change: Partial<typeof CONTENTS> = {}): EvidenceFile {
  const pieces = Object.entries({ ...CONTENTS, ...change }).map(([name, content]) => ({
    ...{ name, sha256: sha256Hex(canonicalJson(content)), content },
  }));
  return {
    ...{ format: "tributary.evidence.v1", dispute_id: "dsp_1", workspace_id: "ws_1", pieces },
    sha256: packHash(pieces, sha256Bytes),
  };
}
const check = (file: EvidenceFile) => checkEvidence(file, sha256Bytes);

describe("the hash of a pack", () => {
  it("is that of the names and hashes of its pieces, and their contents do not go into it", () => {
    const pieces = [
      { name: "dispute", sha256: "a1", content: "one" },
      { name: "ledger_roots", sha256: "b2", content: "two" },
    ];
    const text = '[{"name":"dispute","sha256":"a1"},{"name":"ledger_roots","sha256":"b2"}]';
    expect(packHash(pieces, sha256Bytes)).toBe(sha256Hex(text));
  });
});

describe("evidence", () => {
  it("proves its entries, states what is not published yet, and names its roots", () => {
    expect(check(sealed())).toEqual({
      ...{ problems: [], proven: 3, unproven: 1, failed: 0 },
      roots: [BEFORE, ROOT].map((root) => ({
        ...{ day: root.day, sha256: sha256Hex(rootDocumentText(root)) },
      })),
    });
  });

  it("of a dispute without entries has nothing to prove", () => {
    expect(check(sealed({ ledger_entries: [], ledger_roots: [] }))).toEqual({
      ...{ problems: [], proven: 0, unproven: 0, failed: 0, roots: [] },
    });
  });

  it.each<[string, unknown]>([
    ["dispute", { reason: "fraud", status: "won" }],
    ["ledger_entries", [proven(0), OPEN]],
    ["ledger_roots", [ROOT, BEFORE]],
  ])("is told of a changed %s", (name, content) => {
    const file = sealed();
    const pieces = file.pieces.map((piece) => (piece.name === name ? { ...piece, content } : piece));
    expect(check({ ...file, pieces }).problems).toEqual([`${name} is not what its hash says`]);
  });

  it("is told of every piece that was changed", () => {
    const file = sealed();
    const pieces = file.pieces.map((piece) => ({ ...piece, sha256: "0".repeat(64) }));
    expect(check({ ...file, pieces }).problems).toEqual([
      "dispute is not what its hash says",
      "ledger_entries is not what its hash says",
      "ledger_roots is not what its hash says",
      "the pack is not what its hash says",
    ]);
  });

  it.each<[string, (file: EvidenceFile) => Partial<EvidenceFile>]>([
    ["has another hash", () => ({ sha256: "0".repeat(64) })],
    ["lost a piece", ({ pieces }) => ({ pieces: pieces.slice(1) })],
    ["has its pieces in another order", ({ pieces }) => ({ pieces: pieces.toReversed() })],
    [
      "calls a piece by another name",
      ({ pieces }) => ({
        pieces: pieces.map((piece) => (piece.name === "dispute" ? { ...piece, name: "case" } : piece)),
      }),
    ],
  ])("is told of a pack that %s", (_, change) => {
    const file = sealed();
    expect(check({ ...file, ...change(file) })).toMatchObject({
      ...{ problems: ["the pack is not what its hash says"], proven: 3, unproven: 1 },
    });
  });

  it("is told of an entry of another workspace, proved or not", () => {
    const ofAnother = ({ entry: each, proof }: ProvenEntry) => ({
      ...{ entry: { ...each, workspaceId: "ws_2" }, proof },
    });
    const entries = [ofAnother(OPEN), proven(0), ofAnother(proven(1)), proven(2)];
    expect(check(sealed({ ledger_entries: entries }))).toMatchObject({
      problems: [
        "entry jrn_2 line 0 is of another workspace",
        "entry jrn_1 line 1 is of another workspace",
        `entry jrn_1 line 1 is not in the root of ${DAY}`,
      ],
      ...{ proven: 2, unproven: 1, failed: 1 },
    });
  });

  const { proof } = proven(1);
  it.each<[string, Partial<typeof CONTENTS>]>([
    ["that says another sum", { ledger_entries: [{ entry: entry(1, "201"), proof }] }],
    ["at another place", { ledger_entries: [{ entry: written[1], proof: { ...proof, leaf_index: 0 } }] }],
    ["of a day without a root", { ledger_entries: [proven(1)], ledger_roots: [BEFORE] }],
    ["without any root", { ledger_entries: [proven(1)], ledger_roots: [] }],
    [
      "by the root of another workspace",
      { ledger_entries: [proven(1)], ledger_roots: [BEFORE, { ...ROOT, workspace_id: "ws_2" }] },
    ],
    [
      "by another root of its day",
      { ledger_entries: [proven(1)], ledger_roots: [{ ...ROOT, merkle_root: "1".repeat(64) }] },
    ],
  ])("finds an entry %s not proved", (_, change) => {
    expect(check(sealed(change))).toMatchObject({
      problems: [`entry jrn_1 line 1 is not in the root of ${DAY}`],
      ...{ proven: 0, unproven: 0, failed: 1 },
    });
  });

  it("is told of an entry without a proof that a root covers", () => {
    const { entry: each } = OPEN;
    const entries = [proven(0), { entry: { ...each, sequence: "7" }, proof: null }, OPEN];
    expect(check(sealed({ ledger_entries: entries }))).toMatchObject({
      problems: ["entry jrn_2 line 0 is of a day with a root, and has no proof"],
      ...{ proven: 1, unproven: 1, failed: 1 },
    });
  });

  it.each(["ledger_entries", "ledger_roots"])("without %s is none", (name) => {
    const file = sealed();
    const pieces = file.pieces.filter((piece) => piece.name !== name);
    expect(() => check({ ...file, pieces })).toThrow(TypeError);
  });
});
