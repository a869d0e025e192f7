import { Secret, TOTP } from "otpauth";
import { randomBytes } from "./random.ts";

/** Bytes of a secret: as long as the hash, as RFC 4226 asks for (section 4). */
const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;
/** Steps of time before and after that a code is taken from, for clocks that differ (RFC 6238, section 5.2). */
const DRIFT_STEPS = 1;
const ISSUER = "Tributary";

/** A new secret for one-time codes. */
export function newTotpSecret(): Uint8Array {
  return randomBytes(SECRET_BYTES);
}

/** The address that an authenticator app takes the secret from, `otpauth://totp/…`. */
export function totpUri(secret: Uint8Array, label: string): string {
  return totpOf(secret, label).toString();
}

/** The code of an instant. */
export function totpCode(secret: Uint8Array, nowMs: number): string {
  return totpOf(secret, "").generate({ timestamp: nowMs });
}

/** The step of time that a code is of, near an instant; null if it is of none. */
export function totpCounter(secret: Uint8Array, code: string, nowMs: number): bigint | null {
  const step = totpOf(secret, "").validate({ token: code, timestamp: nowMs, window: DRIFT_STEPS });
  if (step === null) return null;
  return BigInt(Math.floor(nowMs / (PERIOD_SECONDS * 1_000)) + step);
}

/** SHA-1, six digits and half a minute: what authenticator apps take, whatever else they are told. */
function totpOf(secret: Uint8Array, label: string): TOTP {
  return new TOTP({
    ...{ issuer: ISSUER, label, algorithm: "SHA1", digits: 6, period: PERIOD_SECONDS },
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  });
}
