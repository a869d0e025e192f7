import { eq } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { workspaces } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** What the merchant of a workspace is called in mails. */
export async function merchantOf(tx: Db, { workspaceId }: Pick<Context, "workspaceId">): Promise<string> {
  const [workspace] = await tx
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  return workspace?.name ?? "";
}
