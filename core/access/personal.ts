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

/** What plans ask of a conversion that tells of its customer: the answer in a trace is hidden as the thing itself is. */
const PERSONAL_QUESTIONS: ReadonlySet<unknown> = new Set(["conversion.metadata", "conversion.payment"]);

/** True of a field of `within`, which is the value of the field `of`, that tells of a person. */
function isPersonal(name: string, within: object, of: string | null): boolean {
  if (PERSONAL_FIELDS.has(name)) return true;
  if (name === "actual") return "field" in within && PERSONAL_QUESTIONS.has(within.field);
  return of === "recurring" && (name === "first" || name === "until");
}

/** Fields that stay objects, of which everything within is null. */
const EMPTIED: ReadonlySet<string> = new Set(["customer"]);

/** A JSON value without what tells of a person: the same form, with null for it. */
export function withoutPersonal(value: unknown): unknown {
  return hiddenWithin(value, null);
}

function hiddenWithin(value: unknown, of: string | null): unknown {
  if (Array.isArray(value)) return value.map((each) => hiddenWithin(each, null));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => {
      if (!isPersonal(name, value, of)) return [name, hiddenWithin(held, name)];
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
  const look = (within: unknown, around: string | null, of: string | null): void => {
    if (!isObject(within)) return;
    const subject =
      "id" in within && typeof within.id === "string" && ID.test(within.id) ? within.id : around;
    for (const [name, held] of Object.entries(within)) {
      if (!isPersonal(name, within, of)) look(held, subject, name);
      else if (!IMPERSONAL.has(name) && isTold(held)) {
        fields.add(name);
        if (subject !== null) subjects.add(subject);
      }
    }
  };
  look(value, null, null);
  return { subjects: [...subjects], fields: [...fields].sort() };
}

const isTold = (value: unknown): boolean =>
  isObject(value) ? Object.values(value).some(isTold) : value !== null && value !== undefined;

const emptied = (value: object): object => Object.fromEntries(Object.keys(value).map((name) => [name, null]));

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
