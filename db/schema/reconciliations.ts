import { bigint, boolean, jsonb, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

/** Whether the stores agree on an hour of clicks, as last compared. */
export const clickReconciliations = pgTable(
  "click_reconciliations",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    hour: instant("hour").notNull(),
    postgresClicks: bigint("postgres_clicks", { mode: "number" }).notNull(),
    countedClicks: bigint("counted_clicks", { mode: "number" }).notNull(),
    parquetClicks: bigint("parquet_clicks", { mode: "number" }).notNull(),
    manifestClicks: bigint("manifest_clicks", { mode: "number" }).notNull(),
    isEqual: boolean("is_equal").notNull(),
    /** What differs, for a person: ids that only one store has, at most 100 of each. */
    difference: jsonb().notNull().default({}),
    checkedAt: instant("checked_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.hour] })],
);
