import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../platform/sha256.ts";
import { CHAIN_START, type ChainPlace, type Fit, GENESIS_HASH } from "../shared/hash-chain.ts";
import { type ChainedJournal, journalContent } from "./chain.ts";
import { diagnose, faultOfAnchor, faultOfDamage, faultOfHead, fitOf, type StoredJournal } from "./verify.ts";

const written = (journal: ChainedJournal): StoredJournal => ({
  ...journal,
  hash: sha256Hex(journalContent(journal)),
  entriesCount: journal.entries.length,
});

/** A ledger of journals, each written after the one before. */
function ledger(count: number): StoredJournal[] {
  const journals: StoredJournal[] = [];
  for (let index = 1; index <= count; index += 1) {
    journals.push(
      written({
        ...{
          workspaceId: "ws_1",
          sequence: BigInt(index),
          previousHash: journals.at(-1)?.hash ?? GENESIS_HASH,
        },
        ...{ id: `jrn_${index}`, key: `k_${index}`, kind: "test", fingerprint: "f", refs: {} },
        ...{ bookedAt: "2026-11-20T10:00:00.000000Z", createdAt: "2026-11-20T10:00:01.000000Z" },
        adjustsPeriod: null,
        entries: [
          { line: 0, account: "fees", affiliateId: null, currency: "EUR", amountMinor: 5n },
          { line: 1, account: "fx", affiliateId: null, currency: "EUR", amountMinor: -5n },
        ],
      }),
    );
  }
  return journals;
}
const [first, second, third, fourth] = ledger(4) as [
  ...[StoredJournal, StoredJournal, StoredJournal, StoredJournal],
];
const place = ({ sequence, hash }: StoredJournal): ChainPlace => ({ sequence, hash });
const told = (
  journal: StoredJournal,
  given: { before: ChainPlace; fit: Exclude<Fit, "intact">; isPredecessorThere: boolean },
) => diagnose(journal, given, sha256Hex);

describe("the text a journal's hash is of", () => {
  it("is what it was when the first journal was written", () => {
    const refs = { b: "2", a: "1", c: "3" };
    expect(journalContent({ ...first, refs, adjustsPeriod: "2026-10" })).toBe(
      `["tributary.journal.v1","ws_1","1","${"0".repeat(64)}","jrn_1","k_1","test","f",` +
        '"2026-11-20T10:00:00.000000Z","2026-11-20T10:00:01.000000Z","2026-10",' +
        '[["a","1"],["b","2"],["c","3"]],[[0,"fees",null,"EUR","5"],[1,"fx",null,"EUR","-5"]]]',
    );
  });
});

describe("a journal fits the one before it", () => {
  it("if it is itself, stands next, and was written after it", () => {
    expect(CHAIN_START).toEqual({ sequence: 0n, hash: "0".repeat(64) });
    expect(fitOf(first, CHAIN_START, sha256Hex)).toBe("intact");
    expect(fitOf(second, place(first), sha256Hex)).toBe("intact");
  });

  it.each<[string, StoredJournal, ChainPlace, Fit]>([
    ["another stood between them", third, place(first), "gap"],
    ["it was there before", first, place(first), "gap"],
    ["an entry is gone", { ...second, entries: second.entries.slice(1) }, place(first), "altered"],
    ["its hash is another", { ...second, hash: third.hash }, place(first), "altered"],
    ["it counts other entries", { ...second, entriesCount: 3 }, place(first), "altered"],
    ["it was written after another", second, { sequence: 1n, hash: third.hash }, "unlinked"],
  ])("not if %s", (_, journal, before, fit) => {
    expect(fitOf(journal, before, sha256Hex)).toBe(fit);
  });
});

