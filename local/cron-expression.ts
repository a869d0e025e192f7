/** Says whether an instant's minute is one of the expression's. */
export type CronMatcher = (at: Date) => boolean;

type Field = { readonly name: string; readonly from: number; readonly to: number };

const FIELDS: readonly Field[] = [
  { name: "minute", from: 0, to: 59 },
  { name: "hour", from: 0, to: 23 },
  { name: "day of the month", from: 1, to: 31 },
  { name: "month", from: 1, to: 12 },
];

const PART = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/([1-9]\d*))?$/;

/**
 * Reads a cron expression of five fields, as in wrangler.toml, in UTC: `*`, numbers, ranges, steps
 * and lists. Throws for any other, and for a day of the week, which Cloudflare counts from
 * Sunday = 1 and most others from Sunday = 0.
 */
export function parseCron(expression: string): CronMatcher {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== 5) throw new Error(`cron "${expression}" must have five fields`);
  if (parts[4] !== "*") throw new Error(`cron "${expression}": a day of the week does not run locally`);
  const [minutes, hours, days, months] = FIELDS.map((field, index) => parseField(parts[index] ?? "", field));
  return (at) =>
    Boolean(
      minutes?.has(at.getUTCMinutes()) &&
        hours?.has(at.getUTCHours()) &&
        days?.has(at.getUTCDate()) &&
        months?.has(at.getUTCMonth() + 1),
    );
}

function parseField(text: string, field: Field): ReadonlySet<number> {
  return new Set(text.split(",").flatMap((part) => parsePart(part, field)));
}

function parsePart(part: string, field: Field): readonly number[] {
  const match = PART.exec(part);
  const [, low, high, step] = match ?? [];
  // As in Vixie cron, "5/15" starts at 5 and goes on to the end of the field.
  const from = low === undefined ? field.from : Number(low);
  const isOne = low !== undefined && high === undefined && step === undefined;
  const to = isOne ? from : high === undefined ? field.to : Number(high);
  if (!match || from < field.from || to > field.to || from > to) {
    throw new Error(`"${part}" is no ${field.name} (${field.from} to ${field.to})`);
  }
  const stride = Number(step ?? 1);
  return Array.from({ length: Math.floor((to - from) / stride) + 1 }, (_, index) => from + index * stride);
}
