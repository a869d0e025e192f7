import type { Db } from "../../db/client.ts";
import { auditLog } from "../../db/schema/index.ts";
import type { Context } from "./context.ts";

/** One act, as the audit log keeps it. `change` holds no secret and no personal data. */
export type AuditEvent = {
  readonly action: string;
  readonly subjectId: string;
  readonly change?: Readonly<Record<string, unknown>>;
  /** The request that led to it, where that is not the context's. */
  readonly requestId?: string;
};

/** Writes audit rows inside the transaction of the changes they tell of. */
export async function audit(tx: Db, context: Context, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.insert(auditLog).values(
    events.map(({ action, subjectId, change, requestId }) => ({
      workspaceId: context.workspaceId,
      actor: context.actor,
      action,
      subjectId,
      change: inWireForm(change ?? {}),
      requestId: requestId ?? context.requestId,
    })),
  );
}

/** Names of fields as the API writes them. */
function inWireForm(change: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(change).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
