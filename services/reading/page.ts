/** Which part of a list is asked for. */
export type PageRequest = {
  readonly limit: number;
  /** The key of the last row already seen, as `nextAfter` gave it; null for the beginning. */
  readonly after: string | null;
};

/** Part of a list. Following `nextAfter` to its end gives every row once, whatever is added meanwhile. */
export type Page<Row> = {
  readonly rows: readonly Row[];
  /** What to ask for next, or null at the end of the list. */
  readonly nextAfter: string | null;
};

/** Makes a page of rows that were read one past its limit, which tells whether there are more. */
export function cutPage<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => string): Page<Row> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextAfter: rows.length > limit && last !== undefined ? keyOf(last) : null };
}
