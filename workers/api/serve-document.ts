import type { DocumentRow } from "../../services/documents/read-documents.ts";
import { pdfKey } from "../../services/documents/store-pdfs.ts";
import { RequestError } from "../shared/errors.ts";
import { fileHeaders } from "./file-headers.ts";
import type { Call } from "./route.ts";
import { serveKey } from "./serve-object.ts";

/** Serves the PDF of a document that the caller may see; throws `RequestError` 404 until there is one. */
export async function serveDocument(
  { context, request, env }: Call,
  document: DocumentRow,
): Promise<Response> {
  const headers = fileHeaders(`${document.number.replaceAll("/", "-")}.pdf`);
  const key = pdfKey(context.workspaceId, document.id);
  const served = document.pdfHash === null ? null : await serveKey(env.PAYOUT_FILES, key, request, headers);
  if (!served) throw new RequestError("not_found", "The document has no PDF yet.");
  return served;
}
