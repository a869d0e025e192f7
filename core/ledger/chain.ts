/** An entry as its journal's hash has it. */
export type ChainedEntry = {
  readonly line: number;
  readonly account: string;
  readonly affiliateId: string | null;
  readonly currency: string;
  readonly amountMinor: bigint | string;
};

/** All of a journal that its hash covers. Instants are in UTC with microseconds, `2026-11-20T10:00:04.595000Z`. */
export type ChainedJournal = {
  readonly workspaceId: string;
  readonly sequence: bigint;
  readonly previousHash: string;
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly fingerprint: string;
  readonly bookedAt: string;
  readonly createdAt: string;
  readonly adjustsPeriod: string | null;
  readonly refs: Readonly<Record<string, unknown>>;
  /** In the order of their lines. */
  readonly entries: readonly ChainedEntry[];
};

/**
 * The text whose SHA-256 is a journal's hash: a JSON array without white space, in an order that never
 * changes. The function `journal_content` of the database writes the same.
 */
export function journalContent(journal: ChainedJournal): string {
  return JSON.stringify([
    ...["tributary.journal.v1", journal.workspaceId, String(journal.sequence), journal.previousHash],
    ...[journal.id, journal.key, journal.kind, journal.fingerprint, journal.bookedAt, journal.createdAt],
    journal.adjustsPeriod,
    Object.entries(journal.refs).sort(([left], [right]) => (left < right ? -1 : 1)),
    journal.entries.map((entry) => [
      ...[entry.line, entry.account, entry.affiliateId, entry.currency, String(entry.amountMinor)],
    ]),
  ]);
}
