import type { ClickManifest } from "../../contracts/click-manifest.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { manifestKey, partKey, partName } from "../../services/log/log-keys.ts";

/** A part as a test wrote it: its name from the day on, and its bytes. */
export type WrittenPart = { readonly name: string; readonly bytes: Uint8Array; readonly sha256: string };

/**
 * Writes an hour of the compacted log: a part of each text, and the manifest that names them. Whoever takes
 * the log out never looks into a part, so any bytes do.
 */
export async function putLogHour(
  bucket: R2Bucket,
  workspaceId: WorkspaceId,
  hour: string,
  contents: readonly (string | Uint8Array)[],
): Promise<readonly WrittenPart[]> {
  const at = { workspaceId, hour: new Date(hour) };
  const folder = `day=${hour.slice(0, 10)}/hour=${hour.slice(11, 13)}/`;
  const parts = contents
    .map((content) => (typeof content === "string" ? new TextEncoder().encode(content) : content))
    .map((bytes) => ({ bytes, sha256: sha256Hex(bytes), name: partName(sha256Hex(bytes)) }));
  for (const { name, bytes } of parts) await bucket.put(partKey(at, name), bytes);
  const id = `clk_${"0".repeat(32)}`;
  const manifest: ClickManifest = {
    v: 1,
    workspace_id: workspaceId,
    hour: at.hour.toISOString(),
    schema_version: 1,
    parts: parts.map(({ name, bytes, sha256 }) => ({
      name,
      rows: 2,
      bytes: bytes.length,
      sha256,
      first_id: id,
      last_id: id,
    })),
    rows: parts.length * 2,
    sources: [],
    made_at: "2026-11-21T00:00:00.000Z",
  };
  await bucket.put(manifestKey(at), JSON.stringify(manifest));
  return parts
    .map(({ name, bytes, sha256 }) => ({ name: `${folder}${name}`, bytes, sha256 }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
