import { bigint, index, integer, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { instant } from "./columns.ts";

/**
 * What could not be processed, as it came, with the reason. A message too broken to name its
 * workspace has none, and is seen by no tenant.
 */
export const badRows = pgTable(
  "bad_rows",
  {
    id: bigint({ mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    workspaceId: text("workspace_id").$type<WorkspaceId>(),
    /** Where it was refused: `clicks`, `conversions`, `payouts`, `dead-letters`. */
    stage: text().notNull(),
    reason: text().notNull(),
    /** What exactly was wrong, for a person. */
    detail: text().notNull(),
    /** The payload as JSON text, so that any string survives, NUL and lone surrogates included. */
    payload: text().notNull(),
    /** SHA-256 of stage and payload, hex: a redelivery is stored once, whatever it is refused for. */
    fingerprint: text().notNull(),
    receivedAt: instant("received_at").notNull(),
    /** How often it was tried again, and when a trial succeeded. */
    replays: integer().notNull().default(0),
    resolvedAt: instant("resolved_at"),
  },
  (table) => [
    unique("bad_rows_fingerprint").on(table.fingerprint),
    index("bad_rows_workspace_idx").on(table.workspaceId, table.id),
  ],
);
