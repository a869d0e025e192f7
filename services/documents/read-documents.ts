import { and, desc, eq, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { DocumentKind } from "../../core/documents/document.ts";
import type { AffiliateId, DocumentId, PayoutId } from "../../core/shared/id.ts";
import { documents, documentTasks } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";

export type DocumentRow = typeof documents.$inferSelect;

/** Which documents are asked for. A portal always gives the affiliate, so that it sees its own alone. */
export type DocumentFilter = {
  readonly affiliateId?: AffiliateId | undefined;
  readonly payoutId?: PayoutId | undefined;
  readonly kind?: DocumentKind | undefined;
};

/** Documents of the workspace, newest first. */
export function listDocuments(
  context: Context,
  filter: DocumentFilter,
  { limit, after }: PageRequest,
): Promise<Page<DocumentRow>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(documents)
      .where(
        and(
          ...[isOf(context, filter), filter.kind ? eq(documents.kind, filter.kind) : undefined],
          filter.payoutId ? eq(documents.payoutId, filter.payoutId) : undefined,
          after ? lt(documents.id, after as DocumentId) : undefined,
        ),
      )
      .orderBy(desc(documents.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One document of the workspace, or of an affiliate of it where one is given; else null. */
export async function findDocument(
  context: Context,
  id: DocumentId,
  affiliateId?: AffiliateId,
): Promise<DocumentRow | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(documents)
      .where(and(isOf(context, { affiliateId }), eq(documents.id, id))),
  );
  return row ?? null;
}

const isOf = ({ workspaceId }: Context, { affiliateId }: Pick<DocumentFilter, "affiliateId">) =>
  and(
    eq(documents.workspaceId, workspaceId),
    affiliateId ? eq(documents.affiliateId, affiliateId) : undefined,
  );

/** A document that could not be made yet. */
export type WaitingDocument = Pick<
  typeof documentTasks.$inferSelect,
  "payoutId" | "kind" | "waitsFor" | "lookAt"
>;

/** Documents that could not be made yet, and what they wait for, by payout. */
export function listWaitingDocuments(
  context: Context,
  { limit, after }: PageRequest,
): Promise<Page<WaitingDocument>> {
  return transact(context, async (tx) => {
    const { payoutId, kind, waitsFor, lookAt, doneAt, workspaceId } = documentTasks;
    const rows = await tx
      .select({ payoutId, kind, waitsFor, lookAt })
      .from(documentTasks)
      .where(
        and(
          ...[eq(workspaceId, context.workspaceId), isNull(doneAt), isNotNull(waitsFor)],
          after ? sql`${payoutId} || ' ' || ${kind} > ${after}` : undefined,
        ),
      )
      .orderBy(sql`${payoutId} || ' ' || ${kind}`)
      .limit(limit + 1);
    return cutPage(rows, limit, (row) => `${row.payoutId} ${row.kind}`);
  });
}
