import { issueDocuments } from "../../services/documents/issue-documents.ts";
import { storePdfs } from "../../services/documents/store-pdfs.ts";
import { documentFonts } from "../documents/fonts.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Makes the documents of payouts that were paid or came back, and then their PDFs. */
export const makeDocuments: Job = async (run) => {
  const bucket = run.env.PAYOUT_FILES;
  const files = {
    put: async (key: string, bytes: Uint8Array) => {
      await bucket.put(key, bytes, { httpMetadata: { contentType: "application/pdf" } });
    },
  };
  const issued = await forEachWorkspace(run, "system:make-documents", issueDocuments);
  const drawn = await forEachWorkspace(run, "system:make-documents", (context) =>
    storePdfs(context, { files, fonts: documentFonts }),
  );
  return { issued, drawn };
};
