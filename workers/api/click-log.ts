import * as z from "zod/mini";
import { clickManifest } from "../../contracts/click-manifest.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { rawClicksPrefix } from "../../services/clicks/raw-object-key.ts";
import { clickLogPrefix, MANIFEST_NAME } from "../../services/log/log-keys.ts";
import type { ClickHour, ClickLog } from "../../services/reading/click-hours.ts";

/** What is read of a manifest: the names of its sources, which may be many, are passed over. */
const { v, parts, rows } = clickManifest.shape;
const namedParts = z.object({ v, parts, rows });

/** Where the compacted log of a workspace keeps what it calls `day=…/hour=…/…`. */
export function compactedKey(workspaceId: WorkspaceId, name: string): string {
  return `${clickLogPrefix(workspaceId)}${name}`;
}

/** The log of one workspace in its bucket. A manifest that cannot be read is an error and not an empty hour. */
export function openClickLog(bucket: R2Bucket, workspaceId: WorkspaceId): ClickLog {
  return {
    folders: (below, of) => {
      const root = of === "raw" ? rawClicksPrefix(workspaceId) : clickLogPrefix(workspaceId);
      return foldersBelow(bucket, root, below);
    },
    hour: async (name) => {
      const found = await bucket.get(compactedKey(workspaceId, `${name}${MANIFEST_NAME}`));
      return found ? readManifest(name, await found.json()) : null;
    },
    times: (folder) => timesBelow(bucket, clickLogPrefix(workspaceId), folder),
  };
}

async function foldersBelow(bucket: R2Bucket, root: string, below: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { delimitedPrefixes } of pagesOf(bucket, { prefix: `${root}${below}`, delimiter: "/" })) {
    names.push(...delimitedPrefixes.map((key) => key.slice(root.length)));
  }
  return names;
}

async function timesBelow(
  bucket: R2Bucket,
  root: string,
  folder: string,
): Promise<ReadonlyMap<string, Date>> {
  const times = new Map<string, Date>();
  for await (const { objects } of pagesOf(bucket, { prefix: `${root}${folder}` })) {
    for (const { key, uploaded } of objects) times.set(key.slice(root.length), uploaded);
  }
  return times;
}

async function* pagesOf(bucket: R2Bucket, request: R2ListOptions): AsyncGenerator<R2Objects> {
  let cursor: string | undefined;
  do {
    const listed = await bucket.list({ ...request, ...(cursor === undefined ? {} : { cursor }) });
    yield listed;
    cursor = listed.truncated ? listed.cursor : undefined;
  } while (cursor !== undefined);
}

function readManifest(folder: string, json: unknown): ClickHour {
  const manifest = namedParts.parse(json);
  return {
    rows: manifest.rows,
    parts: manifest.parts
      .map((part) => ({
        name: `${folder}${part.name}`,
        rows: part.rows,
        sizeBytes: part.bytes,
        sha256: part.sha256,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
