import { createHmac } from "node:crypto";
import { parseSecret } from "./keys.ts";

/** What is hashed: hashes of one purpose say nothing of those of another. */
type HashPurpose = "email" | "network" | "proof" | "recovery code" | "throttle";

/** HMAC-SHA-256 under the pepper, in hexadecimal: whoever has the store alone cannot try values against it. */
export function keyedHash(pepper: string, purpose: HashPurpose, text: string): string {
  return createHmac("sha256", parseSecret(pepper))
    .update(JSON.stringify([`people ${purpose}`, text]))
    .digest("hex");
}
