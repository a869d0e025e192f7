import * as z from "zod/mini";
import { jsonObject } from "../../../contracts/described.ts";
import { line, timestamp } from "../../../contracts/text.ts";
import { withoutPersonal } from "../../../core/access/personal.ts";
import { boundToAgent, withDatabase } from "../../../db/client.ts";
import { isBeyondAudit, verifyAudit } from "../../../services/audit/verify-audit.ts";
import { type AuditFilter, type AuditView, listAuditLog } from "../../../services/reading/audit-log.ts";
import { writeCsv } from "../../../services/shared/csv.ts";
import { agentOf } from "../caller.ts";
import { csvResponse } from "../csv-stream.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { invalid } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import {
  auditVerification,
  showAuditVerification,
  VERIFIED_PER_CALL_MAX,
  verifyQuery,
} from "../views/audit.ts";
import { showInstant } from "../views/money.ts";
import { instant, listOf, maybe, text, view } from "../views/schema.ts";

const filterParams = {
  actor: z.optional(line(64)),
  action: z.optional(line(64)),
  subject_id: z.optional(line(64)),
  from: z.optional(timestamp),
  to: z.optional(timestamp),
};
const listQuery = z.strictObject({ ...pageParams, ...filterParams });
const exportQuery = z.strictObject(filterParams);
/** Rows of an export that are read at once. */
const PAGE_ROWS = 500;

const auditEvent = view("AuditEvent", {
  id: text,
  object: z.literal("audit_event"),
  actor: text,
  action: text,
  subject_id: text,
  change: jsonObject(
    "What was before and after, of a creation what was made, by the names of fields; no secret and nothing personal.",
  ),
  request_id: maybe(text),
  created_at: instant,
  sequence: maybe(text),
  hash: maybe(text),
});

/** Who did what, and the proof that nobody changed it. */
export const auditRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/audit",
    permission: "audit:read",
    summary: "Lists the audit log, newest first.",
    query: listQuery,
    answers: { 200: listOf(auditEvent) },
    handler: async ({ context, query }) => {
      const acts = await listAuditLog(context, filterOf(query), pageRequest(query));
      return Response.json(listBody(acts, showAct));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/audit/export",
    permission: "audit:read",
    summary: "Gives the audit log as CSV, filtered as the list is, newest first.",
    query: exportQuery,
    answers: { 200: { files: ["text/csv"] } },
    handler: async (call) => exportAudit(call),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/audit/verify",
    permission: "audit:read",
    summary: "Recomputes the hash chain of the audit log, and names the first bad row and its kind.",
    query: verifyQuery,
    answers: { 200: auditVerification },
    handler: async ({ context, query }) => {
      const { after = 0n } = query;
      if (await isBeyondAudit(context, after)) throw invalid("after", "names no act of this log");
      const found = await verifyAudit(context, { after, actsMax: VERIFIED_PER_CALL_MAX });
      return Response.json(showAuditVerification(found));
    },
  }),
];

function filterOf({
  actor,
  action,
  subject_id: subjectId,
  from,
  to,
}: z.output<typeof exportQuery>): AuditFilter {
  if (from !== undefined && to !== undefined && to <= from) throw invalid("to", "must be after from");
  const at = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms));
  return { actor, action, subjectId, from: at(from), to: at(to) };
}

const showAct = (act: AuditView) => ({
  id: String(act.id),
  object: "audit_event",
  actor: act.actor,
  action: act.action,
  subject_id: act.subjectId,
  change: act.change,
  request_id: act.requestId,
  created_at: showInstant(act.createdAt),
  // Place in the chain of the log; null of an act from before there was one.
  sequence: act.sequence === null ? null : String(act.sequence),
  hash: act.hash,
});

const CSV_COLUMNS = [
  ...(["id", "created_at", "actor", "action", "subject_id"] as const),
  ...(["request_id", "sequence", "hash", "change"] as const),
];

function exportAudit({
  env,
  context,
  caller,
  query,
}: Call<undefined, z.output<typeof exportQuery>>): Response {
  const filter = filterOf(query);
  const maySee = caller.permissions.has("personal:read");
  return csvResponse<string>("audit", async (after) => {
    const { rows, nextAfter: next } = await withDatabase(env, (db) =>
      listAuditLog({ ...context, db: boundToAgent(db, agentOf(caller)) }, filter, {
        limit: PAGE_ROWS,
        after,
      }),
    );
    const lines = rows.map((row) => {
      const change = maySee ? row.change : withoutPersonal(row.change);
      const act = { ...showAct(row), change: JSON.stringify(change) };
      return CSV_COLUMNS.map((name) => act[name] ?? "");
    });
    return { text: writeCsv(after === null ? CSV_COLUMNS : [], lines), next };
  });
}
