import type { Db } from "../../../db/client.ts";
import { parseEnvelopeKeys } from "../../../platform/envelope.ts";
import type { PeopleContext } from "../../../services/people/context.ts";
import { RequestError } from "../../shared/errors.ts";
import { networkHash } from "../network-hash.ts";
import { ownOrigin } from "../own-origin.ts";
import { readCall, type UnreadCall } from "../read-call.ts";
import type { Route } from "../route.ts";
import { openCursor, signCursors } from "../signed-cursors.ts";
import { countCall } from "./count-call.ts";
import type { PersonCall, PersonRoute } from "./person-route.ts";
import { readSession } from "./read-session.ts";
import { refuseForeign } from "./refuse-foreign.ts";

/** A call of a person's own matters as it came. */
type OpenPersonCall = Pick<PersonCall, "request" | "params" | "env" | "header"> & {
  readonly db: Db;
  readonly now: Date;
  readonly requestId: string;
};

/**
 * Answers a call of a person's own matters. Whatever changes something must come from our own page, also where nobody is
 * signed in yet: another site shall not sign a visitor in as somebody else. Throws `RequestError`: 401 without a
 * session where one is needed, 422 for an `Idempotency-Key`, 429 for one call too many of a person, and as `refuseForeign` and `readCall` do. No answer is stored by anyone.
 */
export async function answerPerson(route: PersonRoute, open: OpenPersonCall): Promise<Response> {
  const { request, params, env, header, db, now } = open;
  header("Cache-Control", "no-store");
  refuseForeign(request);
  refuseKeyed(request);
  const session = route.access === "session" ? await readSession(request, { env, db, now }) : null;
  if (route.access === "session" && !session) {
    throw new RequestError("unauthenticated", "Sign in: a session that stands is needed.");
  }
  if (session) await countCall({ env, header, now }, `person:${session.personId}`);
  const of = { pepper: env.API_KEY_PEPPER, workspaceId: session?.personId ?? "" };
  const asked = openCursor(route, { request, query: new URL(request.url).searchParams }, of);
  const unread = { request, params, query: asked } as unknown as UnreadCall;
  const { query, body, params: read } = await readCall(route as unknown as Route, unread);
  const answered = await route.handler({
    ...{ request, env, header, session, query, body, params: read, people: peopleContext(open) },
  });
  const response = await signCursors(route, request, { response: answered, of });
  response.headers.set("Cache-Control", "no-store");
  return response;
}

/** An answer here may hold a session, so none is kept to be given again; who believes that it is must not be let believe. */
function refuseKeyed({ method, headers }: Request): void {
  if (method === "GET" || !headers.has("Idempotency-Key")) return;
  const message = "is not taken by calls of a person's own matters: their answers are not kept";
  throw new RequestError("invalid_parameter", `Idempotency-Key ${message}.`, [
    { param: "Idempotency-Key", code: "invalid_value", message },
  ]);
}

/** What verbs about people are told of a call. */
function peopleContext({
  request,
  env,
  db,
  now,
  requestId,
}: Pick<OpenPersonCall, "request" | "env" | "db" | "now" | "requestId">): PeopleContext {
  return {
    ...{ db, now, requestId, pepper: env.API_KEY_PEPPER, networkHash: networkHash(request, { env, now }) },
    envelopeKeys: parseEnvelopeKeys(env.ENVELOPE_KEYS),
    origin: ownOrigin(env),
    userAgent: request.headers.get("user-agent"),
  };
}
