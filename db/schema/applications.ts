import { sql } from "drizzle-orm";
import {
  boolean,
  char,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { AutoApproveRule, Question, Terms } from "../../core/applications/form.ts";
import type { AffiliateId, ApplicationId, PersonId, ProgramId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { people } from "./people.ts";
import { programs } from "./programs.ts";

export const applicationStatus = pgEnum("application_status", [
  "pending",
  "approved",
  "rejected",
  "withdrawn",
]);

/** What a program asks of those who want to promote it. Each version stays as it was: who consented, consented to one. */
export const applicationForms = pgTable(
  "application_forms",
  {
    workspaceId: workspaceId(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    version: integer().notNull(),
    isOpen: boolean("is_open").notNull(),
    questions: jsonb().$type<readonly Question[]>().notNull(),
    terms: jsonb().$type<Terms>().notNull(),
    /** SHA-256 of questions and terms, hex: what an applicant is shown. */
    hash: char({ length: 64 }).notNull(),
    /** Who is approved at once: whom one of them fits. */
    autoApprove: jsonb("auto_approve").$type<readonly AutoApproveRule[]>().notNull(),
    /** The group of affiliates that approvals make. */
    group: text("affiliate_group"),
    /** Days after which somebody who was rejected may apply again; null for never. */
    reapplyDays: integer("reapply_days"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.programId, table.version] }),
    foreignKey({
      columns: [table.workspaceId, table.programId],
      foreignColumns: [programs.workspaceId, programs.id],
      name: "application_forms_program_fk",
    }),
    index("application_forms_program_idx").on(table.programId, table.version),
    check("application_forms_version_positive", sql`${table.version} > 0`),
    check("application_forms_reapply_days_range", sql`${table.reapplyDays} between 0 and 3650`),
  ],
);

/** Somebody who wants to promote a program: what was answered, what was consented to and when, and what came of it. */
export const applications = pgTable(
  "applications",
  {
    workspaceId: workspaceId(),
    id: text().$type<ApplicationId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    formVersion: integer("form_version").notNull(),
    /** Hash of the form as the applicant was shown it. */
    formHash: char("form_hash", { length: 64 }).notNull(),
    personId: text("person_id")
      .$type<PersonId>()
      .notNull()
      .references(() => people.id),
    name: text().notNull(),
    /** The address that the person had proved. */
    email: text().notNull(),
    country: char({ length: 2 }).notNull(),
    answers: jsonb().$type<Readonly<Record<string, unknown>>>().notNull(),
    termsVersion: text("terms_version").notNull(),
    consentedAt: instant("consented_at").notNull(),
    status: applicationStatus().notNull().default("pending"),
    /** What the rules for approving at once said of it, for the merchant. */
    explanation: text().notNull(),
    decidedAt: instant("decided_at"),
    decidedBy: text("decided_by"),
    /** What the applicant is told. */
    reason: text(),
    /** Who an approval made of the person. */
    affiliateId: text("affiliate_id").$type<AffiliateId>(),
    createdAt: createdAt(),
    /** When what it told of the applicant was erased: from then on those columns are empty. */
    erasedAt: instant("erased_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.workspaceId, table.programId, table.formVersion],
      foreignColumns: [applicationForms.workspaceId, applicationForms.programId, applicationForms.version],
      name: "applications_form_fk",
    }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
      name: "applications_affiliate_fk",
    }),
    uniqueIndex("applications_standing")
      .on(table.workspaceId, table.programId, table.personId)
      .where(sql`${table.status} in ('pending', 'approved')`),
    index("applications_to_erase")
      .on(table.workspaceId, table.decidedAt)
      .where(sql`${table.status} not in ('pending', 'approved') and ${table.erasedAt} is null`),
    index("applications_person_idx").on(table.personId, table.id),
    index("applications_affiliate_idx").on(table.workspaceId, table.affiliateId, table.programId),
    check("applications_decided", sql`(${table.status} = 'pending') = (${table.decidedAt} is null)`),
    check("applications_approved", sql`(${table.status} = 'approved') = (${table.affiliateId} is not null)`),
    check("applications_rejected", sql`${table.status} <> 'rejected' or ${table.reason} is not null`),
    check(
      "applications_erased",
      sql`${table.erasedAt} is null or (${table.status} not in ('pending', 'approved') and ${table.answers} = '{}'
        and ${table.name} || ${table.email} || ${table.country} || ${table.explanation} || coalesce(${table.reason}, '') = '')`,
    ),
  ],
);

/** That a person is the login of an affiliate. A person is one affiliate of a workspace at a time. */
export const affiliatePeople = pgTable(
  "affiliate_people",
  {
    workspaceId: workspaceId(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    personId: text("person_id")
      .$type<PersonId>()
      .notNull()
      .references(() => people.id),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    removedAt: instant("removed_at"),
    removedBy: text("removed_by"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.affiliateId, table.personId] }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
      name: "affiliate_people_affiliate_fk",
    }),
    uniqueIndex("affiliate_people_standing")
      .on(table.workspaceId, table.personId)
      .where(sql`${table.removedAt} is null`),
    index("affiliate_people_person_idx").on(table.personId, table.affiliateId),
    check("affiliate_people_removed", sql`(${table.removedAt} is null) = (${table.removedBy} is null)`),
  ],
);
