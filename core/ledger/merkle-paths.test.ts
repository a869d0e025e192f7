import * as fc from "fast-check";
import { expect, it } from "vitest";
import { sha256Bytes } from "../../platform/sha256.ts";
import { auditPath, leafHash, MerkleAccumulator, merkleLevels } from "./merkle.ts";

const dataOf = (count: number) => Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`));

it("paths worked out while leaves come are those of the whole tree, whichever are asked for", () => {
  void fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 70 }), (asked) => {
      const data = dataOf(asked.length);
      const tree = new MerkleAccumulator(sha256Bytes);
      const paths = data.map((each, index) => {
        const path: Uint8Array[] | null = asked[index] ? [] : null;
        tree.addHash(leafHash(each, sha256Bytes), path);
        return path;
      });
      const levels = merkleLevels(
        data.map((each) => leafHash(each, sha256Bytes)),
        sha256Bytes,
      );
      expect(tree.root()).toEqual(levels.at(-1)?.[0]);
      paths.forEach((path, index) => {
        if (path) expect(path).toEqual(auditPath(levels, index));
      });
    }),
    { numRuns: 100 },
  );
});

it("of a million leaves the path of one is as long as the tree is high", () => {
  const tree = new MerkleAccumulator(() => new Uint8Array(32));
  const path: Uint8Array[] = [];
  for (let index = 0; index < 1_000_000; index += 1)
    tree.addHash(new Uint8Array(32), index === 7 ? path : null);
  tree.root();
  expect([tree.leavesCount, path.length]).toEqual([1_000_000, 20]);
});
