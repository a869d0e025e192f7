import { and, asc, desc, eq, inArray, lt } from "drizzle-orm";
import type { JournalKind } from "../../core/ledger/journal.ts";
import { groupBy } from "../../core/shared/group-by.ts";
import type { JournalId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { journals, ledgerEntries } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** A journal with its entries in the order of their lines. */
export type JournalView = typeof journals.$inferSelect & {
  readonly entries: readonly (typeof ledgerEntries.$inferSelect)[];
};

/** What a list of journals is narrowed to. */
export type JournalFilter = {
  readonly kind?: JournalKind | undefined;
  /** The natural key of the effect. */
  readonly key?: string | undefined;
};

/** Journals of the workspace, newest first. */
export function listJournals(
  context: Context,
  filter: JournalFilter,
  { limit, after }: PageRequest,
): Promise<Page<JournalView>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(journals)
      .where(
        and(
          eq(journals.workspaceId, context.workspaceId),
          filter.kind === undefined ? undefined : eq(journals.kind, filter.kind),
          filter.key === undefined ? undefined : eq(journals.key, filter.key),
          after ? lt(journals.id, after as JournalId) : undefined,
        ),
      )
      .orderBy(desc(journals.id))
      .limit(limit + 1);
    const page = cutPage(rows, limit, ({ id }) => id);
    return { ...page, rows: await withEntries(tx, context, page.rows) };
  });
}

/**
 * The journals booked under these keys, in the order in which their transactions began; a key that was
 * never booked is left out. Two effects of one call have the same `bookedAt`, so that is not enough.
 */
export async function loadJournalsByKey(
  tx: Db,
  context: Context,
  keys: readonly string[],
): Promise<readonly JournalView[]> {
  if (keys.length === 0) return [];
  const rows = await tx
    .select()
    .from(journals)
    .where(and(eq(journals.workspaceId, context.workspaceId), inArray(journals.key, [...keys])))
    .orderBy(asc(journals.createdAt), asc(journals.id));
  return withEntries(tx, context, rows);
}

async function withEntries(
  tx: Db,
  context: Context,
  rows: readonly (typeof journals.$inferSelect)[],
): Promise<readonly JournalView[]> {
  if (rows.length === 0) return [];
  const entries = await tx
    .select()
    .from(ledgerEntries)
    .where(
      and(
        eq(ledgerEntries.workspaceId, context.workspaceId),
        inArray(
          ledgerEntries.journalId,
          rows.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(asc(ledgerEntries.journalId), asc(ledgerEntries.line));
  const byJournal = groupBy(entries, ({ journalId }) => journalId);
  return rows.map((row) => ({ ...row, entries: byJournal.get(row.id) ?? [] }));
}
