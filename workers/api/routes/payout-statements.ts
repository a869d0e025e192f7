import * as z from "zod/mini";
import { applyProviderEvents } from "../../../services/payouts/apply-events.ts";
import { readCamt054 } from "../../../services/payouts/providers/sepa/camt-054.ts";
import { RequestError } from "../../shared/errors.ts";
import { decodeUtf8, readBytes } from "../../shared/read-json.ts";
import { type Call, defineRoute } from "../route.ts";
import { count, view } from "../views/schema.ts";

/** Largest statement, in bytes. */
const STATEMENT_BYTES_MAX = 1_048_576;

const appliedView = view("BookedStatement", {
  object: z.literal("payout_statement"),
  moved: count,
  unchanged: count,
  contradicts: count,
  unknown_payout: count,
  exists: count,
});

/** What banks say of payouts, brought by a person. */
export const payoutStatementRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/payout-statements",
    permission: "payouts:execute",
    summary: "Books what a bank's notification (camt.054) says of SEPA payouts.",
    bodyBytesMax: STATEMENT_BYTES_MAX,
    takes: ["application/xml", "text/xml"],
    answers: { 200: appliedView },
    handler: takeStatement,
  }),
];

async function takeStatement({ context, request }: Call): Promise<Response> {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (!["application/xml", "text/xml"].includes(type.trim().toLowerCase())) {
    throw new RequestError("unsupported_media_type", "Send the notification as application/xml.");
  }
  const text = decodeUtf8(await readBytes(request, STATEMENT_BYTES_MAX));
  const read = text === null ? null : readCamt054(text);
  if (!read?.ok) throw invalid(read ? read.error : "must be UTF-8");
  const applied = await applyProviderEvents(context, "sepa", read.value);
  return Response.json({ object: "payout_statement", ...applied });
}

function invalid(message: string): RequestError {
  return new RequestError("invalid_parameter", `body ${message}.`, [
    { param: "body", code: "invalid_value", message },
  ]);
}
