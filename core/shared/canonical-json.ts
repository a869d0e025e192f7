/**
 * Writes a value as JSON with sorted keys and no white space, for fingerprints and hashes: equal values
 * give equal text. As RFC 8785, but that a `bigint` is written as a string of its digits, a `Date` by
 * its ISO form, and a member that is undefined is left out; what JSON cannot hold is null, not an error.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "bigint") return JSON.stringify(String(value));
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if ("toJSON" in value && typeof value.toJSON === "function") return canonicalJson(value.toJSON());
  let members = "";
  for (const key of Object.keys(value).sort()) {
    const member = value[key as keyof typeof value];
    if (member === undefined) continue;
    members += `${members && ","}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}
