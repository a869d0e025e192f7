import * as z from "zod/mini";
import {
  applySegmentRequest,
  createSegmentRequest,
  moveAffiliateRequest,
  updateSegmentRequest,
} from "../../../contracts/api/segments.ts";
import type { SegmentRule } from "../../../core/crm/segment-rule.ts";
import type { MemberId, StageId } from "../../../core/shared/id.ts";
import { affiliateResource } from "../../../services/affiliates/affiliates.ts";
import {
  actOnSegment,
  countOfRule,
  findSegment,
  type SegmentAction,
} from "../../../services/crm/segment-members.ts";
import { conditionOfRule, segmentResource } from "../../../services/crm/segments.ts";
import { listTimeline } from "../../../services/crm/timeline.ts";
import { listRows } from "../../../services/resources/list-rows.ts";
import { writeRow } from "../../../services/resources/write-rows.ts";
import { RequestError } from "../../shared/errors.ts";
import { unwrap } from "../answer.ts";
import { pageParams } from "../list.ts";
import { invalid, noQuery, orNotFound, pathIds } from "../params.ts";
import { readCursor, writeCursor } from "../resources/cursor.ts";
import { defineResource } from "../resources/define-resource.ts";
import { refuseMasked, show } from "../resources/definition.ts";
import { entityTag, readIfMatch } from "../resources/if-match.ts";
import { listQuery, listRequest } from "../resources/query.ts";
import { rowSchema } from "../resources/row-schema.ts";
import { defineRoute } from "../route.ts";
import { listOf } from "../views/schema.ts";
import { timelineEvent } from "../views/timeline.ts";
import { affiliateDefinition } from "./affiliates.ts";

const affiliate = rowSchema(affiliateResource);
const LIMIT_DEFAULT = 50;
const BAD_CURSOR = "must be the next_cursor of an earlier answer in the same order";

/** Segments: affiliates by rule, and what is done with all of them. */
export const segmentRoutes = [
  ...defineResource({
    ...{ path: "/v1/segments", one: "a segment of affiliates by a rule", many: "segments" },
    resource: segmentResource,
    permissions: { read: "crm:read", write: "crm:manage" },
    schemas: { create: createSegmentRequest, update: updateSegmentRequest },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/segments/:id/affiliates",
    permission: "affiliates:read",
    summary: "Lists the affiliates that a segment's rule describes now.",
    params: pathIds({ id: "seg" }),
    query: listQuery(affiliateResource),
    answers: { 200: listOf(affiliate) },
    handler: async ({ context, env, caller, params, query }) => {
      refuseMasked(affiliateDefinition, query, caller);
      const segment = unwrap(await findSegment(context, params.id));
      const path = `/v1/segments/${params.id}/affiliates`;
      const place = { pepper: env.API_KEY_PEPPER, workspaceId: context.workspaceId, path };
      const request = listRequest(affiliateResource, query, place);
      const where = conditionOfRule(context, segment.rule as SegmentRule);
      const { rows, nextAfter } = await listRows(context, affiliateResource, { ...request, where });
      const sort = String(query.sort ?? "id");
      return Response.json({
        object: "list",
        data: rows.map((row) => show(affiliateDefinition, row, { env, caller })),
        has_more: nextAfter !== null,
        next_cursor: nextAfter === null ? null : writeCursor(nextAfter, { ...place, sort }),
      });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/segments/:id/count",
    permission: "affiliates:read",
    summary: "Counts the affiliates that a segment's rule describes now.",
    params: pathIds({ id: "seg" }),
    query: noQuery,
    answers: { 200: z.object({ object: z.literal("segment_count"), count: z.int() }) },
    handler: async ({ context, params }) => {
      const segment = unwrap(await findSegment(context, params.id));
      const count = await countOfRule(context, segment.rule as SegmentRule);
      return Response.json({ object: "segment_count", count });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/segments/:id/apply",
    permission: "crm:manage",
    summary: "Tags, moves or assigns the affiliates of a segment, up to 500 that are not so yet.",
    params: pathIds({ id: "seg" }),
    body: applySegmentRequest,
    answers: {
      200: z.object({ object: z.literal("segment_application"), changed: z.int(), has_more: z.boolean() }),
    },
    handler: async ({ context, caller, params, body }) => {
      const action = actionOf(body);
      if (action.kind === "assign" && !caller.permissions.has("assignments:write")) {
        throw new RequestError("forbidden", "To assign takes assignments:write.");
      }
      const segment = unwrap(await findSegment(context, params.id));
      const { changed, hasMore } = unwrap(await actOnSegment(context, segment, action));
      return Response.json({ object: "segment_application", changed, has_more: hasMore });
    },
  }),
];

function actionOf(body: z.output<typeof applySegmentRequest>): SegmentAction {
  if (body.action === "stage") return { kind: "stage", stageId: body.stage_id as StageId | null };
  if (body.action === "assign") return { kind: "assign", memberId: body.member_id as MemberId };
  return { kind: body.action, tag: body.tag };
}

/** An affiliate's way through a pipeline, and what happened with it. */
export const affiliateCrmRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/affiliates/:id/stage",
    permission: "crm:write",
    summary: "Moves an affiliate to a stage, or out of its pipeline.",
    params: pathIds({ id: "aff" }),
    body: moveAffiliateRequest,
    version: "matched",
    answers: { 200: affiliate },
    handler: async ({ context, env, caller, request, params, body }) => {
      const ifMatch = readIfMatch(request.headers);
      const fields = { stageId: body.stage_id };
      const moved = unwrap(
        await writeRow(context, affiliateResource, { kind: "update", id: params.id, fields, ifMatch }),
      );
      const headers = { ETag: entityTag(moved.version) };
      return Response.json(show(affiliateDefinition, moved, { env, caller }), { headers });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/timeline",
    permission: "crm:read",
    summary: "Tells what happened with an affiliate, the last first.",
    params: pathIds({ id: "aff" }),
    query: z.strictObject({
      limit: pageParams.limit,
      cursor: z.optional(z.string().check(z.maxLength(1_024))),
    }),
    answers: { 200: listOf(timelineEvent) },
    handler: async ({ context, env, caller, params, query }) => {
      const { limit = LIMIT_DEFAULT, cursor } = query;
      const path = `/v1/affiliates/${params.id}/timeline`;
      const place = { pepper: env.API_KEY_PEPPER, workspaceId: context.workspaceId, path, sort: "-at" };
      const after = cursor === undefined ? null : readCursor(cursor, place);
      if (cursor !== undefined && after === null) throw invalid("cursor", BAD_CURSOR);
      const page = orNotFound(
        await listTimeline(context, params.id, { limit, after, permissions: caller.permissions }),
      );
      return Response.json({
        object: "list",
        data: page.rows.map(({ kind, subjectId, at, detail }) => ({
          ...{
            object: "timeline_event",
            kind,
            subject_id: subjectId,
            at: new Date(at).toISOString(),
            detail,
          },
        })),
        has_more: page.nextAfter !== null,
        next_cursor: page.nextAfter === null ? null : writeCursor(page.nextAfter, place),
      });
    },
  }),
];
