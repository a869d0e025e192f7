type Fields = Readonly<Record<string, unknown>>;

/** Gives a record without the person, or null for one that does not tell of them. */
export type EraseRecord = (record: Fields) => Fields | null;

/**
 * Takes a person out of JSON of any shape, such as a message that could not be processed: out of each record in it,
 * and of those in texts that are JSON themselves. What tells of nobody, or is no JSON, stays letter by letter.
 */
export function eraseFromJson(text: string, erase: EraseRecord): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  const erased = eraseFromValue(value, erase);
  return erased === value ? text : JSON.stringify(erased);
}

/** @returns the value itself where nothing of it was erased */
function eraseFromValue(value: unknown, erase: EraseRecord): unknown {
  if (typeof value === "string") return eraseFromJson(value, erase);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const each = value.map((part) => eraseFromValue(part, erase));
    return each.some((part, index) => part !== value[index]) ? each : value;
  }
  const fields = value as Fields;
  const record = erase(fields);
  if (record !== null) return record;
  const members = Object.entries(fields).map(([name, part]) => [name, eraseFromValue(part, erase)] as const);
  return members.some(([name, part]) => part !== fields[name]) ? Object.fromEntries(members) : value;
}
