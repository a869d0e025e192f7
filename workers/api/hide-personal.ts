import type { Permission } from "../../core/access/permissions.ts";
import { personalIn, withoutPersonal } from "../../core/access/personal.ts";
import { instantText } from "../../core/shared/calendar.ts";
import { affiliateOf } from "./caller.ts";
import { noteReading } from "./note-reading.ts";
import type { Call, Route } from "./route.ts";

/** What one needs for files that tell of persons; all else that is told of them is JSON. */
const PERSONAL_FILES: ReadonlySet<Permission> = new Set([
  ...(["affiliates:export", "audit:read", "documents:read", "members:read", "payouts:execute"] as const),
]);
/**
 * Gives addresses of the raw click log, which tells of visitors: whoever is given some is noted, with the permission for
 * personal data or without. Who asks for them afterwards is not known.
 */
const LOG_PATH = "/v1/exports/clicks";
/** Most things that a reading names. */
const SUBJECTS_MAX = 100;

/**
 * Gives an answer as its caller may see it: without `personal:read` every field that tells of a person is null, whatever
 * route made it; with it, the audit log is told who read what, before the answer leaves. An affiliate is answered what is
 * its own.
 */
export async function hidePersonal(
  { method, path, permission }: Route,
  { caller, context, env, request }: Pick<Call, "caller" | "context" | "env" | "request">,
  response: Response,
): Promise<Response> {
  if (affiliateOf(caller) !== null) return response;
  const name = `${method} ${path}`;
  if (path === LOG_PATH && response.ok) {
    await noteReading(env, context, { call: `${name}${spanOf(request)}`, subjects: [], fields: ["file"] });
  }
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  const maySee = caller.permissions.has("personal:read");
  if (maySee && !response.ok) return response;
  if (!isJson) {
    if (maySee && method === "GET" && PERSONAL_FILES.has(permission))
      await noteReading(env, context, { call: name, subjects: [], fields: ["file"] });
    return response;
  }
  const { status, headers } = response;
  const body = await response.json();
  if (!maySee) return Response.json(withoutPersonal(body), { status, headers });
  const { subjects, fields } = personalIn(body);
  if (fields.length > 0) {
    await noteReading(env, context, { call: name, subjects: subjects.slice(0, SUBJECTS_MAX), fields });
  }
  return Response.json(body, { status, headers });
}

/** The span of the log that was asked for, as it was read: what the caller wrote may be of any length. */
function spanOf({ url }: Request): string {
  const asked = [...new URL(url).searchParams].flatMap(([name, text]) =>
    name === "from" || name === "to" ? [[name, instantText(Date.parse(text))]] : [],
  );
  return asked.length === 0 ? "" : `?${new URLSearchParams(asked)}`;
}
