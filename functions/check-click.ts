import { clickMessage, clickRecord } from "../contracts/click-message.ts";
import type { WorkspaceId } from "../core/shared/id.ts";
import type { CheckedClick, ClickRow } from "../services/clicks/click-row.ts";

/** Takes the clicks out of a message and checks each by itself; a message of another shape is one bad row. */
export function checkClicks(body: unknown): readonly CheckedClick[] {
  const message = clickMessage.safeParse(body);
  if (message.success) return message.data.clicks.map(checkClick);
  return [
    {
      ok: false,
      payload: body,
      workspaceId: null,
      reason: "message_malformed",
      detail: message.error.message,
    },
  ];
}

function checkClick(click: unknown): CheckedClick {
  const parsed = clickRecord.safeParse(click);
  if (parsed.success) {
    const workspaceId = parsed.data.workspace_id as WorkspaceId;
    return { ok: true, click: { ...parsed.data, workspace_id: workspaceId } satisfies ClickRow };
  }
  return {
    ok: false,
    payload: click,
    workspaceId: null,
    reason: "click_malformed",
    detail: parsed.error.message,
  };
}
