import { pgEnum, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { AffiliateId } from "../../core/shared/id.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

export const affiliateStatus = pgEnum("affiliate_status", ["active", "suspended"]);

/** Who promotes and earns. */
export const affiliates = pgTable(
  "affiliates",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<AffiliateId>().notNull(),
    name: text().notNull(),
    email: text().notNull(),
    status: affiliateStatus().notNull().default("active"),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] })],
);
