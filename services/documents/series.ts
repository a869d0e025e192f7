import { and, eq, sql } from "drizzle-orm";
import type { DocumentKind } from "../../core/documents/document.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { documentSeries } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Taken } from "../shared/problems.ts";
import { lockSeries } from "./issue-documents.ts";

/** How documents of a kind are numbered, and the last number given. */
export type DocumentSeries = {
  readonly kind: DocumentKind;
  readonly prefix: string;
  readonly lastSequence: bigint;
};

/** The series of every kind. */
export function listSeries(context: Context): Promise<readonly DocumentSeries[]> {
  return transact(context, async (tx) =>
    [...(await lockSeries(tx, context))].map(([kind, series]) => ({ kind, ...series })),
  );
}

/**
 * Sets what stands before the numbers to come of a kind; the numbers go on where they are. A prefix that another
 * kind has, or ever had, is taken: no number is ever borne twice.
 */
export function setSeriesPrefix(
  context: Context,
  kind: DocumentKind,
  prefix: string,
): Promise<Result<DocumentSeries, Taken>> {
  return transact(context, async (tx) => {
    const series = await lockSeries(tx, context);
    const before = series.get(kind);
    if (!before) throw new Error(`there is no series of ${kind}`);
    if (before.prefix === prefix) return ok({ kind, ...before });
    const isOther = [...series].some(([other, each]) => other !== kind && each.prefix === prefix);
    if (isOther || (await wasBorne(tx, context, kind, prefix)))
      return fail({ code: "taken", param: "prefix" });
    await tx
      .update(documentSeries)
      .set({ prefix })
      .where(and(eq(documentSeries.workspaceId, context.workspaceId), eq(documentSeries.kind, kind)));
    const change = { from: before.prefix, to: prefix };
    await audit(tx, context, [
      { action: "document_series.set", subjectId: `document_series:${kind}`, change },
    ]);
    return ok({ kind, prefix, lastSequence: before.lastSequence });
  });
}

/** True if a document of another kind has a number with the prefix. */
async function wasBorne(
  tx: Db,
  { workspaceId }: Context,
  kind: DocumentKind,
  prefix: string,
): Promise<boolean> {
  const { rows } = (await tx.execute(sql`
    select 1 from documents
     where workspace_id = ${workspaceId} and kind <> ${kind} and starts_with(number, ${prefix})
       and substr(number, ${prefix.length + 1}) ~ '^[0-9]+$' limit 1`)) as unknown as { rows: unknown[] };
  return rows.length > 0;
}
