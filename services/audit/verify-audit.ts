import { sql } from "drizzle-orm";
import { inSnapshot } from "../../db/client.ts";
import { type Context, transact } from "../shared/context.ts";
import {
  type AuditVerification,
  type ChainedLog,
  isBeyondLog,
  type Stretch,
  verifyLog,
} from "./verify-log.ts";

const logOf = ({ workspaceId }: Context): ChainedLog => ({
  ...{ rows: sql`audit_log`, heads: sql`audit_heads`, key: sql`workspace_id`, id: workspaceId },
  head: "the head of the audit log",
});

/**
 * Recomputes the chain of the workspace's audit log from its rows and names the first bad one. All of it is read from one
 * snapshot, so that acts written meanwhile are no fault.
 */
export function verifyAudit(context: Context, stretch: Stretch): Promise<AuditVerification> {
  return inSnapshot(context.db, context.workspaceId, (tx) => verifyLog(tx, logOf(context), stretch));
}

/** True of a number that no act has, and none had by the head: a verification cannot begin after it. */
export function isBeyondAudit(context: Context, sequence: bigint): Promise<boolean> {
  return transact(context, (tx) => isBeyondLog(tx, logOf(context), sequence));
}
