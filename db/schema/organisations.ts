import { sql } from "drizzle-orm";
import { check, integer, jsonb, pgEnum, pgTable, text } from "drizzle-orm/pg-core";
import type { ParameterMap } from "../../core/link/parameters.ts";
import type { OrganisationId, WorkspaceId } from "../../core/shared/id.ts";
import { createdAt } from "./columns.ts";

/** A workspace holds either real data or test data, never both; the prefix of its keys says which. */
export const workspaceMode = pgEnum("workspace_mode", ["live", "test"]);

/** Who signs the contract; owns workspaces. */
export const organisations = pgTable("organisations", {
  id: text().$type<OrganisationId>().primaryKey(),
  name: text().notNull(),
  createdAt: createdAt(),
});

/** The tenant: everything else belongs to exactly one workspace. */
export const workspaces = pgTable(
  "workspaces",
  {
    id: text().$type<WorkspaceId>().primaryKey(),
    organisationId: text("organisation_id")
      .$type<OrganisationId>()
      .notNull()
      .references(() => organisations.id),
    name: text().notNull(),
    mode: workspaceMode().notNull(),
    /** Fraud points from which a commission is held. */
    fraudThreshold: integer("fraud_threshold").notNull().default(60),
    /** How long a conversion waits for a click that its signed id proves. */
    clickWaitSeconds: integer("click_wait_seconds").notNull().default(3600),
    /** Names of query parameters that another system used, so that a merchant who moves changes no link. */
    parameterMap: jsonb("parameter_map").$type<ParameterMap>().notNull().default({}),
    /** IANA name; months and quarters of plans begin at its midnight. */
    timeZone: text("time_zone").notNull().default("UTC"),
    createdAt: createdAt(),
  },
  (table) => [
    check("workspaces_fraud_threshold_positive", sql`${table.fraudThreshold} > 0`),
    check("workspaces_click_wait_not_negative", sql`${table.clickWaitSeconds} >= 0`),
  ],
);
