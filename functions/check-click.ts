import { clickMessage, clickRecord } from "../contracts/click-message.ts";
import type { WorkspaceId } from "../core/shared/id.ts";
import type { CheckedClick, ClickRow } from "../services/clicks/click-row.ts";
import { namedWorkspace } from "./named-workspace.ts";
import { whatIsWrong } from "./what-is-wrong.ts";

/**
 * Takes the clicks out of a message, which is JSON text or what such text says, and checks each by
 * itself; a message of another shape is one bad row, kept as it came.
 */
export function checkClicks(body: unknown): readonly CheckedClick[] {
  const message = clickMessage.safeParse(typeof body === "string" ? parseText(body) : body, {
    reportInput: true,
  });
  if (message.success) return message.data.clicks.map(checkClick);
  return [
    {
      ok: false,
      payload: body,
      workspaceId: null,
      reason: "message_malformed",
      detail: whatIsWrong(message.error),
    },
  ];
}

/** Text that is no JSON stays text, which is no message. */
function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function checkClick(click: unknown): CheckedClick {
  const parsed = clickRecord.safeParse(click, { reportInput: true });
  if (parsed.success) {
    const workspaceId = parsed.data.workspace_id as WorkspaceId;
    return { ok: true, click: { ...parsed.data, workspace_id: workspaceId } satisfies ClickRow };
  }
  return {
    ok: false,
    payload: click,
    workspaceId: namedWorkspace(click),
    reason: "click_malformed",
    detail: whatIsWrong(parsed.error),
  };
}
