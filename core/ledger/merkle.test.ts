import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256Bytes } from "../../platform/sha256.ts";
import { auditPath, leafHash, MerkleAccumulator, merkleLevels, merkleRoot, rootOfPath } from "./merkle.ts";

const hex = (bytes: Uint8Array | null) => (bytes ? Buffer.from(bytes).toString("hex") : null);
/** Inputs and roots of the tests of Certificate Transparency (RFC 6962). */
const INPUTS = [
  ...["", "00", "10", "2021", "3031", "40414243", "5051525354555657"],
  "606162636465666768696a6b6c6d6e6f",
];
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const leavesOf = (data: readonly Uint8Array[]) => data.map((each) => leafHash(each, sha256Bytes));

describe("a Merkle tree", () => {
  it.each(ROOTS.map((root, index) => [index + 1, root] as const))(
    "of %i leaves has the root of RFC 6962",
    (count, root) => {
      const leaves = leavesOf(INPUTS.slice(0, count).map((input) => Buffer.from(input, "hex")));
      expect(hex(merkleRoot(leaves, sha256Bytes))).toBe(root);
    },
  );

  it("proves each leaf, and no other, at its place alone", () => {
    void fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (count, chosen, other) => {
        const leaves = leavesOf(Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`)));
        const levels = merkleLevels(leaves, sha256Bytes);
        const root = hex(merkleRoot(leaves, sha256Bytes));
        const leafIndex = chosen % count;
        const place = { leafIndex, leavesCount: count, path: auditPath(levels, leafIndex) };
        const leaf = leaves[leafIndex] as Uint8Array;
        expect(hex(rootOfPath(leaf, place, sha256Bytes))).toBe(root);
        const changed = leafHash(Buffer.from("another entry"), sha256Bytes);
        expect(hex(rootOfPath(changed, place, sha256Bytes))).not.toBe(root);
        const wrong = other % count;
        if (wrong !== leafIndex) {
          expect(hex(rootOfPath(leaf, { ...place, leafIndex: wrong }, sha256Bytes))).not.toBe(root);
        }
        expect(rootOfPath(leaf, { ...place, path: [...place.path, leaf] }, sha256Bytes)).toBeNull();
        if (place.path.length > 0) {
          expect(rootOfPath(leaf, { ...place, path: place.path.slice(1) }, sha256Bytes)).toBeNull();
        }
      }),
      { numRuns: 300 },
    );
  });

  it("has at least one leaf, and no path of one that it has not", () => {
    const nothing = "a Merkle tree has at least one leaf";
    expect(() => merkleLevels([], sha256Bytes)).toThrow(nothing);
    expect(() => new MerkleAccumulator(sha256Bytes).root()).toThrow(nothing);
    const levels = merkleLevels(leavesOf([Buffer.from("a"), Buffer.from("b")]), sha256Bytes);
    expect(auditPath(levels, 1)).toEqual([levels[0]?.[0]]);
    for (const leafIndex of [-1, 2]) {
      expect(() => auditPath(levels, leafIndex)).toThrow("the leaf is in the tree");
    }
    expect(() => auditPath([], 0)).toThrow("the leaf is in the tree");
  });

  it.each([-1, 1, 0.5])("has no leaf %s of one", (leafIndex) => {
    const [leaf] = leavesOf([Buffer.from("a")]);
    expect(rootOfPath(leaf as Uint8Array, { leafIndex, leavesCount: 1, path: [] }, sha256Bytes)).toBeNull();
  });
});
