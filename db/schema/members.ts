import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Permission } from "../../core/access/permissions.ts";
import { ROLES } from "../../core/access/roles.ts";
import type {
  AffiliateId,
  CustomRoleId,
  MemberId,
  OrganisationId,
  PersonId,
  WorkspaceId,
} from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { organisations, workspaces } from "./organisations.ts";
import { people } from "./people.ts";
import { version } from "./resource-columns.ts";

export const memberRole = pgEnum("member_role", ROLES);
export const memberStatus = pgEnum("member_status", ["active", "removed"]);
export const customRoleStatus = pgEnum("custom_role_status", ["active", "archived"]);

/** A role that an organisation made of the list of permissions. */
export const customRoles = pgTable(
  "custom_roles",
  {
    organisationId: text("organisation_id")
      .$type<OrganisationId>()
      .notNull()
      .references(() => organisations.id),
    id: text().$type<CustomRoleId>().notNull(),
    name: text().notNull(),
    permissions: text().array().$type<Permission[]>().notNull(),
    status: customRoleStatus().notNull().default("active"),
    /** The actor who made it. */
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    uniqueIndex("custom_roles_name")
      .on(table.organisationId, table.name)
      .where(sql`${table.status} = 'active'`),
    check(
      "custom_roles_not_portal",
      sql`not (${table.permissions} && array['portal:read', 'portal:write']) and cardinality(${table.permissions}) > 0`,
    ),
  ],
);

/** What a person is in an organisation or in one of its workspaces. A removed membership stays, and counts no more. */
export const members = pgTable(
  "members",
  {
    id: text().$type<MemberId>().primaryKey(),
    organisationId: text("organisation_id")
      .$type<OrganisationId>()
      .notNull()
      .references(() => organisations.id),
    /** Null for the whole organisation. */
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .references(() => workspaces.id),
    personId: text("person_id")
      .$type<PersonId>()
      .notNull()
      .references(() => people.id),
    /** Either a role of the product or one of the organisation's own. */
    role: memberRole(),
    customRoleId: text("custom_role_id").$type<CustomRoleId>(),
    status: memberStatus().notNull().default("active"),
    /** The actor who made the person a member. */
    createdBy: text("created_by").notNull(),
    version: version(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    removedAt: instant("removed_at"),
  },
  (table) => [
    foreignKey({
      columns: [table.organisationId, table.customRoleId],
      foreignColumns: [customRoles.organisationId, customRoles.id],
      name: "members_custom_role_fk",
    }),
    unique("members_organisation").on(table.organisationId, table.id),
    uniqueIndex("members_of_organisation")
      .on(table.organisationId, table.personId)
      .where(sql`${table.workspaceId} is null and ${table.status} = 'active'`),
    uniqueIndex("members_of_workspace")
      .on(table.workspaceId, table.personId)
      .where(sql`${table.workspaceId} is not null and ${table.status} = 'active'`),
    index("members_person_idx").on(table.personId).where(sql`${table.status} = 'active'`),
    index("members_workspace_idx").on(table.workspaceId, table.id),
    check("members_one_role", sql`(${table.role} is null) <> (${table.customRoleId} is null)`),
    check("members_removed", sql`(${table.status} = 'removed') = (${table.removedAt} is not null)`),
  ],
);

/** Which affiliates an agent looks after, and since when. One that has ended stays. */
export const affiliateAssignments = pgTable(
  "affiliate_assignments",
  {
    workspaceId: workspaceId(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    memberId: text("member_id")
      .$type<MemberId>()
      .notNull()
      .references(() => members.id),
    since: instant("since").notNull(),
    endedAt: instant("ended_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.affiliateId, table.memberId] }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    index("affiliate_assignments_member_idx")
      .on(table.workspaceId, table.memberId, table.affiliateId)
      .where(sql`${table.endedAt} is null`),
  ],
);
