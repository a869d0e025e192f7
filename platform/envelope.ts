import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { assert } from "../core/shared/assert.ts";
import { encodeHex } from "../core/shared/encoding.ts";
import { hmacSha256 } from "./hmac.ts";
import { parseSecret } from "./keys.ts";
import { randomBytes } from "./random.ts";

/** Bytes of the number used once that AES-GCM asks for (NIST SP 800-38D, section 8.2.2). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** By Node's module: of a batch a hundred thousand are opened, and a turn of the event loop for each would cost a minute. */
const CIPHER = "aes-256-gcm";
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
  const wrapped = encrypt(dataKey, key, `${VERSION} key ${id} ${place}`);
  const sealed = encrypt(bytes, dataKey, `${VERSION} data ${place}`);
  return [VERSION, id, wrapped.toString("base64url"), sealed.toString("base64url")].join(".");
}

/** Opens what `sealEnvelope` gave; throws where its key is gone, the place is another, or the text was altered. */
export async function openEnvelope(text: string, { keys, place }: Envelope): Promise<Uint8Array> {
  const { id, wrapped, sealed } = partsOf(text);
  const dataKey = decrypt(wrapped, keyOf(keys, id).bytes, `${VERSION} key ${id} ${place}`);
  return decrypt(sealed, dataKey, `${VERSION} data ${place}`);
}

function partsOf(text: string) {
  const [version, id, wrapped, sealed, ...more] = text.split(".");
  if (version !== VERSION || !id || !wrapped || !sealed || more.length > 0)
    throw new Error("not an envelope");
  return { id, wrapped, sealed };
}

function keyOf(keys: EnvelopeKeys, id: string): EnvelopeKey {
  const key = keys.find((each) => each.id === id);
  if (!key) throw new Error(`no envelope key ${id} is known any more`);
  return key;
}

/**
 * Wraps the data key of an envelope under the first of the keys, so that no older one is needed to open it; what it holds stays
 * closed and as it is. Throws as `openEnvelope` does.
 */
export function rewrapEnvelope(text: string, { keys, place }: Envelope): string {
  const { id, wrapped, sealed } = partsOf(text);
  const [first] = keys;
  const dataKey = decrypt(wrapped, keyOf(keys, id).bytes, `${VERSION} key ${id} ${place}`);
  const anew = encrypt(dataKey, first.bytes, `${VERSION} key ${first.id} ${place}`);
  return [VERSION, first.id, anew.toString("base64url"), sealed].join(".");
}

/** Seals a value as JSON. */
export function sealJson(value: unknown, envelope: Envelope): Promise<string> {
  return sealEnvelope(encode(JSON.stringify(value)), envelope);
}

/** Opens what `sealJson` gave, as it was parsed: whoever asks knows its form, since nobody else could seal it. */
export async function openJson<T>(text: string, envelope: Envelope): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await openEnvelope(text, envelope))) as T;
}

function encrypt(bytes: Uint8Array, key: Uint8Array, place: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(encode(place));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(text: string, key: Uint8Array, place: string): Uint8Array {
  const whole = Buffer.from(text, "base64url");
  // It skips what is no base64url, and last bits that say nothing.
  if (whole.toString("base64url") !== text || whole.length < NONCE_BYTES + TAG_BYTES)
    throw new Error("an envelope is cut off");
  const decipher = createDecipheriv(CIPHER, key, whole.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(encode(place));
  decipher.setAuthTag(whole.subarray(-TAG_BYTES));
  const opened = decipher.update(whole.subarray(NONCE_BYTES, -TAG_BYTES));
  decipher.final();
  return new Uint8Array(opened);
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
