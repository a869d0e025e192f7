import type { Context } from "hono";
import type { ConversionMessage, ConversionRequest } from "../../contracts/conversion.ts";
import type { PublishedKey } from "../../contracts/published.ts";
import {
  REFUSED_REPORT_REASONS,
  type RefusedReport,
  type RefusedReportReason,
} from "../../contracts/refused-report.ts";
import { cleanLine } from "../../core/shared/text.ts";
import { bearerKey } from "../shared/bearer.ts";
import { deliverMessage } from "../shared/deliver-message.ts";
import { RequestError } from "../shared/errors.ts";
import { logProblem } from "../shared/log-problem.ts";
import { acceptConversion } from "./accept-conversion.ts";
import { authenticateAs, type KeyCheck, type OpenKind } from "./authenticate.ts";
import type { IntakeBindings } from "./env.ts";
import {
  keptParameters,
  type Pair,
  type Parameters,
  pickParameters,
  type ReportBody,
  type UnreadBody,
} from "./parameters.ts";
import { conversionMessageOf } from "./read-conversion.ts";

/** Letters that are kept of the name of the field at fault. */
const PARAM_CHARS_MAX = 64;

/** An order that a network or a page told us of, under a key that is good. */
export type Report = {
  readonly source: RefusedReport["source"];
  readonly key: PublishedKey;
  readonly parameters: Parameters;
};

/**
 * Says which key a report bears, by query, body or header. Throws `RequestError` as `authenticateAs`, and what
 * is wrong with a body that cannot be read where no other place has a key: it may be in there.
 */
export async function authenticateReport(
  kind: OpenKind,
  {
    request,
    pairs,
    unread,
  }: { readonly request: Request; readonly pairs: readonly Pair[] } & Pick<ReportBody, "unread">,
  check: KeyCheck,
): Promise<PublishedKey> {
  const { parameters, fault } = pickParameters(pairs, ["key"]);
  if (fault) throw fault;
  if (unread && !parameters.key && !bearerKey(request)) throw unread.error;
  return authenticateAs(kind, { named: parameters.key, request }, check);
}

/** A report was not taken, and was filed as a bad row for the merchant, since its sender may read no answer. */
export class RefusedReportError extends RequestError {}

/**
 * Takes an order for good, as `POST /v1/conversions` does, and gives its message; the same order is the
 * same conversion whichever way it comes. Throws `RefusedReportError` 409 for one that differs from what
 * its id was used for before, `RequestError` 503 if nothing would take it.
 */
export async function acceptReport(
  c: Context<IntakeBindings>,
  report: Report,
  { conversion, nowMs }: { readonly conversion: ConversionRequest; readonly nowMs: number },
): Promise<ConversionMessage> {
  const message = conversionMessageOf(conversion, {
    workspaceId: report.key.workspace_id,
    keyId: report.key.key_id,
    receivedAtMs: nowMs,
    requestId: c.get("requestId"),
  });
  const acceptance = await acceptConversion(message, c.env);
  if (acceptance === "accepted") return message;
  if (acceptance === "refused") throw away();
  const param = report.source === "postback" ? "txid" : "order";
  const text = "was used before, by an order that differs from this one";
  const error = new RefusedReportError("conversion_conflict", `${param} ${text}.`, [
    { param, code: "conversion_conflict", message: text },
  ]);
  return refuseReport(c, report, { reason: "conversion_conflict", error });
}

type Refusal = {
  readonly reason: RefusedReportReason;
  readonly error: RequestError;
  /** What is kept of a body that could not be read. */
  readonly body?: string;
};

/** Files a report whose body cannot be read, and throws why, as `refuseReport`. */
export function refuseUnread(
  c: Context<IntakeBindings>,
  report: Report,
  { error, text }: UnreadBody,
): Promise<never> {
  return refuseReport(c, report, { reason: "report_unreadable", error, body: text });
}

/**
 * Files a report that cannot be taken, and throws why: `RefusedReportError` once the queue or the bucket's
 * spill holds it, `RequestError` 503 if neither would, so that its sender tries again.
 */
export async function refuseReport(
  c: Context<IntakeBindings>,
  { source, key, parameters }: Report,
  { reason, error, body }: Refusal,
): Promise<never> {
  const { CONVERSIONS, INTAKE } = c.env;
  const refused: RefusedReport = {
    v: 1,
    refused: reason,
    source,
    workspace_id: key.workspace_id,
    key_id: key.key_id,
    param: cleanLine(error.problems[0]?.param ?? "", PARAM_CHARS_MAX) || null,
    parameters: keptParameters(parameters),
    ...(body === undefined ? {} : { body }),
  };
  const delivery = await deliverMessage({
    send: () => CONVERSIONS.send(refused),
    spill: () => INTAKE.put(`spill/conversions/${crypto.randomUUID()}.json`, JSON.stringify(refused)),
    onFailure: (store, cause) =>
      logProblem("report_store_refused", { store, source, request_id: c.get("requestId") }, cause),
  });
  if (delivery === "refused") throw away();
  throw new RefusedReportError(error.code, error.message, error.problems);
}

/** What is said of a reason where nothing more special is. */
export const sentenceOf = (reason: RefusedReportReason): string => REFUSED_REPORT_REASONS[reason];

const away = (): RequestError =>
  new RequestError("unavailable", "The order cannot be kept right now. Please send it again.");
