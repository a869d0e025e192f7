import * as z from "zod/mini";
import { parseEnvelopeKeys } from "../../../platform/envelope.ts";
import {
  confirmFactor,
  enrolFactor,
  listFactors,
  revokeFactor,
  type StepUpFactor,
  vouchForFactor,
} from "../../../services/step-up/factors.ts";
import { unwrap } from "../answer.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { noFields, notFound, pathId, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { givenCode, readStepUp, STEP_UP_HEADER, stepUpRefusal, stepUpRequired } from "../step-up.ts";
import { showInstant } from "../views/money.ts";
import { idOf, instant, listOf, maybe, maybeInstant, oneOf, text, view } from "../views/schema.ts";

const factorFields = {
  id: idOf("suf"),
  object: z.literal("step_up_factor"),
  kind: z.literal("totp"),
  principal: text,
  status: oneOf("enrolled", "confirmed", "in_force", "revoked"),
  confirmed_at: maybeInstant,
  vouched_by: maybe(text),
  vouched_at: maybeInstant,
  revoked_at: maybeInstant,
  wait_until: maybeInstant,
  created_at: instant,
};
const factorView = view("StepUpFactor", factorFields);
const enrolledFactor = view("EnrolledStepUpFactor", { ...factorFields, otpauth_uri: text });

/** Factors by which callers prove themselves once more: one-time codes of an authenticator app. */
export const stepUpFactorRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/step-up-factors",
    permission: "step_up:write",
    summary: "Enrols a factor for the caller; the answer is the only one to hold its secret.",
    body: noFields,
    answers: { 201: enrolledFactor },
    handler: async (call) => {
      const stepUp = await readStepUp(call);
      const keys = parseEnvelopeKeys(call.env.ENVELOPE_KEYS);
      const { otpauthUri, ...factor } = unwrap(await enrolFactor(call.context, { keys, stepUp }));
      return Response.json({ ...showFactor(factor), otpauth_uri: otpauthUri }, { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/step-up-factors",
    permission: "step_up:read",
    summary: "Lists factors, newest first, never their secrets.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(factorView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      return Response.json(listBody(await listFactors(context, page), showFactor));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/step-up-factors/:id/confirm",
    permission: "step_up:write",
    summary: "Confirms the caller's own factor by a first code.",
    params: pathIds({ id: "suf" }),
    body: noFields,
    answers: { 200: factorView },
    handler: confirm,
  }),
  defineRoute({
    method: "POST",
    path: "/v1/step-up-factors/:id/vouch",
    permission: "step_up:write",
    summary: "Lets a confirmed factor of another caller count, by a code of one's own.",
    params: pathIds({ id: "suf" }),
    body: noFields,
    answers: { 200: factorView },
    handler: (call) => decide(call, vouchForFactor),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/step-up-factors/:id/revoke",
    permission: "step_up:write",
    summary: "Takes a factor out of use, by a code of one's own.",
    params: pathIds({ id: "suf" }),
    body: noFields,
    answers: { 200: factorView },
    handler: (call) => decide(call, revokeFactor),
  }),
];

async function confirm(call: Call): Promise<Response> {
  const id = pathId("suf", call.params.id);
  const code = call.request.headers.get(STEP_UP_HEADER);
  if (code === null) throw stepUpRequired();
  const confirmed = await confirmFactor(call, id, givenCode(call, code));
  if (confirmed.ok) return Response.json(showFactor(confirmed.value));
  throw confirmed.error.code === "not_found" ? notFound() : stepUpRefusal(confirmed.error);
}

async function decide(call: Call, verb: typeof vouchForFactor | typeof revokeFactor): Promise<Response> {
  const id = pathId("suf", call.params.id);
  const stepUp = await readStepUp(call);
  return Response.json(showFactor(unwrap(await verb(call.context, id, stepUp))));
}

function showFactor(factor: StepUpFactor): z.output<typeof factorView> {
  return {
    id: factor.id,
    object: "step_up_factor",
    kind: "totp",
    principal: factor.principal,
    status: statusOf(factor),
    confirmed_at: showInstant(factor.confirmedAt),
    vouched_by: factor.vouchedBy,
    vouched_at: showInstant(factor.vouchedAt),
    revoked_at: showInstant(factor.revokedAt),
    wait_until: showInstant(factor.waitUntil),
    created_at: showInstant(factor.createdAt),
  };
}

function statusOf({
  revokedAt,
  vouchedAt,
  confirmedAt,
}: StepUpFactor): z.output<typeof factorView>["status"] {
  if (revokedAt) return "revoked";
  if (vouchedAt) return "in_force";
  return confirmedAt ? "confirmed" : "enrolled";
}
