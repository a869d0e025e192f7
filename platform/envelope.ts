import { assert } from "../core/shared/assert.ts";
import { decodeBase64url, encodeBase64url, encodeHex } from "../core/shared/encoding.ts";
import { hmacSha256 } from "./hmac.ts";
import { parseSecret } from "./keys.ts";
import { randomBytes } from "./random.ts";

/** Bytes of the number used once that AES-GCM asks for (NIST SP 800-38D, section 8.2.2). */
const NONCE_BYTES = 12;
const KEY_BYTES = 32;
/** Bytes of a key's name: enough that no two keys of a deployment share one. */
const KEY_ID_BYTES = 8;
const VERSION = "e1";

/** A key that wraps data keys. Its id follows from it and tells nothing of it. */
export type EnvelopeKey = { readonly id: string; readonly bytes: Uint8Array };

/** Keys of a deployment: the first seals, all open, so that a new one is put in front and an old one taken away later. */
export type EnvelopeKeys = readonly [EnvelopeKey, ...EnvelopeKey[]];

/** What opens an envelope: the keys, and the place it was sealed for, e.g. `payout_methods ws_… pmt_…`. */
export type Envelope = { readonly keys: EnvelopeKeys; readonly place: string };

/**
 * Reads ENVELOPE_KEYS: keys of 32 bytes in base64url, parted by commas. The first seals, all open.
 * Throws `InvariantError` where one is not such a key, or one is there twice.
 */
export function parseEnvelopeKeys(text: string): EnvelopeKeys {
  const [first, ...others] = text.split(",").map((key) => envelopeKey(parseSecret(key.trim())));
  assert(first !== undefined, "ENVELOPE_KEYS must hold a key");
  const ids = new Set([first, ...others].map(({ id }) => id));
  assert(ids.size === others.length + 1, "ENVELOPE_KEYS must not hold a key twice");
  return [first, ...others];
}

function envelopeKey(bytes: Uint8Array): EnvelopeKey {
  const name = hmacSha256(bytes)(encode("tributary envelope key id"));
  return { id: encodeHex(name.slice(0, KEY_ID_BYTES)), bytes };
}

/**
 * Seals bytes under a data key of their own (AES-256-GCM), which is wrapped under the first of the keys, so that
 * who stores them can neither read, alter nor move them. Text: `e1.key id.wrapped data key.sealed bytes`.
 */
export async function sealEnvelope(bytes: Uint8Array, { keys, place }: Envelope): Promise<string> {
  const [{ id, bytes: key }] = keys;
  const dataKey = randomBytes(KEY_BYTES);
  const wrapped = await encrypt(dataKey, key, `${VERSION} key ${id} ${place}`);
  const sealed = await encrypt(bytes, dataKey, `${VERSION} data ${place}`);
  return [VERSION, id, encodeBase64url(wrapped), encodeBase64url(sealed)].join(".");
}

/** Opens what `sealEnvelope` gave; throws where its key is gone, the place is another, or the text was altered. */
export async function openEnvelope(text: string, { keys, place }: Envelope): Promise<Uint8Array> {
  const [version, id, wrapped, sealed, ...more] = text.split(".");
  if (version !== VERSION || !wrapped || !sealed || more.length > 0) throw new Error("not an envelope");
  const key = keys.find((each) => each.id === id);
  if (!key) throw new Error(`no envelope key ${id} is known any more`);
  const dataKey = await decrypt(wrapped, key.bytes, `${VERSION} key ${id} ${place}`);
  return decrypt(sealed, dataKey, `${VERSION} data ${place}`);
}

/** Seals a value as JSON. */
export function sealJson(value: unknown, envelope: Envelope): Promise<string> {
  return sealEnvelope(encode(JSON.stringify(value)), envelope);
}

/** Opens what `sealJson` gave, as it was parsed: whoever asks knows its form, since nobody else could seal it. */
export async function openJson<T>(text: string, envelope: Envelope): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await openEnvelope(text, envelope))) as T;
}

async function encrypt(bytes: Uint8Array, key: Uint8Array, place: string): Promise<Uint8Array> {
  const nonce = randomBytes(NONCE_BYTES);
  const sealed = await crypto.subtle.encrypt(parameters(nonce, place), await imported(key), copyOf(bytes));
  const whole = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  whole.set(nonce);
  whole.set(new Uint8Array(sealed), NONCE_BYTES);
  return whole;
}

async function decrypt(text: string, key: Uint8Array, place: string): Promise<Uint8Array> {
  const whole = decodeBase64url(text);
  if (!whole || whole.length < NONCE_BYTES) throw new Error("an envelope is cut off");
  const given = parameters(whole.slice(0, NONCE_BYTES), place);
  return new Uint8Array(
    await crypto.subtle.decrypt(given, await imported(key), copyOf(whole.slice(NONCE_BYTES))),
  );
}

const encode = (text: string): Uint8Array<ArrayBuffer> => copyOf(new TextEncoder().encode(text));

function parameters(nonce: Uint8Array, place: string) {
  return { name: "AES-GCM", iv: copyOf(nonce), additionalData: encode(place) };
}

function imported(key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", copyOf(key), "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** WebCrypto takes no bytes of shared memory; these are none. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
