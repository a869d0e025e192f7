import type { WorkspaceId } from "../../core/shared/id.ts";
import { viewOf } from "./parquet/bytes.ts";
import { CLICK_ID_CHARS, ROW_ID_BYTES, readRowId, showRowId } from "./row-id.ts";

/** Who is to be erased: the visitors that a person was seen as in a workspace, in clicks before an instant. */
export type Subject = {
  readonly workspaceId: WorkspaceId;
  readonly visitorIds: ReadonlySet<string>;
  readonly before: Date;
};

/** What a click's visitor becomes: another one for each click, so that nothing ties them together. */
export const ERASED_VISITOR = "erased:";

/** Columns of the Parquet files that are emptied; `visitor_id` becomes another, and `evidence` names no click. */
export const ERASED_COLUMNS: ReadonlySet<string> = new Set([
  ...["network_hash", "user_agent", "referrer_host", "region", "language", "asn"],
  ...["sub1", "sub2", "sub3", "sub4", "sub5", "sub6", "sub7", "sub8"],
]);

/** Evidence of a repeat, before the id of the click that it repeats. */
export const REPEAT_OF = "repeat_of:";

/** True for evidence that may stay: what names another click ties the two together. */
export const tiesNothing = (evidence: string): boolean => !evidence.startsWith(REPEAT_OF);

const encoder = new TextEncoder();

/** True if one of the subject's visitors is named somewhere in a text. */
export function isNamedIn(text: string, { visitorIds }: Subject): boolean {
  for (const id of visitorIds) if (text.includes(id)) return true;
  return false;
}

/** A click's record without the subject, or null if it is none of the subject's. */
export function eraseFromRecord(
  { region, language, ...record }: Readonly<Record<string, unknown>>,
  { workspaceId, visitorIds, before }: Subject,
): Readonly<Record<string, unknown>> | null {
  const { visitor_id: visitorId, clicked_at_ms: ms, id, evidence } = record;
  if (record.workspace_id !== workspaceId) return null;
  if (typeof visitorId !== "string" || !visitorIds.has(visitorId)) return null;
  if (typeof ms === "number" && ms >= before.getTime()) return null;
  const emptied = { network_hash: null, user_agent: null, referrer_host: null, asn: null, sub_ids: [] };
  const left = Array.isArray(evidence) ? { evidence: evidence.map(String).filter(tiesNothing) } : {};
  return { ...record, ...emptied, ...left, visitor_id: erasedVisitorOf(id) };
}

/**
 * Takes the subject out of lines of the raw log; the lines stay, with their ids and all that money rests on.
 *
 * @returns the lines, and how many were changed
 */
export function eraseFromLines(
  lines: string,
  subject: Subject,
): { readonly lines: string; readonly clicks: number } {
  if (!isNamedIn(lines, subject)) return { lines, clicks: 0 };
  let clicks = 0;
  const erased = lines.split("\n").map((line) => {
    const record = isNamedIn(line, subject) ? eraseFromRecord(JSON.parse(line), subject) : null;
    if (record === null) return line;
    clicks += 1;
    return JSON.stringify(record);
  });
  return { lines: clicks > 0 ? erased.join("\n") : lines, clicks };
}

/** What is no click id gives no row id: such a record names no click anyhow. */
function erasedVisitorOf(clickId: unknown): string {
  if (typeof clickId !== "string" || clickId.length !== CLICK_ID_CHARS) return ERASED_VISITOR;
  const rowId = new Uint8Array(ROW_ID_BYTES);
  readRowId(viewOf(encoder.encode(clickId)), 0, viewOf(rowId), 0);
  return `${ERASED_VISITOR}${showRowId(rowId)}`;
}
