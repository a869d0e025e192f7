import { canonicalJson } from "../shared/canonical-json.ts";
import type { ChainedEntry, ChainedJournal } from "./chain.ts";

/** What is published of the journals that a workspace wrote on one day. Instants and numbers are text. */
export type RootDocument = {
  readonly format: "tributary.root.v1";
  readonly workspace_id: string;
  /** UTC, `YYYY-MM-DD`. */
  readonly day: string;
  readonly first_sequence: string;
  readonly last_sequence: string;
  /** Hash of the journal at `last_sequence`, which all journals up to it went into. */
  readonly last_hash: string;
  readonly entries_count: number;
  /** Root of the Merkle tree (RFC 6962, SHA-256) over the day's entries, hex. */
  readonly merkle_root: string;
  /** SHA-256 of the document published before, hex; null for the first. */
  readonly previous_document_sha256: string | null;
};

/** The bytes of a published document, as text: equal documents are equal texts. */
export const rootDocumentText = (document: RootDocument): string => canonicalJson(document);

/** An entry as a leaf of the tree: what it says, and of which journal it is. */
export type LeafEntry = ChainedEntry &
  Pick<
    ChainedJournal,
    "workspaceId" | "sequence" | "key" | "kind" | "bookedAt" | "createdAt" | "adjustsPeriod"
  > & {
    readonly journalId: string;
  };

/** The text of a leaf: a JSON array without white space, in an order that never changes. */
export function leafText(entry: LeafEntry): string {
  return JSON.stringify([
    ...[
      "tributary.entry.v1",
      entry.workspaceId,
      String(entry.sequence),
      entry.journalId,
      entry.line,
      entry.key,
    ],
    ...[entry.kind, entry.bookedAt, entry.createdAt, entry.adjustsPeriod, entry.account, entry.affiliateId],
    ...[entry.currency, String(entry.amountMinor)],
  ]);
}

/** The leaves of a journal in the order of its lines. */
export function leavesOf(journal: ChainedJournal): readonly LeafEntry[] {
  const { workspaceId, sequence, id: journalId, key, kind, bookedAt, createdAt, adjustsPeriod } = journal;
  return journal.entries.map((entry) => ({
    ...{ workspaceId, sequence, journalId, key, kind, bookedAt, createdAt, adjustsPeriod },
    ...entry,
  }));
}
