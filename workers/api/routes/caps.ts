import * as z from "zod/mini";
import { createCapRequest, updateCapRequest } from "../../../contracts/api/caps.ts";
import type { AffiliateId, LinkId, ProgramId } from "../../../core/shared/id.ts";
import {
  type Cap,
  type CapScope,
  createCap,
  getCap,
  listCaps,
  updateCap,
} from "../../../services/caps/caps.ts";
import { unwrap } from "../answer.ts";
import { countOfCap } from "../cap-count.ts";
import { sharedHosts } from "../link-hosts.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam, orNotFound, pathIds } from "../params.ts";
import { publishChanges } from "../publisher.ts";
import { type Call, defineRoute } from "../route.ts";
import { givenOnly } from "../values.ts";
import { capView, showCap } from "../views/cap.ts";
import { listOf } from "../views/schema.ts";

const listQuery = z.strictObject({
  ...pageParams,
  link_id: z.optional(idParam("lnk")),
  affiliate_id: z.optional(idParam("aff")),
  program_id: z.optional(idParam("prg")),
});

/** Caps on clicks and conversions. The links they hold for are published as caps are made and changed. */
export const capRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/caps",
    permission: "caps:write",
    summary: "Creates a cap on the clicks or conversions of a link, or of an affiliate in a program.",
    body: createCapRequest,
    answers: { 201: capView },
    handler: async (call) => {
      const { metric, period, max, overflow_url, ...named } = call.body;
      const input = { scope: scopeOf(named), metric, period, max, overflowUrl: overflow_url };
      const cap = unwrap(await createCap(call.context, input, hostOf(call)));
      return answerChanged(call, cap, 201);
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/caps",
    permission: "caps:read",
    summary: "Lists caps with what they have counted, oldest first.",
    query: listQuery,
    answers: { 200: listOf(capView) },
    handler: async ({ context, env, query }) => {
      const { link_id, affiliate_id, program_id, ...paging } = query;
      const filter = { linkId: link_id, affiliateId: affiliate_id, programId: program_id };
      const page = pageRequest(paging);
      const { rows, nextAfter } = await listCaps(context, filter, page);
      const shown = await Promise.all(rows.map((cap) => showWithCount(cap, { env, context })));
      return Response.json(listBody({ rows: shown, nextAfter }, (cap) => cap));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/caps/:id",
    permission: "caps:read",
    summary: "Shows a cap with what it has counted.",
    params: pathIds({ id: "cap" }),
    answers: { 200: capView },
    handler: async ({ context, env, params }) => {
      const cap = orNotFound(await getCap(context, params.id));
      return Response.json(await showWithCount(cap, { env, context }));
    },
  }),
  defineRoute({
    method: "PATCH",
    path: "/v1/caps/:id",
    permission: "caps:write",
    summary: "Raises, lowers, disables or enables a cap; what is absent stays.",
    params: pathIds({ id: "cap" }),
    body: updateCapRequest,
    answers: { 200: capView },
    handler: async (call) => {
      const id = call.params.id;
      const { max, overflow_url, status } = call.body;
      const change = givenOnly({ max, overflowUrl: overflow_url, status });
      const cap = unwrap(await updateCap(call.context, id, change, hostOf(call)));
      return answerChanged(call, cap, 200);
    },
  }),
];

/** Publishes the link of the cap, or what is stale of its affiliate's links; a cron publishes the rest of many. */
async function answerChanged(call: Call, cap: Cap, status: 200 | 201): Promise<Response> {
  publishChanges(call, cap.linkId === null ? undefined : [cap.linkId]);
  return Response.json(await showWithCount(cap, call), { status });
}

async function showWithCount(cap: Cap, { env, context }: Pick<Call, "env" | "context">) {
  return showCap(cap, await countOfCap(cap, env, context.now.getTime()), context.now);
}

type Named = {
  readonly link_id?: string | undefined;
  readonly affiliate_id?: string | undefined;
  readonly program_id?: string | undefined;
};

/** The contract saw to it that either the link is named, or both others are. */
function scopeOf({ link_id, affiliate_id, program_id }: Named): CapScope {
  if (link_id !== undefined) return { linkId: link_id as LinkId };
  return { affiliateId: affiliate_id as AffiliateId, programId: program_id as ProgramId };
}

/** Judges the overflow of a cap that is of no one link. */
function hostOf({ env }: Call): string {
  return sharedHosts(env)[0] ?? "";
}
