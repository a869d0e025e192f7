import { sql } from "drizzle-orm";
import {
  char,
  check,
  date,
  foreignKey,
  index,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { TAX_FORM_KINDS, TAX_FORM_STATUSES } from "../../core/documents/tax-form.ts";
import type { AffiliateId, TaxFormId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";

export const taxFormKind = pgEnum("tax_form_kind", TAX_FORM_KINDS);
export const taxFormStatus = pgEnum("tax_form_status", TAX_FORM_STATUSES);

/**
 * Where an affiliate stands with a tax form. A row says it once and stays; the next takes its place, so that one
 * is current for each affiliate and kind. A form is there while its current row is `verified` and has not expired.
 * Tax numbers of persons are not kept, only their last characters; a VAT id is, since every invoice shows it.
 */
export const taxForms = pgTable(
  "tax_forms",
  {
    workspaceId: workspaceId(),
    id: text().$type<TaxFormId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    kind: taxFormKind().notNull(),
    status: taxFormStatus().notNull(),
    /** ISO 3166-1 alpha-2: where the affiliate is taxed, as the form says. */
    country: char({ length: 2 }),
    /** Of `vat` alone, with the prefix of its country, e.g. `DE136695976`. */
    vatId: text("vat_id"),
    /** The last characters of the number on the form. */
    hint: text(),
    /** The day on which it was signed. */
    signedOn: date("signed_on", { mode: "string" }),
    /** The last day on which it holds; null for good. */
    expiresOn: date("expires_on", { mode: "string" }),
    /** Why it was rejected, in a word for the affiliate. */
    reason: text(),
    /** Null while it is the current one. */
    supersededAt: instant("superseded_at"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    uniqueIndex("tax_forms_current")
      .on(table.workspaceId, table.affiliateId, table.kind)
      .where(sql`${table.supersededAt} is null`),
    index("tax_forms_expiry_idx")
      .on(table.workspaceId, table.expiresOn)
      .where(sql`${table.supersededAt} is null and ${table.status} = 'verified'`),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    check("tax_forms_vat_id", sql`${table.vatId} is null or ${table.kind} = 'vat'`),
    check(
      "tax_forms_verified",
      sql`${table.status} <> 'verified' or case ${table.kind} when 'vat' then ${table.vatId} is not null
        when 'w9' then ${table.signedOn} is not null
        else ${table.signedOn} is not null and ${table.expiresOn} is not null end`,
    ),
    check("tax_forms_hint", sql`length(${table.hint}) <= 4`),
  ],
);
