import { type ChainedJournal, GENESIS_HASH, journalContent } from "./chain.ts";

/** A journal as it is stored. */
export type StoredJournal = ChainedJournal & { readonly hash: string; readonly entriesCount: number };

/** SHA-256 of a text in UTF-8, in lowercase hexadecimal. */
export type Sha256Hex = (text: string) => string;

/** A place in the chain: the sequence and the hash of a journal. */
export type ChainPlace = { readonly sequence: bigint; readonly hash: string };

/** The place before the first journal. */
export const CHAIN_START: ChainPlace = { sequence: 0n, hash: GENESIS_HASH };

/**
 * What is wrong with a ledger: a row was `changed`, is `missing`, or stands where another belongs
 * (`reordered`); or the end is `cut_off`, as the head or a published root knows.
 */
export type FaultKind = "changed" | "missing" | "reordered" | "cut_off";

/** The first bad row of a ledger. */
export type LedgerFault = {
  readonly kind: FaultKind;
  /** The place of the bad row. */
  readonly sequence: bigint;
  /** The journal found there; null where there is none. */
  readonly journalId: string | null;
  readonly detail: string;
};

/** How a journal fits the one before it. */
export type Fit = "intact" | "gap" | "unlinked" | "altered";

/** How far a journal is looked for from where it stands, once something is wrong. */
const SHIFT_MAX = 1_000n;

/** Compares a stored journal with its own hash, and its link with the place before it. */
export function fitOf(journal: StoredJournal, before: ChainPlace, sha256: Sha256Hex): Fit {
  if (journal.sequence !== before.sequence + 1n) return "gap";
  if (!isItself(journal, sha256)) return "altered";
  return journal.previousHash === before.hash ? "intact" : "unlinked";
}

/**
 * Says what happened where a journal does not fit.
 *
 * @param isPredecessorThere whether the journal whose hash it holds as the previous one is in the ledger
 */
export function diagnose(
  journal: StoredJournal,
  {
    before,
    fit,
    isPredecessorThere,
  }: {
    readonly before: ChainPlace;
    readonly fit: Exclude<Fit, "intact">;
    readonly isPredecessorThere: boolean;
  },
  sha256: Sha256Hex,
): LedgerFault {
  const expected = before.sequence + 1n;
  const fault = (
    kind: FaultKind,
    sequence: bigint,
    journalId: string | null,
    detail: string,
  ): LedgerFault => ({
    ...{ kind, sequence, journalId, detail },
  });
  switch (fit) {
    case "gap":
      return fault("missing", expected, null, `no journal ${expected}; the next is ${journal.sequence}`);
    case "unlinked":
      // The row is what it was, and where it was; what it was written after is not what stands there now.
      return before.sequence === 0n
        ? fault("changed", expected, journal.id, "it is not the beginning of a ledger")
        : fault(
            "changed",
            before.sequence,
            null,
            "it was changed and hashed anew: the next was written after another",
          );
    case "altered": {
      const place = originalPlace(journal, sha256);
      if (place === null) return fault("changed", expected, journal.id, "it is not what its hash says");
      return isPredecessorThere
        ? fault("reordered", expected, journal.id, `it was written as ${place}`)
        : fault("missing", expected, journal.id, `journal ${place} stands in its place`);
    }
  }
}

/** The sequence with which the journal has the hash it holds; null if there is none near. */
function originalPlace(journal: StoredJournal, sha256: Sha256Hex): bigint | null {
  for (let shift = 1n; shift <= SHIFT_MAX; shift += 1n) {
    for (const sequence of [journal.sequence + shift, journal.sequence - shift]) {
      if (sequence > 0n && isItself({ ...journal, sequence }, sha256)) return sequence;
    }
  }
  return null;
}

function isItself(journal: StoredJournal, sha256: Sha256Hex): boolean {
  return journal.entriesCount === journal.entries.length && sha256(journalContent(journal)) === journal.hash;
}

/** A head or a published root: the ledger had a journal with this hash at this place. */
export type Anchor = ChainPlace & {
  /** What to call it in a report. */
  readonly name: string;
};

/** Compares the end of the ledger, or the place an anchor names, with the anchor. Null if they agree. */
export function faultOfAnchor(found: ChainPlace, anchor: Anchor): LedgerFault | null {
  if (found.sequence < anchor.sequence) {
    const detail = `${anchor.name} knows ${anchor.sequence} journals, and there are ${found.sequence}`;
    return { kind: "cut_off", sequence: found.sequence + 1n, journalId: null, detail };
  }
  if (found.sequence === anchor.sequence && found.hash !== anchor.hash) {
    const detail = `up to here the ledger is not what ${anchor.name} has`;
    return { kind: "changed", sequence: found.sequence, journalId: null, detail };
  }
  return null;
}
