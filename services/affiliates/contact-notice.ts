import { eq } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { type affiliates, workspaces } from "../../db/schema/index.ts";
import type { Notice } from "../notices/add-notices.ts";
import type { Context } from "../shared/context.ts";

/** What the address is told that an affiliate had until now. The new one is not named: it may be a thief's or its own. */
export async function contactNotice(
  tx: Db,
  { workspaceId, now }: Context,
  before: typeof affiliates.$inferSelect,
): Promise<Notice> {
  const [workspace] = await tx
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  const merchant = workspace?.name ?? "";
  return {
    ...{ kind: "affiliate_contact_changed", to: before.email },
    cause: `affiliate_contact_changed ${before.id} ${now.toISOString()}`,
    subject: `${merchant}: your e-mail address was changed`,
    text: [
      `Hello ${before.name},`,
      `${merchant} was given another e-mail address for you, and writes there from now on.`,
      `If this was not you, tell ${merchant} at once.`,
    ].join("\n\n"),
  };
}
