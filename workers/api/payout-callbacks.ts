import type { Context as HonoContext } from "hono";
import type { CallbackAnswer } from "../../contracts/payout-door.ts";
import { CALLBACK_PROVIDERS, type CallbackProviderName } from "../../core/payout/payout-lifecycle.ts";
import { isId } from "../../core/shared/id.ts";
import { RequestError } from "../shared/errors.ts";
import { decodeUtf8, readBytes } from "../shared/read-json.ts";
import type { RequestVariables } from "../shared/request-id.ts";
import type { ApiEnv } from "./env.ts";
import { invalid, notFound } from "./params.ts";

/** Where providers of payouts call; what they send proves that it is theirs. */
export const CALLBACK_PATH = "/v1/payout-callbacks/:provider/:workspace";
/** Largest callback, in bytes. */
const CALLBACK_BYTES_MAX = 262_144;

/**
 * Hands a provider's callback to the functions as it came, which alone can tell whether it is one, and answers 200
 * once it is kept for good. Throws `RequestError` otherwise: the provider then calls again.
 */
export async function passCallback(
  c: HonoContext<{ Bindings: ApiEnv; Variables: RequestVariables }>,
): Promise<Response> {
  const { provider = "", workspace = "" } = c.req.param() as Record<string, string>;
  if (!isCallbackProvider(provider) || !isId("ws", workspace)) throw notFound();
  const body = decodeUtf8(await readBytes(c.req.raw, CALLBACK_BYTES_MAX));
  if (body === null) throw invalid("body", "must be UTF-8");
  const answer = await ask(c, {
    ...{ provider, workspaceId: workspace, body, headers: [...c.req.raw.headers] },
    ...{ receivedAtMs: Date.now(), requestId: c.get("requestId") },
  });
  if (answer.kind === "refused") throw refusal(answer.code);
  return c.json({ object: "payout_callback", status: "taken" });
}

async function ask(
  c: HonoContext<{ Bindings: ApiEnv; Variables: RequestVariables }>,
  given: Parameters<ApiEnv["PAYOUT_DOOR"]["takeCallback"]>[0],
): Promise<CallbackAnswer> {
  try {
    return await c.env.PAYOUT_DOOR.takeCallback(given);
  } catch (error) {
    console.error(
      JSON.stringify({ event: "payout_door_away", request_id: given.requestId, error: String(error) }),
    );
    throw new RequestError("unavailable", "The callback cannot be taken now; please deliver it again.");
  }
}

function refusal(code: Extract<CallbackAnswer, { kind: "refused" }>["code"]): RequestError {
  switch (code) {
    case "no_account":
      return notFound();
    case "malformed":
      return invalid("body", "is no callback of this provider");
    case "signature_invalid":
      return new RequestError("signature_invalid", "The callback is not signed by the provider.");
    case "too_old":
      return new RequestError("signature_expired", "The callback was signed too long ago.");
  }
}

const isCallbackProvider = (text: string): text is CallbackProviderName =>
  (CALLBACK_PROVIDERS as readonly string[]).includes(text);
