import { expect, it } from "vitest";
import { sha256Bytes } from "../../platform/sha256.ts";
import { leafHash, MerkleAccumulator, merkleRoot } from "./merkle.ts";
import { leafText, leavesOf } from "./root-document.ts";

const journal = {
  ...{
    workspaceId: "ws_1",
    sequence: 7n,
    previousHash: "p",
    id: "jrn_1",
    key: "k",
    kind: "test",
    fingerprint: "f",
  },
  ...{
    bookedAt: "2026-11-20T10:00:00.000000Z",
    createdAt: "2026-11-20T10:00:01.000000Z",
    adjustsPeriod: null,
    refs: {},
  },
  entries: [
    { line: 0, account: "fees", affiliateId: null, currency: "EUR", amountMinor: "5" },
    { line: 1, account: "fx", affiliateId: "aff_1", currency: "EUR", amountMinor: -5n },
  ],
};

it("writes a leaf as it was written when the first root was published", () => {
  expect(leavesOf(journal).map(leafText)).toEqual([
    '["tributary.entry.v1","ws_1","7","jrn_1",0,"k","test","2026-11-20T10:00:00.000000Z","2026-11-20T10:00:01.000000Z",null,"fees",null,"EUR","5"]',
    '["tributary.entry.v1","ws_1","7","jrn_1",1,"k","test","2026-11-20T10:00:00.000000Z","2026-11-20T10:00:01.000000Z",null,"fx","aff_1","EUR","-5"]',
  ]);
});

it("works out the root of leaves as they come to the same root", () => {
  const accumulator = new MerkleAccumulator(sha256Bytes);
  const leaves: Uint8Array[] = [];
  for (let count = 1; count <= 70; count += 1) {
    const data = Buffer.from(`entry ${count}`);
    accumulator.add(data);
    leaves.push(leafHash(data, sha256Bytes));
    expect(accumulator.leavesCount).toBe(count);
    expect(accumulator.root()).toEqual(merkleRoot(leaves, sha256Bytes));
  }
});
