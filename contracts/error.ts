import type * as z from "zod/mini";
import { issueMessage } from "./issue-message.ts";

/** Every error code of the API with its HTTP status and type. */
export const ERRORS = {
  malformed_json: { status: 400, type: "invalid_request" },
  unknown_version: { status: 400, type: "invalid_request" },
  signature_expired: { status: 401, type: "authentication" },
  signature_invalid: { status: 401, type: "authentication" },
  unauthenticated: { status: 401, type: "authentication" },
  forbidden: { status: 403, type: "authorization" },
  maker_removed: { status: 403, type: "authorization" },
  step_up_invalid: { status: 403, type: "authorization" },
  step_up_locked: { status: 403, type: "authorization" },
  step_up_required: { status: 403, type: "authorization" },
  not_found: { status: 404, type: "invalid_request" },
  method_not_allowed: { status: 405, type: "invalid_request" },
  conflict: { status: 409, type: "conflict" },
  change_conflict: { status: 409, type: "conflict" },
  conversion_conflict: { status: 409, type: "conflict" },
  idempotency_in_flight: { status: 409, type: "conflict" },
  illegal_move: { status: 409, type: "conflict" },
  second_person_required: { status: 409, type: "conflict" },
  gone: { status: 410, type: "invalid_request" },
  version_stale: { status: 412, type: "conflict" },
  body_too_large: { status: 413, type: "invalid_request" },
  unsupported_media_type: { status: 415, type: "invalid_request" },
  idempotency_mismatch: { status: 422, type: "invalid_request" },
  invalid_parameter: { status: 422, type: "invalid_request" },
  rate_limited: { status: 429, type: "rate_limit" },
  internal: { status: 500, type: "api" },
  unavailable: { status: 503, type: "api" },
} as const;
export type ErrorCode = keyof typeof ERRORS;

/** One thing wrong with a request. `param` is the path of the field, e.g. `items[0].quantity`. */
export type Problem = { readonly param: string; readonly code: string; readonly message: string };

/** The one error envelope of the API. */
export type ErrorBody = {
  readonly error: {
    readonly type: string;
    readonly code: ErrorCode;
    readonly message: string;
    /** The first field at fault, or null. */
    readonly param: string | null;
    readonly doc_url: string;
    readonly request_id: string;
    readonly errors: readonly Problem[];
  };
};

/** Builds the envelope; `problems` are all that is wrong, in the order of the fields. */
export function errorBody(
  code: ErrorCode,
  message: string,
  { requestId, problems = [] }: { readonly requestId: string; readonly problems?: readonly Problem[] },
): ErrorBody {
  return {
    error: {
      type: ERRORS[code].type,
      code,
      message,
      param: problems[0]?.param ?? null,
      doc_url: `/docs/errors#${code}`,
      request_id: requestId,
      errors: problems,
    },
  };
}

/** Problems of form listed in one answer: whoever has more sent something else than they meant. */
const PROBLEMS_MAX = 100;

/** Lists what zod found wrong, the first hundred of it, naming each field, unknown ones included. */
export function problemsOf(error: z.core.$ZodError): readonly Problem[] {
  const all = error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        param: paramOf([...issue.path, key]),
        code: "unknown_field",
        message: "is not a field of this request",
      }));
    }
    const isMissing = issue.code === "invalid_type" && issue.input === undefined;
    return [
      {
        param: paramOf(issue.path) || "body",
        code: isMissing ? "missing_field" : "invalid_value",
        message: isMissing ? "is required" : issueMessage(issue),
      },
    ];
  });
  return all.slice(0, PROBLEMS_MAX);
}

function paramOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}
