import { COMMON_PASSWORDS } from "./common-passwords.ts";

/** NIST SP 800-63B: length is what counts. No kinds of characters are asked for. */
const CHARS_MIN = 12;
/** Longer ones say nothing more, and cost time to hash. */
export const PASSWORD_CHARS_MAX = 256;
/** Below that many different characters a password is a pattern. */
const DIFFERENT_CHARS_MIN = 5;
/** Parts of addresses that are shorter stand in any word. */
const NAME_CHARS_MIN = 4;

/** What is wrong with a new password, as the person is told; null if it may be used. Not whether it was leaked. */
export function passwordProblem(password: string, email: string): string | null {
  const chars = [...password];
  if (chars.length < CHARS_MIN) return `must have at least ${CHARS_MIN} characters`;
  if (chars.length > PASSWORD_CHARS_MAX) return `must have at most ${PASSWORD_CHARS_MAX} characters`;
  const lower = password.toLowerCase();
  if (COMMON_PASSWORDS.has(lower)) return "is one of the most common: choose another";
  if (new Set(lower).size < DIFFERENT_CHARS_MIN || isRun(lower)) return "is a pattern: choose another";
  const [name = ""] = email.split("@");
  const said = [email, name, "tributary"].filter((each) => each.length >= NAME_CHARS_MIN);
  const rest = said.reduce((text, each) => text.replaceAll(each, ""), lower);
  if (rest.length < CHARS_MIN - NAME_CHARS_MIN && rest !== lower) return "says your address: choose another";
  return null;
}

/** True where each character follows the one before it, or precedes it: `abcdefghijkl`, `987654321098`. */
function isRun(text: string): boolean {
  const steps = [...text].map(
    (char, index) => (text.codePointAt(index + 1) ?? 0) - (char.codePointAt(0) ?? 0),
  );
  const inner = steps.slice(0, -1);
  const regular = inner.filter((step) => Math.abs(step) <= 1 || Math.abs(step) === 9);
  return regular.length === inner.length;
}
