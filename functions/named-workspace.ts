import { isId, type WorkspaceId } from "../core/shared/id.ts";

/**
 * The workspace that a malformed payload names, so that its tenant sees the bad row and can have it tried
 * again; null where it names none. Only our own Workers write to the queues, so what it says is theirs.
 */
export function namedWorkspace(payload: unknown): WorkspaceId | null {
  if (typeof payload !== "object" || payload === null || !("workspace_id" in payload)) return null;
  const { workspace_id: id } = payload;
  return typeof id === "string" && isId("ws", id) ? id : null;
}
