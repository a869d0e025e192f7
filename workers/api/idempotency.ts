import { deriveSecret } from "../../platform/keys.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { type Answer, answerOnce } from "../../services/idempotency/answer-once.ts";
import type { Context } from "../../services/shared/context.ts";
import { bearerKey } from "../shared/bearer.ts";
import { RequestError } from "../shared/errors.ts";
import { readBytes } from "../shared/read-json.ts";
import { callerIdOf } from "./caller.ts";
import { hidePersonal } from "./hide-personal.ts";
import { readCall, type UnreadCall } from "./read-call.ts";
import type { Call, Route } from "./route.ts";
import { openCursor, signCursors } from "./signed-cursors.ts";

const HEADER = "Idempotency-Key";
/** Of what a key is made: visible ASCII, as it is compared byte by byte. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** A call before it is known how its transaction ends. */
export type OpenCall = Omit<UnreadCall, "onceCommitted" | "apart">;

/**
 * Answers a call, once where it comes with an `Idempotency-Key`: a repeat gets the same answer, marked by
 * `Idempotent-Replayed`, and does nothing. What waits for the commit is done before the answer.
 *
 * Throws `RequestError`: 422 for a key that was used for another call, 409 while its call is under way.
 */
export async function answerCall(route: Route, call: OpenCall): Promise<Response> {
  const waiting: ((context: Context) => Promise<void>)[] = [];
  const onceCommitted: Call["onceCommitted"] = (work) => void waiting.push(work);
  const of = { pepper: call.env.API_KEY_PEPPER, workspaceId: call.context.workspaceId };
  const whole = { ...call, query: openCursor(route, call, of), apart: call.context, onceCommitted };
  const isKeyed = route.method !== "GET" && call.request.headers.has(HEADER);
  const response = isKeyed
    ? await answerKeyed(route, whole)
    : await route.handler(await readCall(route, whole));
  for (const work of waiting) await work(call.context);
  return signCursors(route, call.request, { response: await hidePersonal(route, call, response), of });
}

async function answerKeyed(route: Route, call: UnreadCall): Promise<Response> {
  const { request, caller, context } = call;
  const idempotencyKey = request.headers.get(HEADER) ?? "";
  if (!KEY.test(idempotencyKey)) {
    throw refusal("invalid_parameter", "invalid_value", "must be 1 to 255 visible ASCII characters");
  }
  const body = await readBytes(request, route.bodyBytesMax);
  const { pathname, search } = new URL(request.url);
  const outcome = await answerOnce(
    context,
    {
      ...{ callerId: callerIdOf(caller), method: request.method, path: pathname, idempotencyKey },
      fingerprint: sha256Hex(joined(search, body)),
      secret: secretOf(call),
    },
    async (within) =>
      answerOf(
        await route.handler(
          await readCall(route, { ...call, request: withBody(request, body), context: within }),
        ),
      ),
  );
  switch (outcome.kind) {
    case "mismatch":
      throw refusal("idempotency_mismatch", "idempotency_mismatch", "was used with another body or query");
    case "in_flight":
      throw refusal("idempotency_in_flight", "idempotency_in_flight", "is of a call that is under way");
    case "answered":
      return responseOf(outcome.answer);
    case "replayed": {
      const response = responseOf(outcome.answer);
      response.headers.set("Idempotent-Replayed", "true");
      return response;
    }
  }
}

/** What only the caller can bring: its key or, of a person, what follows from its id under a secret of ours. */
function secretOf({ request, caller, env }: Pick<Call, "request" | "caller" | "env">): string {
  return caller.kind === "key"
    ? (bearerKey(request)?.key ?? "")
    : deriveSecret(env.API_KEY_PEPPER, "idempotency", caller.personId);
}

function refusal(
  code: "invalid_parameter" | "idempotency_mismatch" | "idempotency_in_flight",
  problem: string,
  message: string,
): RequestError {
  return new RequestError(code, `${HEADER} ${message}.`, [{ param: HEADER, code: problem, message }]);
}

/** The query can hold no line feed, so nothing is both query and body. */
function joined(search: string, body: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(`${search}\n`);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}

/** The request as it came, though its body was read. */
function withBody({ url, method, headers }: Request, body: Uint8Array): Request {
  return new Request(url, { method, headers, ...(body.length > 0 ? { body: new Uint8Array(body) } : {}) });
}

async function answerOf(response: Response): Promise<Answer> {
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

function responseOf({ status, headers, body }: Answer): Response {
  return new Response(new Uint8Array(body), { status, headers });
}
