import type * as z from "zod/mini";
import { problemsOf } from "../../contracts/error.ts";
import { RequestError } from "./errors.ts";

/** Largest request body, in bytes. */
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
  const parsed = schema.safeParse(parseJson(await readText(request)), { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  const [first] = problems;
  throw new RequestError(
    "invalid_parameter",
    first ? `${first.param} ${first.message}.` : "Invalid body.",
    problems,
  );
}

async function readText(request: Request): Promise<string> {
  const tooLarge = new RequestError("body_too_large", `The body is larger than ${BODY_BYTES_MAX} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > BODY_BYTES_MAX) throw tooLarge;
  if (!request.body) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > BODY_BYTES_MAX) throw tooLarge;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new RequestError("malformed_json", "The body is not UTF-8.");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError("malformed_json", "The body is not JSON.");
  }
}
