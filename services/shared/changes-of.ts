import { canonicalJson } from "../../core/shared/canonical-json.ts";

/** True if a row already is what the change would make of it, so that a repeat leaves no trace. */
export function changesNothing<Row extends object>(before: Row, change: Partial<Row>): boolean {
  return Object.keys(changesOf(before, { ...before, ...change })).length === 0;
}

/** Each field that differs between two states of a row, as `{ from, to }`. What is personal or secret is the caller's to leave out. */
export function changesOf<Row extends object>(before: Row, after: Row): Record<string, unknown> {
  const names = Object.keys(after) as (keyof Row & string)[];
  return Object.fromEntries(
    names
      .filter((name) => name !== "updatedAt" && canonicalJson(before[name]) !== canonicalJson(after[name]))
      .map((name) => [name, { from: before[name], to: after[name] }]),
  );
}
