import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgEnum,
  pgTable,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { PasskeyId, PersonFactorId, PersonId, SessionId } from "../../core/shared/id.ts";
import { createdAt, instant } from "./columns.ts";

/** How a session began. */
export const signInMethod = pgEnum("sign_in_method", ["email_code", "password", "passkey"]);

/**
 * Someone who signs in. People are above workspaces: what they may do there is said by memberships, and which
 * affiliates they are by their ties to those. No row is made before the address was proved.
 */
export const people = pgTable(
  "people",
  {
    id: text().$type<PersonId>().primaryKey(),
    /** In lower case. */
    email: text().notNull(),
    /** Keyed hash of the address, by which it is found. */
    emailHash: text("email_hash").notNull(),
    name: text(),
    emailProvedAt: instant("email_proved_at").notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique("people_email_hash").on(table.emailHash)],
);

const personId = () =>
  text("person_id")
    .$type<PersonId>()
    .notNull()
    .references(() => people.id);

/** The password of a person who has one: scrypt, with its parameters and salt. */
export const personPasswords = pgTable("person_passwords", {
  personId: personId().primaryKey(),
  hash: text().notNull(),
  changedAt: instant("changed_at").notNull(),
});

/** A browser that is signed in. The token itself is in its cookie alone. */
export const sessions = pgTable(
  "sessions",
  {
    id: text().$type<SessionId>().primaryKey(),
    personId: personId(),
    /** SHA-256 of the token, hex. */
    hash: text().notNull(),
    method: signInMethod().notNull(),
    /** When the person last proved itself by more than this session; money asks that it is not long ago. */
    verifiedAt: instant("verified_at"),
    /** Kept to the minute: a session that is not used ends by it. */
    lastUsedAt: instant("last_used_at").notNull(),
    /** When it ends, however much it is used. */
    expiresAt: instant("expires_at").notNull(),
    /** What the browser says it is, so that its owner knows it again. */
    userAgent: text("user_agent"),
    /** Keyed hash of the network of the day; never an address. */
    networkHash: text("network_hash"),
    revokedAt: instant("revoked_at"),
    /** Why it ended before its time, e.g. `signed_out`. */
    revokedFor: text("revoked_for"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("sessions_hash").on(table.hash),
    index("sessions_person_idx").on(table.personId, table.id),
    check("sessions_revoked", sql`(${table.revokedAt} is null) = (${table.revokedFor} is null)`),
  ],
);

/** A public key of an authenticator (WebAuthn) that stands for a person. */
export const passkeys = pgTable(
  "passkeys",
  {
    id: text().$type<PasskeyId>().primaryKey(),
    personId: personId(),
    name: text().notNull(),
    /** Base64url, as browsers give it. */
    credentialId: text("credential_id").notNull(),
    /** COSE key, base64url. */
    publicKey: text("public_key").notNull(),
    counter: bigint({ mode: "bigint" }).notNull(),
    transports: text().array().notNull().default(sql`'{}'`),
    isBackedUp: boolean("is_backed_up").notNull(),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("passkeys_credential").on(table.credentialId),
    index("passkeys_person_idx").on(table.personId, table.id),
  ],
);

/** A secret of one-time codes (TOTP) of a person, as `step_up_factors` are of keys. It counts once it was confirmed. */
export const personFactors = pgTable(
  "person_factors",
  {
    id: text().$type<PersonFactorId>().primaryKey(),
    personId: personId(),
    /** The secret, in an envelope for this row. */
    sealed: text().notNull(),
    confirmedAt: instant("confirmed_at"),
    revokedAt: instant("revoked_at"),
    /** The step of time whose code was used last: that code and all before it are spent. */
    lastCounter: bigint("last_counter", { mode: "bigint" }),
    failures: integer().notNull().default(0),
    waitUntil: instant("wait_until"),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("person_factors_confirmed")
      .on(table.personId)
      .where(sql`${table.confirmedAt} is not null and ${table.revokedAt} is null`),
    uniqueIndex("person_factors_unconfirmed")
      .on(table.personId)
      .where(sql`${table.confirmedAt} is null and ${table.revokedAt} is null`),
    check("person_factors_failures", sql`${table.failures} >= 0`),
  ],
);

/** Codes for the day an authenticator is lost, each good once. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    /** Keyed hash of the code, hex. */
    hash: text().primaryKey(),
    personId: personId(),
    usedAt: instant("used_at"),
    /** When newer ones took its place. */
    revokedAt: instant("revoked_at"),
    createdAt: createdAt(),
  },
  (table) => [index("recovery_codes_person_idx").on(table.personId)],
);
