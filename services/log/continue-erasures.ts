import { and, asc, eq } from "drizzle-orm";
import { erasures } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { eachApart } from "../shared/each-apart.ts";
import { type EraseMeans, ErasureRun } from "./erasure-run.ts";

/**
 * Goes on with the erasures of a workspace, each as far as the time allows. One that fails does not keep
 * the others waiting; the whole then fails.
 *
 * An erasure is done when all hours that had clicks of the subject were looked at again, a while after
 * the last change, and nothing was found: a compaction or a batch of clicks that was under way may bring
 * something back until then.
 *
 * @returns how many were done
 */
export async function continueErasures(context: Context, means: EraseMeans): Promise<number> {
  const open = await transact(context, (tx) =>
    tx
      .select()
      .from(erasures)
      .where(and(eq(erasures.workspaceId, context.workspaceId), eq(erasures.status, "requested")))
      .orderBy(asc(erasures.id)),
  );
  let done = 0;
  await eachApart(open, async (erasure) => {
    if (await new ErasureRun(context, means, erasure).goOn()) done += 1;
  });
  return done;
}
