import type { Act } from "../../core/events/acts.ts";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import type { AuditEvent } from "../shared/audit.ts";
import type { Resource, ResourceRow, RowChange } from "./resource.ts";

/** What was done with a row. */
export type Did = "created" | "updated" | "archived" | "restored" | "revoked" | "removed" | "nothing";

/** Fields that every act has in other words. */
const UNTOLD = ["workspaceId", "id", "version", "createdAt", "updatedAt"];

/**
 * The act of a change: each field before and after; of a new row what it is made with. Personal values are left out. That
 * it is a known act is held by `tests/config/events.test.ts`.
 */
export function auditOf<Row extends ResourceRow>(
  resource: Resource<Row>,
  { did, ...row }: RowChange<Row> & { readonly did: Did },
): AuditEvent {
  const { before, after } = row;
  const own = resource.told?.(row);
  if (own) {
    const action = `${resource.object}.${own.did ?? did}` as Act;
    return { action, subjectId: after.id, change: own.change };
  }
  const told = Object.entries(after).filter(([field]) => !UNTOLD.includes(field));
  const change = before ? changed(resource, before, told) : given(resource, told);
  return { action: `${resource.object}.${did}` as Act, subjectId: after.id, change };
}

function changed<Row extends ResourceRow>(
  { personal = [] }: Resource<Row>,
  before: Row,
  told: readonly (readonly [string, unknown])[],
): Record<string, unknown> {
  const of = before as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    told
      .filter(([field, value]) => canonicalJson(of[field]) !== canonicalJson(value))
      .map(([field, to]) => [field, personal.includes(field) ? "changed" : { from: of[field], to }]),
  );
}

function given(
  { personal = [] }: Resource<never>,
  told: readonly (readonly [string, unknown])[],
): Record<string, unknown> {
  return Object.fromEntries(
    told
      .filter(([field, value]) => !personal.includes(field) && !isEmpty(value))
      .map(([field, to]) => [field, to]),
  );
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);
