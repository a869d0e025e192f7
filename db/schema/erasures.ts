import { index, jsonb, pgEnum, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { ErasureId } from "../../core/shared/id.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

export const erasureStatus = pgEnum("erasure_status", ["requested", "done"]);

/** A wish to erase what is known of a person; done once Postgres and the click log hold nothing that names them. */
export const erasures = pgTable(
  "erasures",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<ErasureId>().notNull(),
    /** Visitor ids to erase, those of the customer named included. Emptied once done. */
    visitorIds: text("visitor_ids").array().notNull(),
    status: erasureStatus().notNull().default("requested"),
    /** What was erased, in counts. */
    outcome: jsonb(),
    createdAt: createdAt(),
    doneAt: instant("done_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    index("erasures_status_idx").on(table.workspaceId, table.status),
  ],
);
