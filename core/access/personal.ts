/**
 * Fields of answers that tell of a person, or of what something costs: their values are for callers with
 * `personal:read`. An agent and an observer are answered null in their place, whatever route answers.
 */
export const PERSONAL_FIELDS: ReadonlySet<string> = new Set([
  ...["email", "previous_email", "email_sha256", "email_hash", "phone"],
  ...["ip", "ip_hash", "network_hash", "visitor_id", "user_agent"],
  ...["answers", "customer", "metadata", "recipient", "address_line1", "address_line2", "vat_id"],
  ...["cost", "cost_minor"],
]);

/** Fields that stay objects, of which everything within is null. */
const EMPTIED: ReadonlySet<string> = new Set(["customer"]);

/** A JSON value without what tells of a person: the same form, with null for it. */
export function withoutPersonal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPersonal);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => {
      if (!PERSONAL_FIELDS.has(name)) return [name, withoutPersonal(held)];
      return [name, EMPTIED.has(name) && isObject(held) ? emptied(held) : null];
    }),
  );
}

/** Fields that are hidden with the others, and tell of nobody. */
const IMPERSONAL: ReadonlySet<string> = new Set(["cost", "cost_minor"]);

/** Ids as we give them. What callers had us keep may call anything an id. */
const ID = /^[\w-]{1,64}$/;

/** What of an answer tells of persons: the names of the fields that do, and the ids of the nearest things around them. */
export function personalIn(value: unknown): {
  readonly subjects: readonly string[];
  readonly fields: readonly string[];
} {
  const subjects = new Set<string>();
  const fields = new Set<string>();
  const look = (within: unknown, around: string | null): void => {
    if (!isObject(within)) return;
    const subject =
      "id" in within && typeof within.id === "string" && ID.test(within.id) ? within.id : around;
    for (const [name, held] of Object.entries(within)) {
      if (!PERSONAL_FIELDS.has(name)) look(held, subject);
      else if (!IMPERSONAL.has(name) && isTold(held)) {
        fields.add(name);
        if (subject !== null) subjects.add(subject);
      }
    }
  };
  look(value, null);
  return { subjects: [...subjects], fields: [...fields].sort() };
}

const isTold = (value: unknown): boolean =>
  isObject(value) ? Object.values(value).some(isTold) : value !== null && value !== undefined;

const emptied = (value: object): object => Object.fromEntries(Object.keys(value).map((name) => [name, null]));

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
