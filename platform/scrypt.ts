import { Buffer } from "node:buffer";
import { randomFillSync, scrypt, timingSafeEqual } from "node:crypto";

/** Cost of RFC 7914: what OWASP asks for, in the form that a Worker's memory holds (16 MiB x 2). */
const COST = { N: 16_384, r: 16, p: 1 };
const MEMORY_BYTES_MAX = 64 * 1_024 * 1_024;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Hashes a password under a salt of its own: `scrypt$N$r$p$salt$hash`, in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomFillSync(Buffer.alloc(SALT_BYTES));
  const hash = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/**
 * True if a password is the one that was hashed. Without a hash it takes the same time, and is never true: nobody can
 * tell by it who has a password.
 */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [kind, n, r, p, salt, hash] = (stored ?? NOBODYS).split("$");
  if (kind !== "scrypt" || !salt || !hash) throw new Error("not the hash of a password");
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, "base64url"), cost);
  const isEqual = timingSafeEqual(derived, Buffer.from(hash, "base64url"));
  return isEqual && stored !== null;
}

/** Of no password that anyone knows. */
const NOBODYS = `scrypt$${COST.N}$${COST.r}$${COST.p}$${"A".repeat(22)}$${"A".repeat(43)}`;

/** Unicode is written in one way (NFC), so that the same password typed elsewhere is the same. */
function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const options = { ...cost, maxmem: MEMORY_BYTES_MAX };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, HASH_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
