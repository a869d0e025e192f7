import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type {
  AffiliateId,
  CustomRoleId,
  InvitationId,
  MemberId,
  OrganisationId,
  PersonId,
} from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { customRoles, memberRole, members } from "./members.ts";
import { workspaces } from "./organisations.ts";
import { people } from "./people.ts";

/**
 * That whoever proves an address may become a member, of one workspace or of its whole organisation, or the login of an
 * affiliate. One that expires stays.
 */
export const invitations = pgTable(
  "invitations",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<InvitationId>().notNull(),
    organisationId: text("organisation_id").$type<OrganisationId>().notNull(),
    /** Of the whole organisation. */
    isWide: boolean("is_wide").notNull(),
    role: memberRole(),
    customRoleId: text("custom_role_id").$type<CustomRoleId>(),
    /** Whose login it makes, in place of a role. */
    affiliateId: text("affiliate_id").$type<AffiliateId>(),
    email: text().notNull(),
    /** Keyed hash of the address, which the person who accepts must have. */
    emailHash: text("email_hash").notNull(),
    /** Keyed hash of the token in the link; another after each resending. */
    hash: text().notNull(),
    sendings: integer().notNull().default(1),
    expiresAt: instant("expires_at").notNull(),
    acceptedAt: instant("accepted_at"),
    memberId: text("member_id")
      .$type<MemberId>()
      .references(() => members.id),
    /** Who became the login of the affiliate. */
    personId: text("person_id")
      .$type<PersonId>()
      .references(() => people.id),
    revokedAt: instant("revoked_at"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.customRoleId],
      foreignColumns: [customRoles.organisationId, customRoles.id],
      name: "invitations_custom_role_fk",
    }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
      name: "invitations_affiliate_fk",
    }),
    uniqueIndex("invitations_open")
      .on(table.workspaceId, table.emailHash, table.isWide)
      .where(
        sql`${table.acceptedAt} is null and ${table.revokedAt} is null and ${table.affiliateId} is null`,
      ),
    uniqueIndex("invitations_open_login")
      .on(table.workspaceId, table.affiliateId, table.emailHash)
      .where(
        sql`${table.acceptedAt} is null and ${table.revokedAt} is null and ${table.affiliateId} is not null`,
      ),
    uniqueIndex("invitations_hash").on(table.hash),
    check(
      "invitations_one_gift",
      sql`num_nonnulls(${table.role}, ${table.customRoleId}, ${table.affiliateId}) = 1`,
    ),
    check(
      "invitations_accepted_by_one",
      sql`num_nonnulls(${table.memberId}, ${table.personId}) = num_nonnulls(${table.acceptedAt})`,
    ),
    check("invitations_person_is_login", sql`${table.personId} is null or ${table.affiliateId} is not null`),
    check("invitations_one_end", sql`${table.acceptedAt} is null or ${table.revokedAt} is null`),
  ],
);
