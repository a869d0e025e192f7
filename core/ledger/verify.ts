import {
  type Anchor,
  type Chained,
  type ChainFault,
  type ChainPlace,
  diagnose as diagnoseRow,
  type Fit,
  faultOfAnchor as faultOfChain,
  faultOfHead as faultOfChainHead,
  fitOf as fitOfRow,
} from "../shared/hash-chain.ts";
import { type ChainedJournal, journalContent } from "./chain.ts";

/** A journal as it is stored. */
export type StoredJournal = ChainedJournal & { readonly hash: string; readonly entriesCount: number };

/** SHA-256 of a text in UTF-8, in lowercase hexadecimal. */
export type Sha256Hex = (text: string) => string;

/**
 * The first bad row of a ledger; `journalId` is null where no journal is found there. `root_damaged` is of no row: the
 * ledger agrees with all that it could be compared with, but a published root cannot be read any more.
 */
export type LedgerFault = Omit<ChainFault, "rowId" | "kind"> & {
  readonly kind: ChainFault["kind"] | "root_damaged";
  readonly journalId: string | null;
};

/** Compares a stored journal with its own hash, and its link with the place before it. */
export function fitOf(journal: StoredJournal, before: ChainPlace, sha256: Sha256Hex): Fit {
  return fitOfRow(journal, before, chained(sha256));
}

/**
 * Says what happened where a journal does not fit.
 *
 * @param found what stands before it, how it fails to fit, and whether the journal whose hash it holds as the
 *   previous one is in the ledger
 */
export function diagnose(
  journal: StoredJournal,
  found: {
    readonly before: ChainPlace;
    readonly fit: Exclude<Fit, "intact">;
    readonly isPredecessorThere: boolean;
  },
  sha256: Sha256Hex,
): LedgerFault {
  return asLedgerFault(diagnoseRow(journal, found, chained(sha256)));
}

/** Compares the end of the ledger, or the place an anchor names, with the anchor. Null if they agree. */
export function faultOfAnchor(found: ChainPlace, anchor: Anchor): LedgerFault | null {
  const fault = faultOfChain(found, anchor, WORDS);
  return fault && asLedgerFault(fault);
}

/** Compares the end of the ledger with its head, which is moved with every journal. Null if they agree. */
export function faultOfHead(end: ChainPlace, head: Anchor): LedgerFault | null {
  const fault = faultOfChainHead(end, head, WORDS);
  return fault && asLedgerFault(fault);
}

/** That published roots of these names cannot be read, after the ledger was found good up to `found`. Null without any. */
export function faultOfDamage(found: ChainPlace, names: readonly string[]): LedgerFault | null {
  if (names.length === 0) return null;
  const detail = `cannot be read: ${names.join(", ")}`;
  return { kind: "root_damaged", sequence: found.sequence, journalId: null, detail };
}

const WORDS = { noun: "journal", whole: "the ledger" };

const chained = (sha256: Sha256Hex): Chained<StoredJournal> => ({
  ...WORDS,
  isItself: (journal) =>
    journal.entriesCount === journal.entries.length && sha256(journalContent(journal)) === journal.hash,
});

function asLedgerFault({ rowId, ...fault }: ChainFault): LedgerFault {
  return { ...fault, journalId: rowId };
}
