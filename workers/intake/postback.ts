import type { Context } from "hono";
import { type PostbackAccepted, postback } from "../../contracts/postback.ts";
import { POSTBACK_PARAMETERS } from "../../core/link/parameters.ts";
import { errorResponse, RequestError } from "../shared/errors.ts";
import { checked } from "../shared/read-json.ts";
import type { IntakeBindings } from "./env.ts";
import { type IntakeMemory, keyCheckOf } from "./memory.ts";
import { NO_BODY, pickParameters, postedPairs, queryPairs, readBody } from "./parameters.ts";
import { acceptReport, authenticateReport, type Report, refuseReport, refuseUnread } from "./reports.ts";

const NAMES: readonly string[] = [...POSTBACK_PARAMETERS, "amount_minor"];

/**
 * Takes a network's word for an order, by GET or POST, and answers 200 once the queue or the bucket holds
 * it. A repeat is answered with the same bytes. One that cannot be taken is answered by what is wrong with
 * it and kept as a bad row as well, since networks send again and read nothing.
 */
export async function takePostback(c: Context<IntakeBindings>, memory: IntakeMemory): Promise<Response> {
  const request = c.req.raw;
  c.header("Cache-Control", "no-store");
  if (request.method === "HEAD") return refuseHead(c);
  const body = request.method === "POST" && request.body ? await readBody(request, postedPairs) : NO_BODY;
  const { unread } = body;
  const pairs = [...queryPairs(request.url), ...body.pairs];
  const check = keyCheckOf(c.env, memory);
  const key = await authenticateReport("postback", { request, pairs, unread }, check);
  const { parameters, fault } = pickParameters(pairs, NAMES, key.parameter_map?.postback);
  const report: Report = { source: "postback", key, parameters };
  if (unread) return refuseUnread(c, report, unread);
  const conversion = await orRefused(c, report, () => {
    if (fault) throw fault;
    return checked(parameters, postback);
  });
  const { id } = await acceptReport(c, report, { conversion, nowMs: check.nowMs });
  return c.json({ id, object: "conversion", status: "accepted" } satisfies PostbackAccepted, 200);
}

/** Reads a report, and files it if what it says is wrong. */
export async function orRefused<T>(c: Context<IntakeBindings>, report: Report, read: () => T): Promise<T> {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return refuseReport(c, report, { reason: "report_malformed", error });
  }
}

/** Nothing is booked for whoever only looks. */
function refuseHead(c: Context<IntakeBindings>): Response {
  c.header("Allow", "GET, POST");
  return errorResponse(c, "method_not_allowed", "Postbacks are sent by GET or POST.");
}
