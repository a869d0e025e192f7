import type { Context } from "hono";
import { ERRORS, type ErrorCode, errorBody, type Problem } from "../../contracts/error.ts";
import { tellStack } from "../../core/shared/tell-error.ts";
import type { RequestEnv } from "./request-id.ts";

/** Seconds after which a caller should try again: a store that is away, the same call that is under way, a minute's calls made. */
const RETRY_AFTER_SECONDS: Partial<Record<ErrorCode, number>> = {
  ...{ unavailable: 5, idempotency_in_flight: 1, rate_limited: 60 },
};

/** A refusal on its way to the envelope; thrown by helpers of a route, caught in `onError`. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly problems: readonly Problem[] = [],
    /** When the caller should try again, where that is another moment than its code says. */
    readonly retryAfterSeconds: number | undefined = undefined,
  ) {
    super(message);
  }
}

/** Answers with the error envelope and the status of the code. */
export function errorResponse<Env extends RequestEnv>(
  c: Context<Env>,
  code: ErrorCode,
  message: string,
  problems: readonly Problem[] = [],
): Response {
  const { status } = ERRORS[code];
  const retryAfter = RETRY_AFTER_SECONDS[code];
  if (retryAfter !== undefined) c.header("Retry-After", String(retryAfter));
  if (status === 401) c.header("WWW-Authenticate", 'Bearer realm="tributary"');
  return c.json(errorBody(code, message, { requestId: c.get("requestId"), problems }), status);
}

/** The last resort of both Workers: a refusal is answered, anything else is logged and never shown. */
export function answerError<Env extends RequestEnv>(error: Error, c: Context<Env>): Response {
  if (error instanceof RequestError) {
    const { code, message, problems, retryAfterSeconds } = error;
    const response = errorResponse(c, code, message, problems);
    if (retryAfterSeconds !== undefined) response.headers.set("Retry-After", String(retryAfterSeconds));
    return response;
  }
  console.error(
    JSON.stringify({
      event: "unforeseen_error",
      request_id: c.get("requestId"),
      error: tellStack(error),
    }),
  );
  return errorResponse(c, "internal", "Something went wrong on our side.");
}
