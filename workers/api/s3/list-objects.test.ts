import { expect, it } from "vitest";
import type { WorkspaceId } from "../../../core/shared/id.ts";
import { putLogHour } from "../../../tests/support/log-hours.ts";
import { MemoryBucket } from "../../../tests/support/memory-bucket.ts";
import { openClickLog } from "../click-log.ts";
import { listObjects } from "./list-objects.ts";

const workspaceId = "ws_a" as WorkspaceId;

/** When each part was last modified, by its name, and how many calls it took to tell. */
async function timesOf(bucket: MemoryBucket) {
  const before = bucket.calls;
  const xml = await listObjects(openClickLog(bucket.binding(), workspaceId), "clicks", { "list-type": "2" });
  const found = [...xml.matchAll(/<Key>(.*?)<\/Key><LastModified>(.*?)<\/LastModified>/g)];
  return { calls: bucket.calls - before, times: Object.fromEntries(found.map(([, key, at]) => [key, at])) };
}

it("tells of each part when it was written, which a late part of its hour does not change", async () => {
  const bucket = new MemoryBucket();
  const put = (texts: readonly string[]) =>
    putLogHour(bucket.binding(), workspaceId, "2026-11-20T09:00:00Z", texts);
  const [first] = await put(["first"]);
  const { times: before } = await timesOf(bucket);
  // What is there already is not written again.
  const written = new Map(bucket.objects);
  await put(["first", "late"]);
  for (const [key, stored] of written) if (key.endsWith(".parquet")) bucket.objects.set(key, stored);
  const { times: after } = await timesOf(bucket);
  expect(Object.keys(after)).toHaveLength(2);
  expect(after).toMatchObject(before);
  expect(new Set(Object.values(after)).size).toBe(2);
  expect(Object.keys(before)).toEqual([first?.name]);
});

it("asks the bucket for a day at once, not for each part", async () => {
  const bucket = new MemoryBucket();
  bucket.pageSize = 1_000;
  const put = (count: number) =>
    putLogHour(
      bucket.binding(),
      workspaceId,
      "2026-11-20T09:00:00Z",
      Array.from({ length: count }, (_, index) => `part ${index}`),
    );
  await put(1);
  const { calls: ofOne } = await timesOf(bucket);
  await put(20);
  expect((await timesOf(bucket)).calls).toBe(ofOne);
});
