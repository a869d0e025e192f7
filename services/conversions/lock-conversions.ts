import { and, eq, inArray } from "drizzle-orm";
import type { ConversionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { conversions } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";
import type { ConversionRow } from "./accepted-conversion.ts";

/** Loads conversions of the workspace that are there, and locks their rows until the transaction ends. */
export async function lockConversions(
  tx: Db,
  context: Context,
  ids: readonly ConversionId[],
): Promise<ReadonlyMap<ConversionId, ConversionRow>> {
  const rows = await tx
    .select()
    .from(conversions)
    .where(and(eq(conversions.workspaceId, context.workspaceId), inArray(conversions.id, [...ids])))
    .orderBy(conversions.id)
    .for("update");
  return new Map(rows.map((row) => [row.id, row]));
}
