/** What stands for the hash before the first row of a chain. */
export const GENESIS_HASH = "0".repeat(64);

/** A row of a chain: its place from 1, the hash of the row before it, and its own over all that it says. */
export type ChainRow = {
  readonly id: string;
  readonly sequence: bigint;
  readonly previousHash: string;
  readonly hash: string;
};

/** A place in a chain: the sequence and the hash of a row. */
export type ChainPlace = Pick<ChainRow, "sequence" | "hash">;

/** The place before the first row. */
export const CHAIN_START: ChainPlace = { sequence: 0n, hash: GENESIS_HASH };

/**
 * What is wrong with a chain: a row was `changed`, is `missing`, or stands where another belongs
 * (`reordered`); or the end is `cut_off`, as the head or something published knows.
 */
export type FaultKind = "changed" | "missing" | "reordered" | "cut_off";

/** The first bad row of a chain. */
export type ChainFault = {
  readonly kind: FaultKind;
  /** The place of the bad row. */
  readonly sequence: bigint;
  /** The row found there; null where there is none. */
  readonly rowId: string | null;
  readonly detail: string;
};

/** How a row fits the one before it. */
export type Fit = "intact" | "gap" | "unlinked" | "altered";

/** What is known of the rows of a chain. */
export type Chained<Row extends ChainRow> = {
  /** What a row is called in a report, e.g. `journal`, and what they make. */
  readonly noun: string;
  readonly whole: string;
  /** True if a row's hash is that of what it says. */
  readonly isItself: (row: Row) => boolean;
};

/** How far a row is looked for from where it stands, once something is wrong. */
const SHIFT_MAX = 1_000n;

/** Compares a stored row with its own hash, and its link with the place before it. */
export function fitOf<Row extends ChainRow>(row: Row, before: ChainPlace, chained: Chained<Row>): Fit {
  if (row.sequence !== before.sequence + 1n) return "gap";
  if (!chained.isItself(row)) return "altered";
  return row.previousHash === before.hash ? "intact" : "unlinked";
}

/**
 * Says what happened where a row does not fit.
 *
 * @param isPredecessorThere whether the row whose hash it holds as the previous one is in the chain; that before
 *   the first always is
 */
export function diagnose<Row extends ChainRow>(
  row: Row,
  {
    before,
    fit,
    isPredecessorThere,
  }: {
    readonly before: ChainPlace;
    readonly fit: Exclude<Fit, "intact">;
    readonly isPredecessorThere: boolean;
  },
  chained: Chained<Row>,
): ChainFault {
  const { noun, whole } = chained;
  const expected = before.sequence + 1n;
  const fault = (kind: FaultKind, detail: string, rowId: string | null = row.id): ChainFault => ({
    ...{ kind, sequence: expected, rowId, detail },
  });
  if (fit === "gap") return fault("missing", `no ${noun} ${expected}; the next is ${row.sequence}`, null);
  if (fit === "unlinked") {
    // The row is what it was, and where it was; what it was written after is not what stands there now.
    if (before.sequence === 0n) return fault("changed", `it is not the beginning of ${whole}`);
    const detail = "it was changed and hashed anew: the next was written after another";
    return { ...fault("changed", detail, null), sequence: before.sequence };
  }
  const place = originalPlace(row, chained);
  if (place === null) return fault("changed", "it is not what its hash says");
  return isPredecessorThere || row.previousHash === GENESIS_HASH
    ? fault("reordered", `it was written as ${place}`)
    : fault("missing", `${noun} ${place} stands in its place`);
}

/** The sequence with which the row has the hash it holds; null if there is none near. */
function originalPlace<Row extends ChainRow>(row: Row, { isItself }: Chained<Row>): bigint | null {
  for (let shift = 1n; shift <= SHIFT_MAX; shift += 1n) {
    for (const sequence of [row.sequence + shift, row.sequence - shift]) {
      if (sequence > 0n && isItself({ ...row, sequence })) return sequence;
    }
  }
  return null;
}

/** A head, or something published: the chain had a row with this hash at this place. */
export type Anchor = ChainPlace & {
  /** What to call it in a report. */
  readonly name: string;
};

/** Compares the end of a chain, or the place an anchor names, with the anchor. Null if they agree. */
export function faultOfAnchor(
  found: ChainPlace,
  anchor: Anchor,
  { noun, whole }: Pick<Chained<ChainRow>, "noun" | "whole">,
): ChainFault | null {
  if (found.sequence < anchor.sequence) {
    const detail = `${anchor.name} knows ${anchor.sequence} ${noun}s, and there are ${found.sequence}`;
    return { kind: "cut_off", sequence: found.sequence + 1n, rowId: null, detail };
  }
  if (found.sequence === anchor.sequence && found.hash !== anchor.hash) {
    const detail = `up to here ${whole} is not what ${anchor.name} has`;
    return { kind: "changed", sequence: found.sequence, rowId: null, detail };
  }
  return null;
}

/** Compares the end of a chain with its head, which is moved with every row: one beyond it came in by another door. */
export function faultOfHead(
  end: ChainPlace,
  head: Anchor,
  words: Pick<Chained<ChainRow>, "noun" | "whole">,
): ChainFault | null {
  if (end.sequence <= head.sequence) return faultOfAnchor(end, head, words);
  const detail = `${head.name} ends at ${head.sequence}`;
  return { kind: "changed", sequence: head.sequence + 1n, rowId: null, detail };
}
