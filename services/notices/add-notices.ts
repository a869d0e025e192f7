import type { Db } from "../../db/client.ts";
import { notices } from "../../db/schema/index.ts";
import { type EnvelopeKeys, sealJson } from "../../platform/envelope.ts";
import { newId } from "../../platform/random.ts";
import type { Context } from "../shared/context.ts";

/** A message to one person. */
export type Mail = { readonly to: string; readonly subject: string; readonly text: string };

/** A message and why it is sent. */
export type Notice = Mail & {
  /** What it is of, e.g. `payout_method_changed`. */
  readonly kind: string;
  /** Natural key within the workspace, e.g. `payout_method_changed pmt_… contact`: it is sent once, however often asked. */
  readonly cause: string;
};

/** Where a notice is sealed for. */
export const noticePlace = ({
  workspaceId,
  id,
}: {
  readonly workspaceId: string;
  readonly id: string;
}): string => `notices ${workspaceId} ${id}`;

/** Leaves notices to be sent, inside the transaction of what they tell: there is never one without the other. */
export async function addNotices(
  tx: Db,
  { workspaceId, now }: Context,
  keys: EnvelopeKeys,
  given: readonly Notice[],
): Promise<void> {
  if (given.length === 0) return;
  const rows = await Promise.all(
    given.map(async ({ kind, cause, to, subject, text }) => {
      const id = newId("ntc", now.getTime());
      const mail: Mail = { to, subject, text };
      const sealed = await sealJson(mail, { keys, place: noticePlace({ workspaceId, id }) });
      return { workspaceId, id, kind, cause, sealed, dueAt: now, createdAt: now };
    }),
  );
  await tx
    .insert(notices)
    .values(rows)
    .onConflictDoNothing({ target: [notices.workspaceId, notices.cause] });
}
