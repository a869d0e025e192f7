import { encodeBase64url } from "../../core/shared/encoding.ts";
import { isId, type ProofId } from "../../core/shared/id.ts";
import { randomBytes } from "../../platform/random.ts";

const SECRET_BYTES = 32;

/** A secret that nobody can guess, in base64url. */
export const newSecret = (): string => encodeBase64url(randomBytes(SECRET_BYTES));

/** What a link in a mail carries: which proof it is of, and its secret. */
export const linkToken = (id: string, secret: string): string => `${id}.${secret}`;

/** Takes a link's token apart; null for what is none. */
export function readLinkToken(token: string): { readonly id: ProofId; readonly secret: string } | null {
  const [id = "", secret = "", ...more] = token.split(".");
  return isId("prf", id) && secret.length === 43 && more.length === 0 ? { id, secret } : null;
}
