/** How far the clock of the sender may be from ours: what is older may be a replay. */
const TOLERANCE_SECONDS = 300;
const PREFIX = "whsec_";

/** Why a message is not taken for one of the service's. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";
}

/** What a message is checked with. */
export type VerifyOptions = {
  /** Of the endpoint, `whsec_…`; both while one takes the place of the other. */
  readonly secret: string | readonly string[];
  readonly toleranceSeconds?: number;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
};

/**
 * Checks that a message was signed by who knows the secret, as it stands and lately, and gives what it says
 * (Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp`, `webhook-signature`). Takes the body as it came: one
 * that was parsed and written again has other bytes. Throws `WebhookError`; whoever gets one answers 400.
 *
 * A message may come twice: `webhook-id` is the same then.
 */
export async function verifyWebhook<Event = unknown>(
  body: string | Uint8Array,
  headers: Headers | Readonly<Record<string, string | undefined>>,
  { secret, toleranceSeconds = TOLERANCE_SECONDS, now = Date.now }: VerifyOptions,
): Promise<Event> {
  const given = headers instanceof Headers ? headers : new Headers(definedOf(headers));
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => {
    const value = given.get(name);
    if (!value) throw new WebhookError(`The header ${name} is missing.`);
    return value;
  }) as [string, string, string];
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError("The header webhook-timestamp is no time.");
  if (Math.abs(now() / 1_000 - Number(timestamp)) > toleranceSeconds) {
    throw new WebhookError("The message was sent too long ago, or by a clock that is ahead.");
  }
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  const secrets = typeof secret === "string" ? [secret] : secret;
  const isSigned = await Promise.all(secrets.map((each) => isSignedBy(each, signatures, signed)));
  if (!isSigned.includes(true)) throw new WebhookError("No signature of the message is by this secret.");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)) as Event;
  } catch {
    throw new WebhookError("The message is no JSON.");
  }
}

/** Compares in a time that says nothing of the right signature, which the runtime's own check does. */
async function isSignedBy(
  secret: string,
  signatures: string,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const raw = decodeBase64(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret);
  if (!raw || raw.length === 0) throw new WebhookError("The secret is not of the form whsec_…");
  const key = await crypto.subtle.importKey("raw", raw, algorithm, false, ["verify"]);
  const ours = signatures.split(" ").flatMap((each) => {
    const signature = each.startsWith("v1,") ? decodeBase64(each.slice(3)) : null;
    return signature ? [signature] : [];
  });
  const checked = await Promise.all(
    ours.map((signature) => crypto.subtle.verify(algorithm, key, signature, signed)),
  );
  return checked.includes(true);
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

const definedOf = (headers: Readonly<Record<string, string | undefined>>): [string, string][] =>
  Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined);
