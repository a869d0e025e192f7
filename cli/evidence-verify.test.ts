import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type EvidenceFile, packHash } from "../core/ledger/evidence-file.ts";
import { leafHash } from "../core/ledger/merkle.ts";
import { leafText } from "../core/ledger/root-document.ts";
import { canonicalJson } from "../core/shared/canonical-json.ts";
import { encodeHex } from "../core/shared/encoding.ts";
import { sha256Bytes, sha256Hex } from "../platform/sha256.ts";
import { runCommand } from "../tests/support/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "evidence-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ENTRY = {
  ...{ workspaceId: "ws_1", sequence: "1", journalId: "jrn_1", key: "k", kind: "commission_accrued" },
  ...{
    bookedAt: "2026-11-20T10:00:00.000000Z",
    createdAt: "2026-11-20T10:00:00.000000Z",
    adjustsPeriod: null,
  },
  ...{ line: 0, account: "affiliate_pending", affiliateId: "aff_1", currency: "EUR", amountMinor: "-5" },
};
/** The only entry of a day is its own root. */
const ROOT = {
  ...{ format: "tributary.root.v1", workspace_id: "ws_1", day: "2026-11-20", entries_count: 1 },
  last_sequence: "1",
  merkle_root: encodeHex(
    leafHash(new TextEncoder().encode(leafText({ ...ENTRY, sequence: 1n } as never)), sha256Bytes),
  ),
};

function evidence(change: { readonly entry?: object; readonly pack?: object } = {}): unknown {
  const entry = { ...ENTRY, ...change.entry };
  const contents = {
    dispute: { id: "dsp_1" },
    ledger_entries: [
      { entry, proof: { day: ROOT.day, leaf_index: 0, path: [] } },
      { entry: { ...ENTRY, sequence: "2" }, proof: null },
    ],
    ledger_roots: [ROOT],
  };
  const pieces = Object.entries(contents).map(([name, content]) => ({
    ...{ name, sha256: sha256Hex(canonicalJson(content)), content },
  }));
  const file = {
    ...{ format: "tributary.evidence.v1", dispute_id: "dsp_1", workspace_id: "ws_1", pieces },
    sha256: packHash(pieces, sha256Bytes),
  } satisfies EvidenceFile;
  return { ...file, ...change.pack };
}

async function verify(file: unknown) {
  const path = join(folder, "evidence.json");
  writeFileSync(path, JSON.stringify(file));
  const { code, printed, warned } = await runCommand(["evidence", "verify", path], {});
  return { code, text: `${warned}${printed}` };
}

it("is intact as it was given", async () => {
  const { code, text } = await verify(evidence());
  expect([code, text.split("\n").at(-1)]).toEqual([0, "intact: 1 entries proven, 1 not published yet"]);
  expect(text).toContain("root\t2026-11-20\t");
});

it.each([
  ["an entry that is in no root", evidence({ entry: { amountMinor: "-6" } }), "is not in the root"],
  ["an entry of another workspace", evidence({ entry: { workspaceId: "ws_2" } }), "of another workspace"],
  ["a pack of another hash", evidence({ pack: { sha256: "0".repeat(64) } }), "the pack is not"],
  [
    "a pack without pieces",
    evidence({ pack: { pieces: [] } }),
    "evidence.json is no evidence: parts of it are missing or of another form",
  ],
  [
    "another format",
    evidence({ pack: { format: "tributary.statement.v1" } }),
    "evidence.json is no evidence: its format is not tributary.evidence.v1",
  ],
])("ends with 6 for %s", async (_name, file, said) => {
  const { code, text } = await verify(file);
  expect([code, text]).toEqual([6, expect.stringContaining(said)]);
});

it("does not take an entry that is in no root for one of a day to come", async () => {
  const { text } = await verify(evidence({ entry: { amountMinor: "-6" } }));
  const counts = "0 entries proven, 1 not published yet, 1 not proved by a root";
  expect(text.split("\n").at(-1)).toBe(`broken: 1 problems; ${counts}`);
});

it("ends with 6 for a piece that was changed after it was hashed", async () => {
  const file = evidence() as { pieces: { content: object }[] };
  const pieces = file.pieces.map((piece, index) =>
    index === 0 ? { ...piece, content: { id: "dsp_2" } } : piece,
  );
  const { code, text } = await verify({ ...file, pieces });
  expect([code, text]).toEqual([6, expect.stringContaining("dispute is not what its hash says")]);
});
