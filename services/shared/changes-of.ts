import { canonicalJson } from "../../core/shared/canonical-json.ts";

/** Fields whose values never go into the audit log: it tells that they changed, and no more. */
const PERSONAL = new Set(["email", "name", "previousEmail"]);

/** True if a row already is what the change would make of it, so that a repeat leaves no trace. */
export function changesNothing<Row extends object>(before: Row, change: Partial<Row>): boolean {
  return Object.keys(changesOf(before, { ...before, ...change })).length === 0;
}

/** Each field that differs between two states of a row, as `{ from, to }`. */
export function changesOf<Row extends object>(before: Row, after: Row): Record<string, unknown> {
  const names = Object.keys(after) as (keyof Row & string)[];
  return Object.fromEntries(
    names
      .filter((name) => name !== "updatedAt" && canonicalJson(before[name]) !== canonicalJson(after[name]))
      .map((name) => [name, PERSONAL.has(name) ? "changed" : { from: before[name], to: after[name] }]),
  );
}
