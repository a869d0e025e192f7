import type { Db } from "../../db/client.ts";
import { hostCopies } from "./host-copies.ts";
import { keyCopies } from "./key-copies.ts";
import { linkCopies } from "./link-copies.ts";
import { nameOf, type Stale, type Subjects } from "./subjects.ts";

/**
 * Reads the copies of links, keys and hosts that the edge gets, as they are now: `contracts/published.ts`,
 * version 1. By the key of the edge's store; a publication whose subject is gone has none. What asks for
 * nothing is left out, so that values stay small.
 */
export async function publishedCopies(
  tx: Db,
  wanted: readonly Stale[],
): Promise<ReadonlyMap<string, object>> {
  const read = { link: linkCopies, key: keyCopies, host: hostCopies };
  const found = new Map<string, object>();
  for (const kind of ["link", "key", "host"] as const) {
    const subjects = subjectsOf(wanted.filter((each) => each.kind === kind));
    if (subjects.ids.length === 0) continue;
    for (const [name, copy] of await read[kind](tx, subjects)) found.set(`${kind} ${name}`, copy);
  }
  return new Map(
    wanted.flatMap(({ kvKey, kind, workspaceId, subjectId }) => {
      const copy = found.get(`${kind} ${nameOf(workspaceId, subjectId)}`);
      return copy ? [[kvKey, copy] as const] : [];
    }),
  );
}

function subjectsOf(wanted: readonly Stale[]): Subjects {
  return {
    workspaceIds: [...new Set(wanted.map(({ workspaceId }) => workspaceId))],
    ids: [...new Set(wanted.map(({ subjectId }) => subjectId))],
  };
}
