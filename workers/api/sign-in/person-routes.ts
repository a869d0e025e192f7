import * as z from "zod/mini";
import {
  addPasskeyRequest,
  addressRequest,
  changePasswordRequest,
  firstCodeRequest,
  nothing,
  tokenRequest,
  updatePersonRequest,
} from "../../../contracts/api/people.ts";
import type { ProofId } from "../../../core/shared/id.ts";
import { completeEmailChange, requestEmailChange } from "../../../services/people/email-change.ts";
import {
  confirmPersonFactor,
  enrolPersonFactor,
  removePersonFactor,
} from "../../../services/people/own-factors.ts";
import { listOwnEvents, readOwnPerson, renamePerson } from "../../../services/people/own-person.ts";
import {
  addPasskey,
  beginPasskey,
  listPasskeys,
  type NewPasskey,
  revokePasskey,
} from "../../../services/people/passkeys.ts";
import { changePassword } from "../../../services/people/passwords.ts";
import { verifyOwnEvents } from "../../../services/people/verify-events.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { invalid, pathId } from "../params.ts";
import {
  auditVerification,
  showAuditVerification,
  VERIFIED_PER_CALL_MAX,
  verifyQuery,
} from "../views/audit.ts";
import { showInstant } from "../views/money.ts";
import {
  confirmedAuthenticatorView,
  emailChangeView,
  enrolledAuthenticatorView,
  passkeyChallengeView,
  passkeyView,
  passwordView,
  personEventView,
  personView,
  revokedAuthenticatorView,
  revokedPasskeyView,
  showPasskey,
  showPerson,
  showPersonEvent,
} from "../views/person.ts";
import { listOf } from "../views/schema.ts";
import { leakedPasswords } from "./leaked-passwords.ts";
import { definePersonRoute } from "./person-route.ts";
import { unwrapPeople } from "./refusals.ts";

