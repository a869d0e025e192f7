import type { WorkspaceId } from "../../core/shared/id.ts";
import type { publications } from "../../db/schema/index.ts";

/** What of a stale copy's row says what it shows. */
export type Stale = Pick<typeof publications.$inferSelect, "kvKey" | "workspaceId" | "kind" | "subjectId">;

/** The rows of one kind whose copies are wanted. */
export type Subjects = { readonly workspaceIds: readonly WorkspaceId[]; readonly ids: readonly string[] };

/** A copy by the name of its subject. */
export type Copies = readonly (readonly [string, object])[];

/** Names a subject. Ids are unique within a workspace only, as far as the tables promise. */
export const nameOf = (workspaceId: string, subjectId: string): string => `${workspaceId} ${subjectId}`;
