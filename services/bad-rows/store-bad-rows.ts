import type { BAD_ROW_STAGES } from "../../core/shared/bad-row-stages.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { badRows } from "../../db/schema/index.ts";
import { fingerprintOf } from "../../platform/fingerprint.ts";

/** Something that could not be processed. */
export type BadRow = {
  /** Null where it is too broken to name its workspace: no tenant then sees it. */
  readonly workspaceId: WorkspaceId | null;
  readonly stage: (typeof BAD_ROW_STAGES)[number];
  readonly reason: string;
  /** What exactly was wrong, for a person. */
  readonly detail: string;
  /** As it came. */
  readonly payload: unknown;
  readonly receivedAt: Date;
};

const DETAIL_CHARS_MAX = 1_000;
/** Rows a statement takes: seven parameters each, of 65,535. */
const ROWS_PER_STATEMENT = 1_000;

/**
 * Keeps bad rows with their raw payload. The same payload refused at the same stage is kept once, however
 * often it is delivered and whatever it is refused for: a replay that fails for another reason adds none.
 */
export async function storeBadRows(db: Db, rows: readonly BadRow[]): Promise<void> {
  // In one order, so that two who store the same rows never wait for each other.
  const stored = rows.map(badRowColumns).sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  for (let start = 0; start < stored.length; start += ROWS_PER_STATEMENT) {
    await db
      .insert(badRows)
      .values(stored.slice(start, start + ROWS_PER_STATEMENT))
      .onConflictDoNothing();
  }
}

/** A bad row as its columns hold it. JSON text escapes NUL and broken surrogates, which Postgres would refuse. */
export function badRowColumns({ workspaceId, stage, reason, detail, payload, receivedAt }: BadRow) {
  return {
    workspaceId,
    stage,
    reason,
    detail: cutDetail(detail),
    payload: JSON.stringify(payload) ?? "null",
    fingerprint: fingerprintOf({ stage, payload }),
    receivedAt,
  };
}

/** What was wrong, cut to what a row holds and without what Postgres would refuse. */
export function cutDetail(detail: string): string {
  return detail.slice(0, DETAIL_CHARS_MAX).replace(/[\p{Cc}\p{Cs}]/gu, "\ufffd");
}
