import { CLICK_FIELDS } from "./click-fields.ts";

/**
 * Writes a line of the raw log as `JSON.stringify` writes a click's record: its fields in order, without
 * spaces. Null if it is no object, or holds what no record holds.
 */
export function canonicalLine(line: string): string | null {
  const record = parseObject(line);
  const known = new Set(CLICK_FIELDS.map(({ key }) => key));
  if (record === null || Object.keys(record).some((key) => !known.has(key))) return null;
  const fields = CLICK_FIELDS.filter(({ key }) => record[key] !== undefined);
  return JSON.stringify(Object.fromEntries(fields.map(({ key }) => [key, record[key]])));
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
