import { integer } from "drizzle-orm/pg-core";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

/** Goes up with each change, by a trigger: what `ETag` tells and `If-Match` asks for. */
export const version = () => integer().notNull().default(1);

/** When the row was taken out of lists; null while it is in them. Nothing is ever deleted. */
export const archivedAt = () => instant("archived_at");

/** What every row of a standard entity has besides its id. */
export const resourceColumns = () => ({
  workspaceId: workspaceId().references(() => workspaces.id),
  version: version(),
  archivedAt: archivedAt(),
  createdAt: createdAt(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});
