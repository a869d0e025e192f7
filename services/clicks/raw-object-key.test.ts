import { expect, it } from "vitest";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { rawClicksPrefix, rawHour, rawObjectKey } from "./raw-object-key.ts";

const workspaceId = "ws_a" as WorkspaceId;

it("keeps the objects of a workspace under a prefix of its own, by day and hour in UTC", () => {
  const key = rawObjectKey(workspaceId, new Date("2026-11-20T23:30:00-02:00"), "abc");
  expect(key).toBe("clicks/raw/v1/workspace=ws_a/day=2026-11-21/hour=01/abc.ndjson.gz");
});

it("ends the prefix so that no workspace is the beginning of another", () => {
  const other = rawObjectKey("ws_ab" as WorkspaceId, new Date(0), "abc");
  expect(other.startsWith(rawClicksPrefix(workspaceId))).toBe(false);
});

it("sorts hours by time", () => {
  const hours = ["2026-11-20T09:59:59Z", "2026-11-20T10:00:00Z", "2026-11-21T00:00:00Z"].map((at) =>
    rawHour(new Date(at)),
  );
  expect([...hours].sort()).toEqual(hours);
});
