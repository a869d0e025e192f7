import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";

/** What became of an uploaded file of conversions. */
export type ImportedFile = {
  /** SHA-256 of its bytes, hex: by it the audit log tells who sent a file, whatever it was called. */
  readonly sha256: string;
  readonly rows: number;
  readonly accepted: number;
  readonly conflicts: number;
  readonly refused: number;
};

/**
 * Notes that somebody reported the conversions of a file. Its rows are with the queue by then: where this throws the call is
 * not answered, and the same file again is noted, and does no harm.
 */
export function noteImport(context: Context, { sha256, ...counts }: ImportedFile): Promise<void> {
  return transact(context, (tx) =>
    audit(tx, context, [{ action: "conversion_import.done", subjectId: sha256, change: counts }]),
  );
}
