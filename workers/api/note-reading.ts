import { eventMessage } from "../../contracts/event-message.ts";
import { noteReadings, type Reading } from "../../services/audit/note-readings.ts";
import type { Context } from "../../services/shared/context.ts";
import type { ApiEnv } from "./env.ts";

/**
 * Has the audit log told who read personal data, before the answer leaves: by the queue, so that readings wait for no log;
 * where that is away, or would not take it, here and now.
 */
export async function noteReading(
  env: ApiEnv,
  context: Context,
  { call, subjects, fields }: Pick<Reading, "call" | "subjects" | "fields">,
): Promise<void> {
  const { workspaceId, actor, requestId, now, networkHash } = context;
  try {
    const told = { call, subjects: [...subjects], fields: [...fields] };
    const network = networkHash ? { network: networkHash } : {};
    const reading = { ...told, ...network, request_id: requestId, read_at_ms: now.getTime() };
    await env.EVENTS.send(eventMessage.parse({ v: 1, workspace_id: workspaceId, actor, reading }));
  } catch {
    await noteReadings(context, [{ call, subjects, fields, requestId, readAt: now }]);
  }
}
