import { type SQL, sql } from "drizzle-orm";
import { type CapSpan, capSpan } from "../../core/link/caps.ts";
import { type Group, groupBy } from "../../core/shared/group-by.ts";
import { type CapId, type ConversionId, lowestId, type WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspaces } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import { eachApart } from "../shared/each-apart.ts";

/** An attributed conversion, in the span of the cap in which it happened. */
export type ConversionNote = { readonly conversionId: ConversionId; readonly span: CapSpan };

/** Counts conversions for a cap, each once in a span however often it is given. */
export type NoteConversions = (
  cap: { readonly workspaceId: WorkspaceId; readonly capId: CapId; readonly max: number },
  notes: readonly ConversionNote[],
) => Promise<void>;

/** Notes given to a counter in one call. */
const NOTES_PER_CALL_MAX = 500;

/**
 * Counts a conversion for the caps of the links it was credited to, and of their affiliates in their
 * programs. Runs after the decision is committed and changes nothing in it; throws when a counter cannot
 * be reached, and may then be repeated.
 */
export async function noteConversion(
  { db, workspaceId }: Context,
  conversionId: ConversionId,
  note: NoteConversions,
): Promise<void> {
  await noteWhere(db, [workspaceId], { condition: sql`decisions.conversion_id = ${conversionId}`, note });
}

/** As `noteConversion`, for many of any workspaces. Throws after all others were counted. */
export async function noteConversions(
  db: Db,
  conversions: readonly { readonly workspaceId: WorkspaceId; readonly conversionId: ConversionId }[],
  note: NoteConversions,
): Promise<void> {
  if (conversions.length === 0) return;
  const ids = conversions.map(({ conversionId }) => conversionId);
  const workspaceIds = [...new Set(conversions.map(({ workspaceId }) => workspaceId))];
  await noteWhere(db, workspaceIds, {
    condition: sql`decisions.conversion_id = any (${sql.param(ids)}::text[])`,
    note,
  });
}

/**
 * Counts the conversions decided since an instant once more, for whatever stopped between a decision and
 * its note.
 *
 * @returns how many notes it gave
 */
export function noteDecidedSince(
  db: Db,
  workspaceIds: readonly WorkspaceId[],
  { since, note }: { readonly since: Date; readonly note: NoteConversions },
): Promise<number> {
  return noteWhere(db, workspaceIds, {
    condition: sql`decisions.id >= ${lowestId("dec", since.getTime())}`,
    note,
  });
}

async function noteWhere(
  db: Db,
  workspaceIds: readonly WorkspaceId[],
  { condition, note }: { readonly condition: SQL; readonly note: NoteConversions },
): Promise<number> {
  const rows = await inWorkspaces(db, workspaceIds, (tx) => readNotes(tx, condition));
  const byCap = groupBy(rows, ({ workspace_id, cap_id }) => `${workspace_id} ${cap_id}`);
  await eachApart(
    byCap.values(),
    (ofCap) => noteAll(ofCap, note),
    (count) => `${count} caps not reached`,
  );
  return rows.length;
}

async function noteAll(rows: Group<NoteRow>, note: NoteConversions): Promise<void> {
  const [{ workspace_id: workspaceId, cap_id: capId, max }] = rows;
  const notes = rows.map(({ conversion_id, period, occurred_at_ms }): ConversionNote => {
    return { conversionId: conversion_id, span: capSpan(period, Number(occurred_at_ms)) };
  });
  for (let start = 0; start < notes.length; start += NOTES_PER_CALL_MAX) {
    await note({ workspaceId, capId, max: Number(max) }, notes.slice(start, start + NOTES_PER_CALL_MAX));
  }
}

type NoteRow = {
  readonly workspace_id: WorkspaceId;
  readonly cap_id: CapId;
  readonly period: "day" | "month" | "total";
  readonly max: string;
  readonly conversion_id: ConversionId;
  readonly occurred_at_ms: string;
};

/** A conversion counts once for a cap, though several of its credits are the cap's. What is decided anew fills none. */
async function readNotes(tx: Db, condition: SQL): Promise<readonly NoteRow[]> {
  const { rows } = (await tx.execute(sql`
    select distinct caps.workspace_id, caps.id as cap_id, caps.period, caps.max, conversions.id as conversion_id,
           (extract(epoch from conversions.occurred_at) * 1000)::bigint as occurred_at_ms
      from caps
      join credits on credits.workspace_id = caps.workspace_id
       and (credits.link_id = caps.link_id
            or (credits.affiliate_id = caps.affiliate_id and credits.program_id = caps.program_id))
      join decisions on decisions.workspace_id = credits.workspace_id and decisions.id = credits.decision_id
      join conversions
        on conversions.workspace_id = decisions.workspace_id and conversions.id = decisions.conversion_id
     where caps.workspace_id = any (current_workspace_ids()) and caps.metric = 'conversions'
       and caps.status = 'active' and decisions.decided_at >= caps.created_at
       and decisions.simulation_id is null and (${condition})
     order by caps.workspace_id, caps.id, conversions.id`)) as unknown as { rows: NoteRow[] };
  return rows;
}
