import type { WorkspaceId } from "../../core/shared/id.ts";

/** What holds published roots; an R2 bucket whose objects are locked is one. */
export interface RootStore {
  /** Keys under a prefix, in their order. */
  list(prefix: string): Promise<readonly string[]>;
  get(key: string): Promise<string | null>;
  /** Writes an object that is not there yet. @returns whether it was written */
  putOnce(key: string, text: string): Promise<boolean>;
}

/** Where the root of a day (UTC) is published. */
export const rootKey = (workspaceId: WorkspaceId, day: string): string =>
  `${rootPrefix(workspaceId)}${day}.json`;

/** Where all roots of a workspace are published. */
export const rootPrefix = (workspaceId: WorkspaceId): string => `roots/${workspaceId}/`;
