import type { RootDocument } from "../../core/ledger/root-document.ts";
import type { Anchor } from "../../core/shared/hash-chain.ts";
import type { Context } from "../shared/context.ts";
import { type RootStore, rootPrefix } from "./root-store.ts";

/** Newest roots that a verification is held to. Each vouches for all journals before it. */
const ROOTS_PER_VERIFY_MAX = 31;

/** What was published of a ledger: what can be read, oldest first, and the names of what cannot. */
export type PublishedRoots = { readonly roots: readonly Anchor[]; readonly damagedRoots: readonly string[] };

/** The newest published roots of the workspace, as they stand in the store and not as the database has them. */
export async function readAnchors({ workspaceId }: Context, store: RootStore): Promise<PublishedRoots> {
  const keys = (await store.list(rootPrefix(workspaceId))).slice(-ROOTS_PER_VERIFY_MAX);
  const read = await Promise.all(
    keys.map(async (key) => {
      const day = key.slice(rootPrefix(workspaceId).length).replace(/\.json$/, "");
      const name = `the root of ${day}`;
      const text = await store.get(key);
      return { name, place: text === null ? null : placeOf(text) };
    }),
  );
  return {
    roots: read.flatMap(({ name, place }) => (place ? [{ ...place, name }] : [])),
    damagedRoots: read.flatMap(({ name, place }) => (place ? [] : [name])),
  };
}

/** The last journal that a document vouches for; null of a text that is no such document. */
function placeOf(text: string): Omit<Anchor, "name"> | null {
  try {
    const { format, last_sequence, last_hash } = JSON.parse(text) as RootDocument;
    const isRoot = format === "tributary.root.v1" && /^[0-9a-f]{64}$/.test(last_hash);
    return isRoot ? { sequence: BigInt(last_sequence), hash: last_hash } : null;
  } catch {
    return null;
  }
}
