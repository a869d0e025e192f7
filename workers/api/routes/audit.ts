import * as z from "zod/mini";
import { line } from "../../../contracts/text.ts";
import { listAuditLog } from "../../../services/reading/audit-log.ts";
import { listBody, pageParams } from "../list.ts";
import { isRowNumber, pageRequestOf } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { showInstant } from "../views/money.ts";

const listQuery = z.strictObject({
  ...pageParams,
  actor: z.optional(line(64)),
  action: z.optional(line(64)),
  subject_id: z.optional(line(64)),
});

/** Who did what. */
export const auditRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/audit",
    permission: "audit:read",
    summary: "Lists the audit log, newest first.",
    handler: async ({ context, query: given }) => {
      const query = readQuery(given, listQuery);
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
        })),
      );
    },
  }),
];
