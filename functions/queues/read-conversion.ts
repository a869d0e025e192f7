import { conversionMessage } from "../../contracts/conversion.ts";
import { REFUSED_REPORT_REASONS, refusedReport } from "../../contracts/refused-report.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { BadRow } from "../../services/bad-rows/store-bad-rows.ts";
import type { ToSettle } from "../../services/conversions/settle-conversions.ts";
import { acceptedConversion } from "../accept-conversion.ts";
import { namedWorkspace } from "../named-workspace.ts";
import { whatIsWrong } from "../what-is-wrong.ts";

/** A message of the conversions queue: a conversion to settle, or what will never be one. */
export type ReadConversion =
  | { readonly kind: "conversion"; readonly workspaceId: WorkspaceId; readonly toSettle: ToSettle }
  | { readonly kind: "dead"; readonly row: BadRow };

/** Reads a message. A report that the intake refused becomes a bad row, since its sender may never have read why. */
export function readConversion(body: unknown, now: Date): ReadConversion {
  const report = refusedReport.safeParse(body);
  if (report.success) {
    const { workspace_id, refused, source, param } = report.data;
    const detail = `${source}${param ? `, ${param}` : ""}: ${REFUSED_REPORT_REASONS[refused]}`;
    const workspaceId = workspace_id as WorkspaceId;
    return { kind: "dead", row: badConversion(body, now, { workspaceId, reason: refused, detail }) };
  }
  const message = conversionMessage.safeParse(body, { reportInput: true });
  if (!message.success) {
    const detail = whatIsWrong(message.error);
    const why = { workspaceId: namedWorkspace(body), reason: "message_malformed", detail };
    return { kind: "dead", row: badConversion(body, now, why) };
  }
  return {
    kind: "conversion",
    workspaceId: message.data.workspace_id as WorkspaceId,
    toSettle: { accepted: acceptedConversion(message.data), requestId: message.data.request_id },
  };
}

/** The bad row of a message of the conversions queue. */
export function badConversion(
  payload: unknown,
  receivedAt: Date,
  why: Pick<BadRow, "workspaceId" | "reason" | "detail">,
): BadRow {
  return { ...why, stage: "conversions", payload, receivedAt };
}
