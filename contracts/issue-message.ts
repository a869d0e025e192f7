import type * as z from "zod/mini";

/** What the small build of zod says where a contract has no words of its own. */
const UNSAID = "Invalid input";

const TYPES: Readonly<Record<string, string>> = {
  ...{ string: "text", number: "a number", int: "a whole number", boolean: "true or false" },
  ...{ array: "a list", object: "an object", record: "an object", null: "null" },
};

/** Says in words what is wrong with a field, to stand after its name: `must be a whole number`. */
export function issueMessage(issue: z.core.$ZodIssue): string {
  if (issue.message !== UNSAID) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${oneOf(issue.values)}`;
    case "too_small":
      return `must ${sizeOf(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum)}`;
    case "too_big":
      return `must ${sizeOf(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum)}`;
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options)
        ? `must be ${oneOf(issue.options)}`
        : "has none of the forms it may have";
    case "invalid_key":
      return `has a key that ${issue.issues.map(issueMessage).join(" and ")}`;
    case "invalid_format":
      return "is not of the form it must have";
    default:
      return "is not what it must be";
  }
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(", ")}`;
}

function sizeOf(origin: string, relation: string, size: number | bigint): string {
  if (origin === "string") return `have ${relation} ${size} characters`;
  if (origin === "array") return `have ${relation} ${size} entries`;
  return `be ${relation} ${size}`;
}
