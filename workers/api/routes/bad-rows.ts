import * as z from "zod/mini";
import { line } from "../../../contracts/text.ts";
import { BAD_ROW_STAGES } from "../../../core/shared/bad-row-stages.ts";
import { requestReplay } from "../../../services/bad-rows/request-replay.ts";
import { type BadRowView, findBadRow, listBadRows } from "../../../services/reading/bad-rows.ts";
import { RequestError } from "../../shared/errors.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { noFields, notFound, orNotFound } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { showInstant } from "../views/money.ts";
import { count, instant, listOf, maybeInstant, oneOf, text, view } from "../views/schema.ts";

const listQuery = z.strictObject({
  ...pageParams,
  stage: z.optional(z.enum(BAD_ROW_STAGES, `must be one of ${BAD_ROW_STAGES.join(", ")}`)),
  reason: z.optional(line(64)),
  status: z.optional(z.enum(["open", "resolved"])),
});

/** The number of a row; what is none names nothing. */
const rowPath = z.object({
  id: z.pipe(
    z.string().check(z.regex(/^\d{1,18}$/)),
    z.transform((text: string) => BigInt(text)),
  ),
});

const badRowView = view("BadRow", {
  id: text,
  object: z.literal("bad_row"),
  stage: text,
  reason: text,
  detail: text,
  payload: text,
  received_at: instant,
  status: oneOf("open", "resolved"),
  replays: count,
  resolved_at: maybeInstant,
});

/** What could not be processed, and trying it again. */
export const badRowRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/bad-rows",
    permission: "bad_rows:read",
    summary: "Lists what could not be processed, as it came, with the reason, newest first.",
    query: listQuery,
    answers: { 200: listOf(badRowView) },
    handler: async ({ context, query: { status, ...query } }) => {
      const isResolved = status === undefined ? undefined : status === "resolved";
      const filter = { stage: query.stage, reason: query.reason, isResolved };
      const rows = await listBadRows(context, filter, pageRequest(query));
      return Response.json(listBody(rows, showBadRow));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/bad-rows/:id",
    permission: "bad_rows:read",
    summary: "Shows one row that could not be processed.",
    params: rowPath,
    answers: { 200: badRowView },
    handler: async ({ context, params }) =>
      Response.json(showBadRow(orNotFound(await findBadRow(context, params.id)))),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/bad-rows/:id/replay",
    permission: "bad_rows:replay",
    summary:
      "Has a bad row tried again: it is resolved if it is taken in now, else its reason is that of now.",
    params: rowPath,
    body: noFields,
    answers: { 202: badRowView },
    handler: replay,
  }),
];

async function replay({
  context,
  env,
  params: { id },
}: Call<unknown, unknown, { id: bigint }>): Promise<Response> {
  const { workspaceId, actor, requestId } = context;
  const asked = await requestReplay(context, id, async () => {
    const message = { workspace_id: workspaceId, bad_row_id: String(id), actor, request_id: requestId };
    try {
      await env.REPLAYS.send({ v: 1, ...message });
    } catch {
      throw new RequestError("unavailable", "The queue is away; please try again.");
    }
  });
  if (asked.ok) return Response.json(showBadRow(asked.value), { status: 202 });
  if (asked.error.code === "not_found") throw notFound();
  throw new RequestError(
    "illegal_move",
    `Of the stage ${asked.error.stage} nothing is tried again from here.`,
  );
}

function showBadRow({
  id,
  stage,
  reason,
  detail,
  payload,
  receivedAt,
  replays,
  resolvedAt,
}: BadRowView): z.output<typeof badRowView> {
  return {
    id: String(id),
    object: "bad_row",
    stage,
    reason,
    detail,
    payload,
    received_at: showInstant(receivedAt),
    status: resolvedAt === null ? "open" : "resolved",
    replays,
    resolved_at: showInstant(resolvedAt),
  };
}
