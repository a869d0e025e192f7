import type { Permission } from "../../core/access/permissions.ts";
import { personalIn, withoutPersonal } from "../../core/access/personal.ts";
import { noteReadings, type Reading } from "../../services/audit/note-readings.ts";
import { affiliateOf } from "./caller.ts";
import type { Call, Route } from "./route.ts";

/** What one needs for files that tell of persons; all else that is told of them is JSON. */
const PERSONAL_FILES: ReadonlySet<Permission> = new Set([
  ...(["affiliates:export", "documents:read", "members:read", "payouts:execute"] as const),
]);
/** Most things that a reading names. */
const SUBJECTS_MAX = 100;

/**
 * Gives an answer as its caller may see it: without `personal:read` every field that tells of a person is null, whatever
 * route made it; with it, the audit log is told who read what, before the answer leaves. An affiliate is answered what is
 * its own.
 */
export async function hidePersonal(
  { method, path, permission }: Route,
  call: Pick<Call, "caller" | "context" | "env">,
  response: Response,
): Promise<Response> {
  const { caller } = call;
  if (affiliateOf(caller) !== null) return response;
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  const maySee = caller.permissions.has("personal:read");
  if (maySee && (method !== "GET" || !response.ok)) return response;
  if (!isJson) {
    if (maySee && PERSONAL_FILES.has(permission))
      await note(call, { call: `${method} ${path}`, subjects: [], fields: ["file"] });
    return response;
  }
  const { status, headers } = response;
  const body = await response.json();
  if (!maySee) return Response.json(withoutPersonal(body), { status, headers });
  const { subjects, fields } = personalIn(body);
  if (fields.length > 0) {
    await note(call, { call: `${method} ${path}`, subjects: subjects.slice(0, SUBJECTS_MAX), fields });
  }
  return Response.json(body, { status, headers });
}

/** By the queue, so that readings wait for no log; where that is away, here and now. */
async function note(
  { context, env }: Pick<Call, "context" | "env">,
  read: Pick<Reading, "call" | "subjects" | "fields">,
): Promise<void> {
  const { workspaceId, actor, requestId, now, networkHash } = context;
  try {
    const { call, subjects, fields } = read;
    const told = { call, subjects: [...subjects], fields: [...fields] };
    const network = networkHash ? { network: networkHash } : {};
    const reading = { ...told, ...network, request_id: requestId, read_at_ms: now.getTime() };
    await env.EVENTS.send({ v: 1, workspace_id: workspaceId, actor, reading });
  } catch {
    await noteReadings(context, [{ ...read, requestId, readAt: now }]);
  }
}
