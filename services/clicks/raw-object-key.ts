import type { WorkspaceId } from "../../core/shared/id.ts";

/**
 * Where the raw clicks of one workspace lie in the log. A workspace has a prefix of its own, so that
 * an object can be handed to its owner as it is, and a workspace's history removed as a whole.
 */
export function rawClicksPrefix(workspaceId: WorkspaceId): string {
  return `clicks/raw/v1/workspace=${workspaceId}/`;
}

/** The part of a key that names an hour (UTC); such parts sort by time. */
export function rawHour(at: Date): string {
  const iso = at.toISOString();
  return `day=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}/`;
}

/** The key of one object of the log. `name` makes it unique within its hour. */
export function rawObjectKey(workspaceId: WorkspaceId, at: Date, name: string): string {
  return `${rawClicksPrefix(workspaceId)}${rawHour(at)}${name}.ndjson.gz`;
}
