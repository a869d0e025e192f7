import { VERSION, VERSION_HEADER } from "../../shared/version.ts";
import type { JsonObject } from "./json-schema.ts";

const asked = (name: string, description: string, schema: JsonObject = {}): JsonObject => ({
  ...{ name, in: "header", required: false, description },
  schema: { type: "string", ...schema },
});

/** The headers that calls take, by their names in the document. */
export const PARAMETERS: JsonObject = {
  IdempotencyKey: asked("Idempotency-Key", "Makes the call safe to repeat for 24 hours.", {
    pattern: "^[\\x21-\\x7e]{1,255}$",
  }),
  WorkspaceId: asked(
    "Workspace-Id",
    "The workspace of a call by a session; a key has one, and is refused beside the name of another.",
  ),
  StepUpCode: asked("Step-Up-Code", "A one-time code, for calls that ask for one."),
  IfMatch: asked("If-Match", "The ETag of the row that is meant, or `*`; 412 where it has another by now."),
  TributaryVersion: asked(VERSION_HEADER, "The version of the API that is meant; the newest unless given.", {
    enum: [VERSION],
  }),
};

/** The headers that answers have, by their names in the document. */
export const ANSWER_HEADERS = {
  RequestId: { name: "Request-Id", description: "Names the call in our log." },
  TributaryVersion: { name: VERSION_HEADER, description: "The version of the API that answers." },
  ETag: { name: "ETag", description: "The version of the row, for `If-Match`." },
  IdempotentReplayed: {
    name: "Idempotent-Replayed",
    description: "`true` where the answer is that of an earlier call with the same `Idempotency-Key`.",
  },
  RateLimit: {
    name: "RateLimit",
    description: "How many calls are left in this minute, where they are counted.",
  },
  RateLimitPolicy: { name: "RateLimit-Policy", description: "How many calls a minute has." },
  RetryAfter: { name: "Retry-After", description: "Seconds after which the call may do." },
} as const;
/** One of them. */
export type AnswerHeader = keyof typeof ANSWER_HEADERS;
/** Those of calls that are counted. */
export const QUOTA: readonly AnswerHeader[] = ["RateLimit", "RateLimitPolicy"];
