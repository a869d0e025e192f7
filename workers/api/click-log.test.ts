import { expect, it } from "vitest";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { openClickLog } from "./click-log.ts";

const workspaceId = "ws_a" as WorkspaceId;

/** A bucket that gives one folder at a time, as R2 may give fewer than there are. */
function bucketOf(root: string, folders: readonly string[]): R2Bucket {
  const list = async ({ prefix = "", cursor = "0" }: R2ListOptions) => {
    const index = Number(cursor);
    const rest = {
      objects: [],
      delimitedPrefixes: folders.slice(index, index + 1).map((name) => `${root}${name}`),
    };
    expect(prefix).toBe(root);
    return index + 1 < folders.length
      ? { ...rest, truncated: true, cursor: String(index + 1) }
      : { ...rest, truncated: false };
  };
  return { list } as unknown as R2Bucket;
}

it.each([
  ["compacted", "clicks/v1/workspace=ws_a/"],
  ["raw", "clicks/raw/v1/workspace=ws_a/"],
] as const)("gives every %s folder, however few the bucket gives at a time", async (kind, root) => {
  const days = ["day=2026-11-19/", "day=2026-11-20/", "day=2026-11-21/"];
  expect(await openClickLog(bucketOf(root, days), workspaceId).folders("", kind)).toEqual(days);
});
