import type { Context } from "hono";
import type { ConversionAccepted, ConversionMessage } from "../../contracts/conversion.ts";
import { ERRORS } from "../../contracts/error.ts";
import { PIXEL_SIGNED_FIELDS, pixel } from "../../contracts/pixel.ts";
import type { PublishedKey } from "../../contracts/published.ts";
import { deriveSecret } from "../../platform/keys.ts";
import { RequestError } from "../shared/errors.ts";
import { checked } from "../shared/read-json.ts";
import { type IntakeBindings, pepperOf } from "./env.ts";
import { keptClickIds } from "./kept-clicks.ts";
import { type IntakeMemory, keyCheckOf } from "./memory.ts";
import { allowOrigin } from "./origins.ts";
import {
  type Parameters,
  pagePairs,
  pickParameters,
  queryPairs,
  type ReportBody,
  readBody,
} from "./parameters.ts";
import { isSigned } from "./pixel-signature.ts";
import { orRefused } from "./postback.ts";
import { withoutRepeats } from "./read-conversion.ts";
import {
  acceptReport,
  authenticateReport,
  RefusedReportError,
  type Report,
  refuseReport,
  refuseUnread,
  sentenceOf,
} from "./reports.ts";

const CLICK_FIELDS = ["click_id", "click_ids"] as const;
const NAMES: readonly string[] = [...PIXEL_SIGNED_FIELDS, ...CLICK_FIELDS, "sig"];
const RETRY_AFTER_SECONDS = 5;
/** A GIF of one transparent point: 43 bytes. */
const GIF = Uint8Array.from(atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="), (char) =>
  char.charCodeAt(0),
);

/**
 * Takes an order from an image on a page of the shop. The answer is an image whatever is wrong, since a
 * broken one helps nobody; `Tributary-Result` says what came of it. It is 200 once the order, or its
 * refusal, is kept; a key that is not good is 401 or 403, and 503 if no store is there to keep it.
 */
export async function showPixel(c: Context<IntakeBindings>, memory: IntakeMemory): Promise<Response> {
  const request = c.req.raw;
  try {
    const said: ReportBody = { pairs: queryPairs(request.url), unread: null };
    const key = await authenticateReport("publishable", { request, ...said }, keyCheckOf(c.env, memory));
    // Nothing is booked for whoever only looks.
    if (request.method !== "HEAD") {
      await takeOrder(c, { key, said, kept: keptClickIds(request.headers), nowMs: memory.now() });
    }
    return image(c, 200, "accepted");
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const [problem] = error.problems;
    const result = `refused; code=${error.code}${problem ? `; param=${problem.param}` : ""}`;
    return image(c, error instanceof RefusedReportError ? 200 : ERRORS[error.code].status, result);
  }
}

/** Takes an order from a script on a page of the shop: as the image, but that the answer says what is wrong. */
export async function takePixel(c: Context<IntakeBindings>, memory: IntakeMemory): Promise<Response> {
  const request = c.req.raw;
  const said = await readBody(request, pagePairs);
  const check = keyCheckOf(c.env, memory);
  const key = await authenticateReport("publishable", { request, ...said }, check);
  allowOrigin(c, key.allowed_hosts);
  const { id, request: order } = await takeOrder(c, { key, said, kept: [], nowMs: check.nowMs });
  const { external_id } = order;
  const accepted: ConversionAccepted = { id, object: "conversion", status: "accepted", external_id };
  return c.json(accepted, 202);
}

/**
 * A key that stands in a page says nothing of who sends: only what the merchant's server signed is an
 * order, whatever it calls itself (docs/ways-in.md).
 */
async function takeOrder(
  c: Context<IntakeBindings>,
  from: {
    readonly key: PublishedKey;
    readonly said: ReportBody;
    readonly kept: readonly string[];
    readonly nowMs: number;
  },
): Promise<ConversionMessage> {
  const { pairs, unread } = from.said;
  const { parameters, fault } = pickParameters(pairs, NAMES);
  const report: Report = { source: "pixel", key: from.key, parameters };
  const { sig = "", ...order } = parameters;
  if (unread) return refuseUnread(c, report, unread);
  if (fault) return refuseReport(c, report, { reason: "report_malformed", error: fault });
  const secret = deriveSecret(pepperOf(c.env), "pixel", from.key.key_id);
  if (!isSigned(order, sig, secret)) {
    const reason = sig === "" ? "pixel_signature_missing" : "pixel_signature_wrong";
    const message = sig === "" ? "is required" : "does not fit the order";
    const problems = [{ param: "sig", code: reason, message }];
    return refuseReport(c, report, {
      reason,
      error: new RequestError("forbidden", sentenceOf(reason), problems),
    });
  }
  const conversion = await orRefused(c, report, () => checked(withKept(order, from.kept), pixel));
  return acceptReport(c, report, { conversion: withoutRepeats(conversion), nowMs: from.nowMs });
}

/** Names the clicks that the browser keeps, where the page names none. */
function withKept(order: Parameters, [newest, ...earlier]: readonly string[]): Parameters {
  if (newest === undefined || CLICK_FIELDS.some((name) => order[name])) return order;
  return { ...order, click_id: newest, ...(earlier.length > 0 ? { click_ids: earlier.join(",") } : {}) };
}

function image(c: Context<IntakeBindings>, status: number, result: string): Response {
  return new Response(GIF, {
    status,
    headers: {
      "Content-Type": "image/gif",
      "Content-Length": String(GIF.length),
      "Cache-Control": "no-store",
      "Cross-Origin-Resource-Policy": "cross-origin",
      "X-Content-Type-Options": "nosniff",
      "Tributary-Result": result,
      "Request-Id": c.get("requestId"),
      ...(status === 503 ? { "Retry-After": String(RETRY_AFTER_SECONDS) } : {}),
    },
  });
}
