import { and, asc, eq, isNull } from "drizzle-orm";
import type { Fonts } from "../../core/documents/pdf/pdf-file.ts";
import { renderDocument, type StoredDocument } from "../../core/documents/render-document.ts";
import type { DocumentId, WorkspaceId } from "../../core/shared/id.ts";
import { documents } from "../../db/schema/index.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { type Context, transact } from "../shared/context.ts";

/** Documents drawn in one run of one workspace; what is left waits for the next. */
const PDFS_PER_RUN_MAX = 200;

/** Where files of documents are kept; R2 is one. */
export type DocumentFiles = { readonly put: (key: string, bytes: Uint8Array) => Promise<void> };

/** Where the PDF of a document lies. */
export function pdfKey(workspaceId: WorkspaceId, id: DocumentId): string {
  return `documents/${workspaceId}/${id}.pdf`;
}

/**
 * Draws the documents that have no PDF yet and keeps it, and then its hash in their row. A document is always
 * drawn the same, so that a run that died between the two does no harm, nor do two at once.
 *
 * @returns how many were drawn
 */
export async function storePdfs(
  context: Context,
  { files, fonts }: { readonly files: DocumentFiles; readonly fonts: () => Fonts },
): Promise<number> {
  const { workspaceId } = context;
  const isBare = and(eq(documents.workspaceId, workspaceId), isNull(documents.pdfHash));
  const bare = await transact(context, (tx) =>
    tx
      .select({ id: documents.id, body: documents.body, hash: documents.hash })
      .from(documents)
      .where(isBare)
      .orderBy(asc(documents.id))
      .limit(PDFS_PER_RUN_MAX),
  );
  for (const { id, body, hash } of bare) {
    const pdf = renderDocument(JSON.parse(body) as StoredDocument, hash, fonts());
    await files.put(pdfKey(workspaceId, id), pdf);
    await transact(context, (tx) =>
      tx
        .update(documents)
        .set({ pdfHash: sha256Hex(pdf) })
        .where(and(isBare, eq(documents.id, id))),
    );
  }
  return bare.length;
}
