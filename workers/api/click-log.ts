import * as z from "zod/mini";
import { clickManifest } from "../../contracts/click-manifest.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { rawClicksPrefix } from "../../services/clicks/raw-object-key.ts";
import { clickLogPrefix, MANIFEST_NAME } from "../../services/log/log-keys.ts";
import type { ClickHour, ClickLog } from "../../services/reading/click-hours.ts";

/** What is read of a manifest: the names of its sources, which may be many, are passed over. */
const { v, parts, rows, made_at } = clickManifest.shape;
const namedParts = z.object({ v, parts, rows, made_at });

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
  };
}

async function foldersBelow(bucket: R2Bucket, root: string, below: string): Promise<readonly string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const listed = await bucket.list({
      prefix: `${root}${below}`,
      delimiter: "/",
      ...(cursor === undefined ? {} : { cursor }),
    });
    names.push(...listed.delimitedPrefixes.map((key) => key.slice(root.length)));
    cursor = listed.truncated ? listed.cursor : undefined;
  } while (cursor !== undefined);
  return names;
}

function readManifest(folder: string, json: unknown): ClickHour {
  const manifest = namedParts.parse(json);
  return {
    rows: manifest.rows,
    writtenAt: new Date(manifest.made_at),
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
