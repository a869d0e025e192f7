import { bigint, char, text, timestamp } from "drizzle-orm/pg-core";
import type { Currency } from "../../core/money/currency.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";

/** The tenant of a row. Row-level security compares it with the workspaces set on the transaction. */
export const workspaceId = () => text("workspace_id").$type<WorkspaceId>().notNull();

/** An instant, kept with its zone; drizzle gives and takes a `Date`. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** When the row was written. */
export const createdAt = () => instant("created_at").notNull().defaultNow();

/** Integer minor units of the row's currency. */
export const minorUnits = (name: string) => bigint(name, { mode: "bigint" });

/** ISO 4217 alphabetic code. */
export const currency = (name = "currency") => char(name, { length: 3 }).$type<Currency>();
