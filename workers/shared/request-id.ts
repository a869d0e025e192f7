import type { MiddlewareHandler } from "hono";
import { encodeHex } from "../../core/shared/encoding.ts";
import { fillRandom } from "../../platform/random.ts";

/** The variables every request of ours carries. */
export type RequestVariables = { readonly requestId: string };

/** What hono carries with a request of either Worker; each adds bindings of its own. */
export type RequestEnv = { readonly Bindings?: object; readonly Variables: RequestVariables };

/** Used anew for each id. */
const idBytes = new Uint8Array(16);

/** A new id of a request. */
export const newRequestId = (): string => `req_${encodeHex(fillRandom(idBytes))}`;

/**
 * Gives each request an id and puts it on every answer, errors included. An answer passed on from
 * another Worker keeps the id it has: its body and that Worker's log name that one.
 */
export const requestId: MiddlewareHandler<{ Variables: RequestVariables }> = async (c, next) => {
  const id = newRequestId();
  c.set("requestId", id);
  await next();
  if (!c.res.headers.has("Request-Id")) c.header("Request-Id", id);
};
