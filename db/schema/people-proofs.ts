import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgEnum, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { PersonId, PersonMailId, ProofId } from "../../core/shared/id.ts";
import { createdAt, instant } from "./columns.ts";
import { noticeStatus } from "./notices.ts";

export const proofKind = pgEnum("proof_kind", [
  "email_code",
  "second_factor",
  "password_reset",
  "email_change",
  "passkey_sign_in",
  "passkey_enrol",
]);

/** What a person is to give back to prove itself: a code or a link by mail, a challenge. Each is good once. */
export const signInProofs = pgTable(
  "sign_in_proofs",
  {
    id: text().$type<ProofId>().primaryKey(),
    kind: proofKind().notNull(),
    /** Whose address it is for; null where nobody is named yet. */
    emailHash: text("email_hash"),
    personId: text("person_id").$type<PersonId>(),
    /** Keyed hash of the code, the token or the challenge, hex. */
    hash: text().notNull(),
    /** What it leads to; addresses are sealed in it. */
    detail: jsonb().notNull().default({}),
    /** Counted before each is looked at. */
    tries: integer().notNull().default(0),
    expiresAt: instant("expires_at").notNull(),
    /** When it was used, or another took its place. */
    spentAt: instant("spent_at"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("sign_in_proofs_hash").on(table.hash),
    index("sign_in_proofs_person_idx").on(table.personId, table.kind),
    index("sign_in_proofs_expires_idx").on(table.expiresAt),
    check("sign_in_proofs_tries", sql`${table.tries} >= 0`),
  ],
);

/** How often an account or a network tried of late, and until when it waits. Keys are hashes: they name nobody. */
export const signInThrottles = pgTable(
  "sign_in_throttles",
  {
    key: text().primaryKey(),
    tries: integer().notNull(),
    /** When the first of them was. */
    since: instant("since").notNull(),
    waitUntil: instant("wait_until"),
  },
  (table) => [
    index("sign_in_throttles_since_idx").on(table.since),
    check("sign_in_throttles_tries", sql`${table.tries} >= 0`),
  ],
);

/** Mails to people themselves, as `notices` are of workspaces: written with their cause, sent at least once. */
export const personMails = pgTable(
  "person_mails",
  {
    id: text().$type<PersonMailId>().primaryKey(),
    /** Whom it goes to. */
    emailHash: text("email_hash").notNull(),
    kind: text().notNull(),
    /** Recipient, subject and text, in an envelope for this row. */
    sealed: text().notNull(),
    status: noticeStatus().notNull().default("waiting"),
    attempts: integer().notNull().default(0),
    dueAt: instant("due_at").notNull(),
    sentAt: instant("sent_at"),
    problem: text(),
    createdAt: createdAt(),
  },
  (table) => [
    index("person_mails_due_idx").on(table.dueAt).where(sql`${table.status} = 'waiting'`),
    check("person_mails_sent", sql`(${table.status} = 'sent') = (${table.sentAt} is not null)`),
  ],
);
