import { sql } from "drizzle-orm";
import { bigint, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";

/**
 * What happened at sign-in, to people: the audit log above workspaces, chained in the same way. Each stream is a
 * chain of its own: a person's id, or the keyed hash of an address that is nobody's.
 */
export const personEvents = pgTable(
  "person_events",
  {
    id: bigint({ mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    stream: text().notNull(),
    /** `person:per_…`, or `anyone` before it is known who. */
    actor: text().notNull(),
    /** What happened, e.g. `session.started`. */
    action: text().notNull(),
    subjectId: text("subject_id").notNull(),
    /** No secret, no address: the network is a keyed hash of the day. */
    change: jsonb().notNull(),
    requestId: text("request_id").notNull(),
    createdAt: createdAt(),
    sequence: bigint({ mode: "bigint" }).notNull(),
    previousHash: text("previous_hash").notNull(),
    hash: text().notNull(),
  },
  (table) => [unique("person_events_sequence").on(table.stream, table.sequence)],
);

/** Where each stream ends. Whoever writes to it locks this row first. */
export const personEventHeads = pgTable("person_event_heads", {
  stream: text().primaryKey(),
  lastSequence: bigint("last_sequence", { mode: "bigint" }).notNull().default(sql`0`),
  lastHash: text("last_hash").notNull().default("0".repeat(64)),
});
