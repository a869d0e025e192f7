import type { WorkspaceId } from "../../core/shared/id.ts";
import { rawClicksPrefix, rawHour } from "../clicks/raw-object-key.ts";
import type { Span } from "./clicks.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** An object of the raw click log. */
export type RawObject = {
  /** Its name below the prefix of the workspace: `day=…/hour=…/….ndjson.gz`. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly uploadedAt: Date;
};

/** What holds the raw click log; R2 is one. */
export interface RawObjectStore {
  /** Objects under the prefix whose keys sort after `startAfter`, in the order of their keys. */
  list(options: {
    readonly prefix: string;
    readonly startAfter: string;
    readonly limit: number;
  }): Promise<readonly { readonly key: string; readonly size: number; readonly uploaded: Date }[]>;
}

/** The raw objects of a workspace for every hour that the span touches, oldest first. */
export async function listRawObjects(
  store: RawObjectStore,
  { workspaceId, span }: { readonly workspaceId: WorkspaceId; readonly span: Span },
  { limit, after }: PageRequest,
): Promise<Page<RawObject>> {
  if (span.from >= span.to) return { rows: [], nextAfter: null };
  const prefix = rawClicksPrefix(workspaceId);
  const firstHour = rawHour(span.from);
  const lastHour = rawHour(new Date(span.to.getTime() - 1));
  const startAfter = `${prefix}${after !== null && after > firstHour ? after : firstHour}`;
  const found = await store.list({ prefix, startAfter, limit: limit + 1 });
  const objects = found
    .map(({ key, size, uploaded }) => ({
      name: key.slice(prefix.length),
      sizeBytes: size,
      uploadedAt: uploaded,
    }))
    .filter(({ name }) => name.slice(0, lastHour.length) <= lastHour);
  return cutPage(objects, limit, ({ name }) => name);
}