/** The person itself: address, name, password, authenticator, passkeys, and what happened to it. */
export const personRoutes = [
  definePersonRoute({
    method: "GET",
    path: "/v1/people/me",
    access: "session",
    summary: "Shows the person who is signed in.",
    answers: { 200: personView },
    handler: async ({ people, session }) =>
      Response.json(showPerson(await readOwnPerson(people, session.personId))),
  }),
  definePersonRoute({
    method: "PATCH",
    path: "/v1/people/me",
    access: "session",
    summary: "Changes one's own name.",
    body: updatePersonRequest,
    answers: { 200: personView },
    handler: async ({ people, session, body }) =>
      Response.json(showPerson(await renamePerson(people, session.personId, body.name))),
  }),
  definePersonRoute({
    method: "GET",
    path: "/v1/people/me/events/verify",
    access: "session",
    summary: "Recomputes the hash chain of what happened to one's own account, and names the first bad row.",
    query: verifyQuery,
    answers: { 200: auditVerification },
    handler: async ({ people, session, query }) => {
      const stretch = { after: query.after ?? 0n, actsMax: VERIFIED_PER_CALL_MAX };
      const found = await verifyOwnEvents(people, session.personId, stretch);
      if (!found) throw invalid("after", "names no act of this log");
      return Response.json(showAuditVerification(found));
    },
  }),
  definePersonRoute({
    method: "GET",
    path: "/v1/people/me/events",
    access: "session",
    summary: "Lists what happened to one's own account, the last first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(personEventView) },
    handler: async ({ people, session, query }) => {
      const page = await listOwnEvents(people, session.personId, pageRequest(query));
      return Response.json(listBody(page, showPersonEvent));
    },
  }),
  definePersonRoute({
    method: "PUT",
    path: "/v1/people/me/password",
    access: "session",
    summary: "Sets one's own password, and ends every other session.",
    body: changePasswordRequest,
    answers: { 200: passwordView },
    handler: async (call) => {
      const { password, current_password: current = null } = call.body;
      const given = { current, next: password, isLeaked: leakedPasswords(call.env) };
      unwrapPeople(call, await changePassword(call.people, call.session, given));
      return Response.json({ object: "password", status: "changed" });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/people/me/email",
    access: "session",
    summary: "Mails a link to one's new address, and a word to the old one.",
    body: addressRequest,
    answers: { 202: emailChangeView },
    handler: async (call) => {
      unwrapPeople(call, await requestEmailChange(call.people, call.session, call.body.email));
      return Response.json({ object: "email_change", status: "mailed" }, { status: 202 });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/people/me/email/complete",
    access: "session",
    summary: "Takes one's new address by the link that was mailed to it.",
    body: tokenRequest,
    answers: { 200: personView },
    handler: async (call) => {
      unwrapPeople(call, await completeEmailChange(call.people, call.session, call.body.token));
      return Response.json(showPerson(await readOwnPerson(call.people, call.session.personId)));
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/people/me/authenticator",
    access: "session",
    summary: "Enrols an authenticator app; the answer is the only one to hold its secret.",
    body: nothing,
    answers: { 201: enrolledAuthenticatorView },
    handler: async (call) => {
      const { id, otpauthUri } = unwrapPeople(call, await enrolPersonFactor(call.people, call.session));
      const answer = { id, object: "authenticator", status: "enrolled", otpauth_uri: otpauthUri };
      return Response.json(answer, { status: 201 });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/people/me/authenticator/confirm",
    access: "session",
    summary:
      "Confirms the authenticator by its first code; the answer is the only one to hold the recovery codes.",
    body: firstCodeRequest,
    answers: { 200: confirmedAuthenticatorView },
    handler: async (call) => {
      const codes = unwrapPeople(call, await confirmPersonFactor(call.people, call.session, call.body.code));
      return Response.json({ object: "authenticator", status: "in_force", recovery_codes: codes });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/people/me/authenticator/revoke",
    access: "session",
    summary: "Takes the authenticator out of use, by having stepped up.",
    body: nothing,
    answers: { 200: revokedAuthenticatorView },
    handler: async (call) => {
      unwrapPeople(call, await removePersonFactor(call.people, call.session));
      return Response.json({ object: "authenticator", status: "revoked" });
    },
  }),
  definePersonRoute({
    method: "GET",
    path: "/v1/people/me/passkeys",
    access: "session",
    summary: "Lists one's own passkeys, oldest first.",
    answers: { 200: listOf(passkeyView) },
    handler: async ({ people, session }) => {
      const rows = await listPasskeys(people, session.personId);
      return Response.json(listBody({ rows, nextAfter: null }, showPasskey));
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/people/me/passkeys/options",
    access: "session",
    summary: "Begins the enrolment of a passkey: what the browser is to be asked for.",
    body: nothing,
    answers: { 200: passkeyChallengeView },
    handler: async (call) => {
      const { id, expiresAt, options } = unwrapPeople(call, await beginPasskey(call.people, call.session));
      return Response.json({ id, object: "passkey_challenge", expires_at: showInstant(expiresAt), options });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/people/me/passkeys",
    access: "session",
    summary: "Keeps a passkey that answers its challenge.",
    body: addPasskeyRequest,
    answers: { 201: passkeyView },
    handler: async (call) => {
      const { id, name, response } = call.body;
      const given = { id: id as ProofId, name, response: response as unknown as NewPasskey["response"] };
      const passkey = unwrapPeople(call, await addPasskey(call.people, call.session, given));
      return Response.json(showPasskey(passkey), { status: 201 });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/people/me/passkeys/:id/revoke",
    access: "session",
    summary: "Takes a passkey of one's own out of use.",
    body: nothing,
    answers: { 200: revokedPasskeyView },
    handler: async (call) => {
      const id = pathId("psk", call.params.id);
      unwrapPeople(call, await revokePasskey(call.people, call.session, id));
      return Response.json({ id, object: "passkey", status: "revoked" });
    },
  }),
];
