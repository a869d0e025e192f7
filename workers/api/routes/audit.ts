import * as z from "zod/mini";
import { line } from "../../../contracts/text.ts";
import { isBeyondAudit, verifyAudit } from "../../../services/audit/verify-audit.ts";
import { listAuditLog } from "../../../services/reading/audit-log.ts";
import { listBody, pageParams } from "../list.ts";
import { invalid, isRowNumber, pageRequestOf } from "../params.ts";
import { defineRoute } from "../route.ts";
import {
  auditVerification,
  showAuditVerification,
  VERIFIED_PER_CALL_MAX,
  verifyQuery,
} from "../views/audit.ts";
import { showInstant } from "../views/money.ts";
import { instant, listOf, maybe, text, view } from "../views/schema.ts";

const listQuery = z.strictObject({
  ...pageParams,
  actor: z.optional(line(64)),
  action: z.optional(line(64)),
  subject_id: z.optional(line(64)),
});

const auditEvent = view("AuditEvent", {
  id: text,
  object: z.literal("audit_event"),
  actor: text,
  action: text,
  subject_id: text,
  change: z.unknown(),
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
      const filter = { actor: query.actor, action: query.action, subjectId: query.subject_id };
      const acts = await listAuditLog(context, filter, pageRequestOf(query, isRowNumber));
      return Response.json(
        listBody(acts, (act) => ({
          id: String(act.id),
          object: "audit_event",
          actor: act.actor,
          action: act.action,
          subject_id: act.subjectId,
          change: act.change,
          request_id: act.requestId,
          created_at: showInstant(act.createdAt),
          // Place in the chain of the log; null of an act from before there was one.
          sequence: act.sequence && String(act.sequence),
          hash: act.hash,
        })),
      );
    },
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
