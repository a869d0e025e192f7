import { decodeBase64url, encodeBase64url } from "../core/shared/encoding.ts";
import { hmacSha256 } from "./hmac.ts";
import { randomBytes } from "./random.ts";

/** Bytes of the number used once that AES-GCM asks for (NIST SP 800-38D, section 8.2.2). */
const NONCE_BYTES = 12;

/** What is sealed, by whom, and the place it is for: it opens with the same secret at the same place alone. */
export type Seal = {
  /** Nobody can guess it: 32 random bytes, in whatever form. */
  readonly secret: string;
  readonly place: string;
};

/** Seals bytes under a secret (AES-256-GCM), so that who stores them can neither read nor alter them; base64url. */
export async function seal(bytes: Uint8Array, { secret, place }: Seal): Promise<string> {
  const nonce = randomBytes(NONCE_BYTES);
  const sealed = await crypto.subtle.encrypt(parameters(nonce, place), await keyOf(secret), copyOf(bytes));
  const whole = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  whole.set(nonce);
  whole.set(new Uint8Array(sealed), NONCE_BYTES);
  return encodeBase64url(whole);
}

/** Opens what `seal` gave; throws where secret or place are others, or the bytes were altered. */
export async function unseal(text: string, { secret, place }: Seal): Promise<Uint8Array> {
  const whole = decodeBase64url(text);
  if (!whole || whole.length < NONCE_BYTES) throw new Error("what was sealed is cut off");
  const [nonce, sealed] = [whole.slice(0, NONCE_BYTES), whole.slice(NONCE_BYTES)];
  return new Uint8Array(
    await crypto.subtle.decrypt(parameters(nonce, place), await keyOf(secret), copyOf(sealed)),
  );
}

const encode = (text: string): Uint8Array<ArrayBuffer> => copyOf(new TextEncoder().encode(text));

function parameters(nonce: Uint8Array, place: string) {
  return { name: "AES-GCM", iv: copyOf(nonce), additionalData: encode(place) };
}

/** A key of its own for sealing, since the secret serves something else. */
function keyOf(secret: string): Promise<CryptoKey> {
  const key = hmacSha256(encode(secret))(encode("tributary seal 1"));
  return crypto.subtle.importKey("raw", copyOf(key), "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** WebCrypto takes no bytes of shared memory; these are none. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
