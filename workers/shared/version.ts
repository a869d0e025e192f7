import type { MiddlewareHandler } from "hono";
import { RequestError } from "./errors.ts";

/** The header by which a call names the version of the API that it means. */
export const VERSION_HEADER = "Tributary-Version";
/** The newest version, and so far the only one. */
export const VERSION = "2026-11-21";

/** Reads which version a call means, the newest where it says nothing; throws `RequestError` 400 for one that is none. */
function readVersion(headers: Headers): string {
  const given = headers.get(VERSION_HEADER);
  if (given === null || given === VERSION) return VERSION;
  throw new RequestError("unknown_version", `${VERSION_HEADER} must be ${VERSION}.`, [
    { param: VERSION_HEADER, code: "unknown_version", message: `must be ${VERSION}` },
  ]);
}

/** Refuses a call of a version that there is not, before anything is done, and tells on every answer which one it is of. */
export const stateVersion: MiddlewareHandler = async (c, next) => {
  // A refusal takes it from here, and to another answer it is added.
  c.header(VERSION_HEADER, VERSION);
  const version = readVersion(c.req.raw.headers);
  await next();
  c.header(VERSION_HEADER, version);
};
