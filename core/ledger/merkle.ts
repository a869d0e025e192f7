import { assert } from "../shared/assert.ts";

/** SHA-256 of bytes: 32 bytes. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/** Part of a Merkle tree that an inclusion proof walks: hashes beside the way up, the lowest first. */
export type AuditPath = readonly Uint8Array[];

/** Hash of a leaf, as RFC 6962 section 2.1 has it. */
export function leafHash(data: Uint8Array, sha256: Sha256): Uint8Array {
  const bytes = new Uint8Array(data.length + 1);
  bytes.set(data, 1);
  return sha256(bytes);
}

function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  const bytes = new Uint8Array(65);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 33);
  return sha256(bytes);
}

/** Every level of a tree over leaf hashes, the leaves first, the root last. An odd node moves up as it is. */
export function merkleLevels(
  leaves: readonly Uint8Array[],
  sha256: Sha256,
): readonly (readonly Uint8Array[])[] {
  assert(leaves.length > 0, "a Merkle tree has at least one leaf");
  const levels = [leaves];
  let level = leaves;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const left = level[index] as Uint8Array;
      const right = level[index + 1];
      above.push(right === undefined ? left : nodeHash(left, right, sha256));
    }
    levels.push(above);
    level = above;
  }
  return levels;
}

/** The root over leaf hashes: that of RFC 6962. */
export function merkleRoot(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  return merkleLevels(leaves, sha256).at(-1)?.[0] as Uint8Array;
}

/** The path of a leaf in a tree given by its levels. */
export function auditPath(levels: readonly (readonly Uint8Array[])[], leafIndex: number): AuditPath {
  assert(leafIndex >= 0 && leafIndex < (levels[0]?.length ?? 0), "the leaf is in the tree");
  const path: Uint8Array[] = [];
  let index = leafIndex;
  for (const level of levels.slice(0, -1)) {
    const beside = level[index ^ 1];
    if (beside !== undefined) path.push(beside);
    index >>= 1;
  }
  return path;
}

/** The root that a leaf hash and its path lead to; null if the path has not the length that the tree asks for. */
export function rootOfPath(
  leaf: Uint8Array,
  {
    leafIndex,
    leavesCount,
    path,
  }: { readonly leafIndex: number; readonly leavesCount: number; readonly path: AuditPath },
  sha256: Sha256,
): Uint8Array | null {
  if (!Number.isInteger(leafIndex) || leafIndex < 0 || leafIndex >= leavesCount) return null;
  let [hash, index, width, used] = [leaf, leafIndex, leavesCount, 0];
  for (; width > 1; width = (width + 1) >> 1, index >>= 1) {
    const isLast = index === width - 1 && index % 2 === 0;
    if (isLast) continue;
    const beside = path[used];
    if (beside === undefined) return null;
    hash = index % 2 === 0 ? nodeHash(hash, beside, sha256) : nodeHash(beside, hash, sha256);
    used += 1;
  }
  return used === path.length ? hash : null;
}

/** The root of a subtree, and the paths of those of its leaves whose path is asked for, as far as it reaches. */
type Subtree = {
  readonly hash: Uint8Array;
  readonly leaves: number;
  readonly paths: readonly Uint8Array[][];
};

/**
 * Works out a root while leaves come, and the paths of some of them, in memory that grows with the height of the
 * tree and the number of paths alone.
 */
export class MerkleAccumulator {
  readonly #sha256: Sha256;
  /** Roots of whole subtrees, the largest first. */
  readonly #roots: Subtree[] = [];
  #leavesCount = 0;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /** Number of leaves so far. */
  get leavesCount(): number {
    return this.#leavesCount;
  }

  /** Adds a leaf. */
  add(data: Uint8Array): void {
    this.addHash(leafHash(data, this.#sha256), null);
  }

  /** Adds a leaf by its hash. A `path` is filled as the tree grows, and is whole once `root` was called. */
  addHash(hash: Uint8Array, path: Uint8Array[] | null): void {
    let grown: Subtree = { hash, leaves: 1, paths: path === null ? [] : [path] };
    for (let last = this.#roots.at(-1); last?.leaves === grown.leaves; last = this.#roots.at(-1)) {
      this.#roots.pop();
      grown = this.#join(last, grown);
    }
    this.#roots.push(grown);
    this.#leavesCount += 1;
  }

  /** The root; where paths are asked for, to be called once, after the last leaf. */
  root(): Uint8Array {
    const [last, ...larger] = this.#roots.toReversed();
    assert(last !== undefined, "a Merkle tree has at least one leaf");
    return larger.reduce((right, left) => this.#join(left, right), last).hash;
  }

  #join(left: Subtree, right: Subtree): Subtree {
    for (const path of left.paths) path.push(right.hash);
    for (const path of right.paths) path.push(left.hash);
    return {
      hash: nodeHash(left.hash, right.hash, this.#sha256),
      leaves: left.leaves + right.leaves,
      paths: right.paths.length === 0 ? left.paths : [...left.paths, ...right.paths],
    };
  }
}
