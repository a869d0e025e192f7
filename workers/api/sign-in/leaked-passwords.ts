import { sha1Hex } from "../../../platform/sha1.ts";
import type { IsLeaked } from "../../../services/people/passwords.ts";
import type { ApiEnv } from "../env.ts";

const LIMIT_MS = 3_000;
/** Characters of the hash that are told; thousands of passwords share them. */
const PREFIX_CHARS = 5;

/**
 * Asks a service of leaked passwords by range (the form of Have I Been Pwned), which learns five characters of a hash.
 * Without an address, or where it is away, nothing counts as leaked: the list of common passwords stands in any case.
 */
export function leakedPasswords({
  LEAKED_PASSWORDS_URL: url,
}: Pick<ApiEnv, "LEAKED_PASSWORDS_URL">): IsLeaked {
  if (!url) return async () => false;
  return async (password) => {
    const hash = sha1Hex(password);
    const [prefix, rest] = [hash.slice(0, PREFIX_CHARS), hash.slice(PREFIX_CHARS)];
    try {
      const response = await fetch(`${url}/${prefix}`, {
        ...{ redirect: "manual", signal: AbortSignal.timeout(LIMIT_MS) },
        headers: { "add-padding": "true" },
      });
      if (!response.ok) return false;
      const lines = (await response.text()).split("\n").map((line) => line.trim().split(":"));
      return lines.some(([suffix, count]) => suffix === rest && Number(count) > 0);
    } catch {
      return false;
    }
  };
}
