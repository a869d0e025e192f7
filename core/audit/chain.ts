import { canonicalJson } from "../shared/canonical-json.ts";
import type { Chained, ChainRow } from "../shared/hash-chain.ts";

/** An act as its row has it. The instant is in UTC with microseconds, `2026-11-20T10:00:04.595000Z`. */
export type AuditRow = Pick<ChainRow, "sequence" | "previousHash"> & {
  readonly workspaceId: string;
  readonly actor: string;
  readonly action: string;
  readonly subjectId: string;
  readonly requestId: string;
  readonly createdAt: string;
  /** Plain JSON: what was given back by the database says the same. */
  readonly change: unknown;
};

/** An act as it is stored. */
export type StoredAct = AuditRow & Pick<ChainRow, "id" | "hash">;

/** The text whose SHA-256 is an act's hash: a JSON array without white space, in an order that never changes. */
export function auditContent(row: AuditRow): string {
  return canonicalJson([
    ...["tributary.audit.v1", row.workspaceId, String(row.sequence), row.previousHash, row.createdAt],
    ...[row.actor, row.action, row.subjectId, row.requestId, row.change],
  ]);
}

/**
 * Says how acts are chained.
 *
 * @param sha256 of a text in UTF-8, in lowercase hexadecimal
 */
export function auditChain(sha256: (text: string) => string): Chained<StoredAct> {
  return {
    ...{ noun: "act", whole: "the audit log" },
    isItself: (row) => sha256(auditContent(row)) === row.hash,
  };
}
