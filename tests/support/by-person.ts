import type { WorkspaceId } from "../../core/shared/id.ts";
import type { SignedIn } from "./member-rows.ts";

/** What a person's browser sends with a call: its cookie, where the call comes from and, if given, the workspace. */
export function byPerson({ cookie }: SignedIn, workspaceId?: WorkspaceId): Record<string, string> {
  return {
    ...{ cookie, "sec-fetch-site": "same-origin" },
    ...(workspaceId === undefined ? {} : { "workspace-id": workspaceId }),
  };
}
