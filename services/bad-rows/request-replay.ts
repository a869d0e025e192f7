import { and, eq } from "drizzle-orm";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { badRows } from "../../db/schema/index.ts";
import { type BadRowView, SHOWN } from "../reading/bad-rows.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { NotFound } from "../shared/problems.ts";

/** A payload that has a call of its own to be tried again with, under a permission of its own. */
export type NotReplayable = { readonly code: "not_replayable"; readonly stage: string };

/**
 * Asks for a bad row to be tried again: `send` puts that on a queue. One that is resolved is left alone.
 * Throws what `send` throws; then nothing was asked for.
 */
export function requestReplay(
  context: Context,
  id: bigint,
  send: () => Promise<void>,
): Promise<Result<BadRowView, NotFound | NotReplayable>> {
  const { workspaceId } = context;
  return transact(context, async (tx) => {
    const [row] = await tx
      .select(SHOWN)
      .from(badRows)
      .where(and(eq(badRows.workspaceId, workspaceId), eq(badRows.id, id)));
    if (!row) return fail({ code: "not_found", param: null });
    if (row.resolvedAt !== null) return ok(row);
    if (row.stage === "payouts") return fail({ code: "not_replayable", stage: row.stage });
    const { stage, reason, replays } = row;
    const change = { stage, reason, replays };
    await audit(tx, context, [{ action: "bad_row.replay_requested", subjectId: String(id), change }]);
    await send();
    return ok(row);
  });
}
