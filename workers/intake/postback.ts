import type { Context } from "hono";
import { type PostbackAccepted, postback } from "../../contracts/postback.ts";
import { POSTBACK_PARAMETERS } from "../../core/link/parameters.ts";
import { errorResponse, RequestError } from "../shared/errors.ts";
import { checked } from "../shared/read-json.ts";
import { authenticateAs } from "./authenticate.ts";
import type { IntakeBindings } from "./env.ts";
import { type IntakeMemory, keyCheckOf } from "./memory.ts";
import { bodyPairs, invalid, pickParameters, queryPairs } from "./parameters.ts";
import { acceptReport, type Report, refuseReport } from "./reports.ts";

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
  const pairs = [...queryPairs(request.url), ...(await bodyPairs(request))];
  const named = pickParameters(pairs, ["key"]);
  if (named.ambiguous) throw invalid("key", "must be given once");
  const check = keyCheckOf(c.env, memory);
  const key = await authenticateAs("postback", { named: named.parameters.key, request }, check);
  const { parameters, ambiguous } = pickParameters(pairs, NAMES, key.parameter_map?.postback);
  const report: Report = { source: "postback", key, parameters };
  const conversion = await orRefused(c, report, () => {
    if (ambiguous) throw invalid(ambiguous, "must be given once");
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
