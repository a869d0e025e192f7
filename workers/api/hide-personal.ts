import { withoutPersonal } from "../../core/access/personal.ts";
import { affiliateOf, type Caller } from "./caller.ts";

/**
 * Gives an answer as its caller may see it: without `personal:read` every field that tells of a person is null, whatever
 * route made it. An affiliate is answered what is its own.
 */
export async function hidePersonal(caller: Caller, response: Response): Promise<Response> {
  const isOwn = affiliateOf(caller) !== null;
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  if (isOwn || caller.permissions.has("personal:read") || !isJson) return response;
  const { status, headers } = response;
  return Response.json(withoutPersonal(await response.json()), { status, headers });
}
