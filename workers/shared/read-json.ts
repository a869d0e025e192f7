import type * as z from "zod/mini";
import { type Problem, problemsOf } from "../../contracts/error.ts";
import { RequestError } from "./errors.ts";
import { type DoubtfulField, doubtfulFields } from "./strict-json.ts";

/** Largest request body, in bytes, where a call names no other. */
export const BODY_BYTES_MAX = 64 * 1024;

/**
 * Reads a JSON body and checks it against its contract.
 *
 * Throws `RequestError`: 413 past 64 KiB, 400 for what is not JSON in UTF-8, 422 listing every field
 * at fault. Stops reading as soon as the limit is passed, whatever the length header says.
 */
export async function readJson<Schema extends z.ZodMiniType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  return checked(await readAnyJson(request), schema);
}

/** Checks a value against its contract; throws `RequestError` 422 listing every field at fault. */
export function checked<Schema extends z.ZodMiniType>(value: unknown, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  const [first] = problems;
  throw new RequestError(
    "invalid_parameter",
    first ? `${first.param} ${first.message}.` : "Invalid body.",
    problems,
  );
}

/** True for what says that it is JSON in UTF-8: no other charset is one of JSON (RFC 8259, section 8.1). */
export function isJsonType(contentType: string | null): boolean {
  const [type, ...parameters] = (contentType ?? "").split(";").map((part) => part.trim().toLowerCase());
  const isUtf8 = (parameter: string) =>
    !/^charset\b/.test(parameter) || /^charset="?utf-?8"?$/.test(parameter);
  return type === "application/json" && parameters.every(isUtf8);
}

/** Reads a JSON body that no contract was asked of yet; throws as `readJson`, and 422 only for fields that parsing would lose. */
export async function readAnyJson(request: Request): Promise<unknown> {
  return jsonOf(await readBytes(request));
}

/** The value of a body that was read; throws as `readAnyJson`, but for its size. */
export function jsonOf(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  if (text === null) throw new RequestError("malformed_json", "The body is not UTF-8.");
  const value = parsed(text);
  const problems = doubtfulFields(text).map(({ param, why }) => ({ param, ...DOUBTS[why] }));
  const [first] = problems;
  if (first) throw new RequestError("invalid_parameter", `${first.param} ${first.message}.`, problems);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError("malformed_json", "The body is not JSON.");
  }
}

const DOUBTS = {
  repeated: { code: "invalid_value", message: "is given more than once" },
  proto: { code: "unknown_field", message: "is not a field of this request" },
} as const satisfies Record<DoubtfulField["why"], Omit<Problem, "param">>;

/** Reads a body of at most `bytesMax` bytes; throws `RequestError` 413 as soon as the limit is passed. */
export async function readBytes(request: Request, bytesMax = BODY_BYTES_MAX): Promise<Uint8Array> {
  const tooLarge = new RequestError("body_too_large", `The body is larger than ${bytesMax} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > bytesMax) throw tooLarge;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** Reads UTF-8, without its byte order mark; null if it is none. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}