describe("of a journal that does not fit", () => {
  it("a gap is a journal that is missing", () => {
    expect(told(third, { before: place(first), fit: "gap", isPredecessorThere: false })).toEqual({
      ...{ kind: "missing", sequence: 2n, journalId: null },
      detail: "no journal 2; the next is 3",
    });
  });

  it("a wrong link is a change of the one before, or of the beginning", () => {
    expect(told(second, { before: place(first), fit: "unlinked", isPredecessorThere: false })).toEqual({
      ...{ kind: "changed", sequence: 1n, journalId: null },
      detail: "it was changed and hashed anew: the next was written after another",
    });
    expect(told(first, { before: CHAIN_START, fit: "unlinked", isPredecessorThere: false })).toEqual({
      ...{
        kind: "changed",
        sequence: 1n,
        journalId: "jrn_1",
        detail: "it is not the beginning of the ledger",
      },
    });
  });

  it("what is nowhere what its hash says was changed", () => {
    const changed = { ...second, key: "another" };
    expect(told(changed, { before: place(first), fit: "altered", isPredecessorThere: true })).toEqual({
      ...{ kind: "changed", sequence: 2n, journalId: "jrn_2", detail: "it is not what its hash says" },
    });
  });

  it.each([
    ["later", { ...fourth, sequence: 2n }, first, 4],
    ["earlier", { ...second, sequence: 3n }, second, 2],
  ])("one from %s was moved, if what it followed is there", (_, journal, last, sequence) => {
    expect(told(journal, { before: place(last), fit: "altered", isPredecessorThere: true })).toEqual({
      ...{ kind: "reordered", sequence: last.sequence + 1n, journalId: journal.id },
      detail: `it was written as ${sequence}`,
    });
    expect(told(journal, { before: place(last), fit: "altered", isPredecessorThere: false })).toEqual({
      ...{ kind: "missing", sequence: last.sequence + 1n, journalId: journal.id },
      detail: `journal ${sequence} stands in its place`,
    });
  });

  it("the first was moved wherever it stands, since what it followed is always there", () => {
    const moved = { ...first, sequence: 2n };
    expect(told(moved, { before: place(first), fit: "altered", isPredecessorThere: false }).kind).toBe(
      "reordered",
    );
  });

  it("it is looked for a thousand places away, and never before the first", () => {
    const before = { sequence: 1_999n, hash: first.hash };
    const moved = (from: bigint) => ({ ...written({ ...first, sequence: from }), sequence: 2_000n });
    const kinds = [1_000n, 3_000n, 999n, 3_001n].map(
      (from) => told(moved(from), { before, fit: "altered", isPredecessorThere: true }).kind,
    );
    expect(kinds).toEqual(["reordered", "reordered", "changed", "changed"]);
    const atNothing = { ...written({ ...first, sequence: 0n }), sequence: 1n };
    expect(told(atNothing, { before: CHAIN_START, fit: "altered", isPredecessorThere: true }).kind).toBe(
      "changed",
    );
  });
});

describe("the end of a ledger, or a published place in it", () => {
  const anchor = { ...place(second), name: "the root of 2026-11-20" };

  it("is as the anchor knows it, or lies beyond it", () => {
    expect(faultOfAnchor(place(second), anchor)).toBeNull();
    expect(faultOfAnchor(place(third), anchor)).toBeNull();
  });

  it("is cut off, or was changed", () => {
    expect(faultOfAnchor(place(first), anchor)).toEqual({
      ...{ kind: "cut_off", sequence: 2n, journalId: null },
      detail: "the root of 2026-11-20 knows 2 journals, and there are 1",
    });
    expect(faultOfAnchor({ sequence: 2n, hash: first.hash }, anchor)).toEqual({
      ...{ kind: "changed", sequence: 2n, journalId: null },
      detail: "up to here the ledger is not what the root of 2026-11-20 has",
    });
  });
});

describe("the end of a ledger, beside the head that moves with every journal", () => {
  const head = { ...place(second), name: "the head" };

  it("is where the head is", () => {
    expect(faultOfHead(place(second), head)).toBeNull();
  });

  it("was cut off before it, or is another", () => {
    expect(faultOfHead(place(first), head)).toEqual({
      ...{ kind: "cut_off", sequence: 2n, journalId: null },
      detail: "the head knows 2 journals, and there are 1",
    });
    expect(faultOfHead({ sequence: 2n, hash: first.hash }, head)).toEqual({
      ...{ kind: "changed", sequence: 2n, journalId: null },
      detail: "up to here the ledger is not what the head has",
    });
  });

  it("has a journal beyond it that came in by another door", () => {
    expect(faultOfHead(place(fourth), head)).toEqual({
      ...{ kind: "changed", sequence: 3n, journalId: null, detail: "the head ends at 2" },
    });
  });
});

describe("published roots that cannot be read", () => {
  it("are no fault where there are none", () => {
    expect(faultOfDamage(place(third), [])).toBeNull();
  });

  it("are named, all of them, with how far the ledger was found good", () => {
    expect(faultOfDamage(place(third), ["2026-11-19.json", "2026-11-20.json"])).toEqual({
      ...{ kind: "root_damaged", sequence: 3n, journalId: null },
      detail: "cannot be read: 2026-11-19.json, 2026-11-20.json",
    });
  });
});
