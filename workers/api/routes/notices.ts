import * as z from "zod/mini";
import { listNotices, type NoticeView } from "../../../services/notices/list-notices.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { defineRoute } from "../route.ts";
import { showInstant } from "../views/money.ts";
import { count, idOf, instant, listOf, maybe, maybeInstant, oneOf, text, view } from "../views/schema.ts";

const listQuery = z.strictObject({
  ...pageParams,
  status: z.optional(z.enum(["waiting", "sent", "failed"])),
});

const noticeView = view("Notice", {
  id: idOf("ntc"),
  object: z.literal("notice"),
  kind: text,
  cause: text,
  status: oneOf("waiting", "sent", "failed"),
  attempts: count,
  problem: maybe(text),
  due_at: maybeInstant,
  sent_at: maybeInstant,
  created_at: instant,
});

/** Messages to people: whether they went out, and not what they say. */
export const noticeRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/notices",
    permission: "notices:read",
    summary: "Lists messages to affiliates and how far they are, newest first.",
    query: listQuery,
    answers: { 200: listOf(noticeView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      return Response.json(listBody(await listNotices(context, { status: query.status }, page), showNotice));
    },
  }),
];

function showNotice(notice: NoticeView): z.output<typeof noticeView> {
  return {
    id: notice.id,
    object: "notice",
    kind: notice.kind,
    cause: notice.cause,
    status: notice.status,
    attempts: notice.attempts,
    problem: notice.problem,
    due_at: notice.status === "waiting" ? showInstant(notice.dueAt) : null,
    sent_at: showInstant(notice.sentAt),
    created_at: showInstant(notice.createdAt),
  };
}
