import type { WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspace } from "../../db/client.ts";

/** Who acts: `key:key_…` for a caller with an API key, `system:…` for a cron or a queue. */
export type Actor = `key:${string}` | `system:${string}`;

/** What a verb needs to know of its call. `now` is given, so that a late or repeated run decides the same. */
export type Context = {
  readonly db: Db;
  readonly workspaceId: WorkspaceId;
  readonly actor: Actor;
  readonly requestId: string;
  readonly now: Date;
};

/** Runs a verb's work in one transaction bound to the context's workspace. */
export function transact<T>(context: Context, work: (tx: Db) => Promise<T>): Promise<T> {
  return inWorkspace(context.db, context.workspaceId, work);
}
