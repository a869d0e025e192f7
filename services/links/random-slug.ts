import { randomBytes } from "../../platform/random.ts";

/** No characters that are mistaken for one another when a link is read aloud or typed. */
const ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz";
const LENGTH = 8;

/** A slug of 8 characters, 40 random bits: a second link of the same slug is refused, not overwritten. */
export function randomSlug(): string {
  return Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
