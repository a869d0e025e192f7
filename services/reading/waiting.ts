import { and, eq, inArray } from "drizzle-orm";
import { CLICK_ID } from "../../core/link/click-id.ts";
import { RATE_WAIT_MS } from "../../core/settlement/decide.ts";
import { bytesToUuid, decodeBase64url } from "../../core/shared/encoding.ts";
import type { Db } from "../../db/client.ts";
import { clicks, workspaces } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";
import type { ConversionView } from "./conversions.ts";

/** What an undecided conversion waits for, and until when. */
export type Waiting = {
  /** `rates`: its clicks are here or never came, and its plan needs a rate that nobody quoted yet. */
  readonly for: "clicks" | "rates";
  /**
   * Click ids it names, well-formed, whose clicks have not arrived. Whether one is forged shows only
   * when it is decided, since the keys that tell are not where this is read.
   */
  readonly clickIds: readonly string[];
  /** From this instant on it is decided without. */
  readonly until: Date;
  readonly nextLookAt: Date | null;
  /** How often it was looked at so far. */
  readonly looks: number;
};

/** Says what an undecided conversion waits for. */
export async function loadWaiting(tx: Db, context: Context, conversion: ConversionView): Promise<Waiting> {
  const [workspace] = await tx
    .select({ clickWaitSeconds: workspaces.clickWaitSeconds })
    .from(workspaces)
    .where(eq(workspaces.id, context.workspaceId));
  const named = conversion.clickIds.flatMap((text) => {
    const rowId = clickRowId(text);
    return rowId === null ? [] : [{ text, rowId }];
  });
  const rowIds = named.map(({ rowId }) => rowId);
  const here = await tx
    .select({ id: clicks.id })
    .from(clicks)
    .where(and(eq(clicks.workspaceId, context.workspaceId), inArray(clicks.id, rowIds)));
  const hereIds = new Set(here.map(({ id }) => id));
  const { firstLookAt, receivedAt } = conversion;
  const clicksUntilMs = firstLookAt.getTime() + (workspace?.clickWaitSeconds ?? 0) * 1000;
  const clickIds = named.filter(({ rowId }) => !hereIds.has(rowId)).map(({ text }) => text);
  const isForRates = clickIds.length === 0 || context.now.getTime() >= clicksUntilMs;
  return {
    for: isForRates ? "rates" : "clicks",
    clickIds,
    until: new Date(isForRates ? receivedAt.getTime() + RATE_WAIT_MS : clicksUntilMs),
    nextLookAt: conversion.retryAt,
    looks: conversion.attempts,
  };
}

/** The primary key that a click id names, or null if the id is malformed. */
export function clickRowId(text: string): string | null {
  const bytes = CLICK_ID.test(text) ? decodeBase64url(text) : null;
  return bytes ? bytesToUuid(bytes.subarray(0, 16)) : null;
}
