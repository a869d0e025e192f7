import { nothing, stepUpRequest } from "../../../contracts/api/people.ts";
import type { ProofId } from "../../../core/shared/id.ts";
import type { PasskeyAnswer } from "../../../services/people/passkeys.ts";
import { listSessions, revokeOtherSessions, revokeSession } from "../../../services/people/sessions.ts";
import { type Verification, verifySession } from "../../../services/people/verify-session.ts";
import { listBody } from "../list.ts";
import { pathId } from "../params.ts";
import { showInstant } from "../views/money.ts";
import {
  revokedSessionsView,
  revokedSessionView,
  sessionView,
  showSession,
  stepUpView,
} from "../views/person.ts";
import { listOf } from "../views/schema.ts";
import { sessionCookie } from "./cookie.ts";
import { definePersonRoute } from "./person-route.ts";
import { unwrapPeople } from "./refusals.ts";

/** A person's sessions: the one that calls, and the others. */
export const sessionRoutes = [
  definePersonRoute({
    method: "GET",
    path: "/v1/sessions",
    access: "session",
    summary: "Lists one's own sessions that stand, newest first.",
    answers: { 200: listOf(sessionView) },
    handler: async ({ people, session }) => {
      const rows = await listSessions(people, session.personId);
      return Response.json(listBody({ rows, nextAfter: null }, (row) => showSession(row, session.sessionId)));
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/sessions/revoke-others",
    access: "session",
    summary: "Ends every session of one's own but the one that calls.",
    body: nothing,
    answers: { 200: revokedSessionsView },
    handler: async ({ people, session }) => {
      const revoked = await revokeOtherSessions(people, session.personId, session.sessionId);
      return Response.json({ object: "sessions_revoked", revoked });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/sessions/:id/revoke",
    access: "session",
    summary: "Ends a session of one's own at once.",
    body: nothing,
    answers: { 200: revokedSessionView },
    handler: async (call) => {
      const id = pathId("ses", call.params.id);
      unwrapPeople(call, await revokeSession(call.people, call.session.personId, id));
      return Response.json({ id, object: "session", status: "revoked" });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/session/sign-out",
    access: "session",
    summary: "Ends the session that calls, and takes its cookie back.",
    body: nothing,
    answers: { 200: revokedSessionView },
    handler: async (call) => {
      const { personId, sessionId } = call.session;
      unwrapPeople(call, await revokeSession(call.people, personId, sessionId));
      const headers = { "set-cookie": sessionCookie(call.request, null) };
      return Response.json({ id: sessionId, object: "session", status: "revoked" }, { headers });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/session/step-up",
    access: "session",
    summary: "Proves the person once more: for ten minutes it may do what moves money.",
    body: stepUpRequest,
    answers: { 200: stepUpView },
    handler: async (call) => {
      const verifiedAt = unwrapPeople(
        call,
        await verifySession(call.people, call.session, verificationOf(call.body)),
      );
      return Response.json({ object: "step_up", verified_at: showInstant(verifiedAt) });
    },
  }),
];

/** One of the three, as its contract saw to. */
function verificationOf({
  code,
  password,
  passkey,
}: {
  readonly code?: string | undefined;
  readonly password?: string | undefined;
  readonly passkey?: { readonly id: string; readonly response: object } | undefined;
}): Verification {
  if (code !== undefined) return { code };
  if (password !== undefined || !passkey) return { password: password ?? "" };
  const response = passkey.response as unknown as PasskeyAnswer["response"];
  return { passkey: { id: passkey.id as ProofId, response } };
}
