import { eq } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { type affiliates, workspaces } from "../../db/schema/index.ts";
import type { Notice } from "../notices/add-notices.ts";
import type { Context } from "../shared/context.ts";

/** What addresses are told that affiliates had until now. The new ones are not named: they may be a thief's or their own. */
export async function contactNotices(
  tx: Db,
  { workspaceId, now }: Context,
  givenUp: readonly (typeof affiliates.$inferSelect)[],
): Promise<readonly Notice[]> {
  const [workspace] = await tx
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  const merchant = workspace?.name ?? "";
  return givenUp.map((before) => ({
    ...{ kind: "affiliate_contact_changed", to: before.email },
    cause: `affiliate_contact_changed ${before.id} ${now.toISOString()}`,
    subject: `${merchant}: your e-mail address was changed`,
    text: [
      `Hello ${before.name},`,
      `${merchant} was given another e-mail address for you, and writes there from now on.`,
      `If this was not you, tell ${merchant} at once.`,
    ].join("\n\n"),
  }));
}
