import type { RootDocument } from "../../core/ledger/root-document.ts";
import type { Anchor } from "../../core/shared/hash-chain.ts";
import type { Context } from "../shared/context.ts";
import { type RootStore, rootPrefix } from "./root-store.ts";

/** Newest roots that a verification is held to. Each vouches for all journals before it. */
const ROOTS_PER_VERIFY_MAX = 31;

/** The newest published roots of the workspace, oldest first, as they stand in the store and not as the database has them. */
export async function readAnchors({ workspaceId }: Context, store: RootStore): Promise<readonly Anchor[]> {
  const keys = (await store.list(rootPrefix(workspaceId))).slice(-ROOTS_PER_VERIFY_MAX);
  const texts = await Promise.all(keys.map((key) => store.get(key)));
  return texts.flatMap((text) => {
    if (text === null) return [];
    const document = JSON.parse(text) as RootDocument;
    const place = { sequence: BigInt(document.last_sequence), hash: document.last_hash };
    return [{ ...place, name: `the root of ${document.day}` }];
  });
}
