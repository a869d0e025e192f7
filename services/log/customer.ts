import { sha256Hex } from "../../platform/sha256.ts";

/** A customer to erase, as conversions named it: by the merchant's id, by the SHA-256 of the e-mail address, or both. */
export type Customer = {
  readonly externalId?: string | undefined;
  readonly emailSha256?: string | undefined;
};

const EMAIL = /[\w.!#$%*+^~-]+@[\w-]+(?:\.[\w-]+)+/g;

/** True for a value that is the customer's id, e-mail address, or the hash of that. */
export function isCustomer(value: unknown, { externalId, emailSha256 }: Customer): boolean {
  if (typeof value !== "string") return false;
  if (value === externalId) return true;
  return emailSha256 !== undefined && (value === emailSha256 || hashOf(value) === emailSha256);
}

/** True for text in which the customer's e-mail address or the hash of that stands, encoded as in a form or not. */
export function holdsEmail(text: string, { emailSha256 }: Customer): boolean {
  if (emailSha256 === undefined) return false;
  return formsOf(text).some(
    (form) => form.includes(emailSha256) || form.match(EMAIL)?.some((email) => hashOf(email) === emailSha256),
  );
}

/** As `holdsEmail`, or the customer's id: not as a part of another word. */
export function holdsCustomer(text: string, customer: Customer): boolean {
  if (holdsEmail(text, customer)) return true;
  const { externalId } = customer;
  if (externalId === undefined) return false;
  const forms = [...new Set([externalId, escaped(externalId)])];
  const names = forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
  const word = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${names})(?![\\p{L}\\p{N}_])`, "u");
  return formsOf(text).some((form) => word.test(form));
}

/** Patterns of `ilike` that JSON fits which may name the customer, be it in texts of it. */
export function patternsOf({ externalId, emailSha256 }: Customer): readonly string[] {
  const ids =
    externalId === undefined ? [] : [externalId, encodeURIComponent(externalId), encoded(externalId)];
  const hashes = emailSha256 === undefined ? [] : [emailSha256, "@", "%40"];
  const texts = [...ids, ...hashes].flatMap((text) => [text, escaped(text), escaped(escaped(text))]);
  return [...new Set(texts)].map((text) => `%${text.replace(/[\\%_]/g, "\\$&")}%`);
}

/** What a merchant said of an order in words of its own, without the entries that name one of the customers. */
export function metadataWithout(
  metadata: Readonly<Record<string, unknown>>,
  holds: (text: string) => boolean,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(metadata).filter(([, value]) => typeof value !== "string" || !holds(value)),
  );
}

/** The hash of an address as shops make it: without blanks around it, in lower case. */
const hashOf = (email: string): string => sha256Hex(email.trim().toLowerCase());

/** A text as it is, and as it reads if it was encoded for a form. */
const formsOf = (text: string): readonly string[] =>
  /[%+]/.test(text) ? [text, new URLSearchParams(`t=${text.replace(/&/g, "%26")}`).get("t") ?? ""] : [text];

/** A text as it stands in JSON. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
/** A text as it stands in a form. */
const encoded = (text: string): string => String(new URLSearchParams({ t: text })).slice(2);
