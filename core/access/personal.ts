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

const emptied = (value: object): object => Object.fromEntries(Object.keys(value).map((name) => [name, null]));

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
