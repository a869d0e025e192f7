import * as z from "zod/mini";

/** Depth of lists and objects in one another. */
const DEPTH_MAX = 32;
/** What JSON can say and Postgres cannot keep: NUL, and halves of surrogate pairs. */
const UNSTORABLE = /[\0\p{Cs}]/u;

/** Any JSON value that every store can keep, of at most `bytesMax` bytes. */
export const storableJson = (bytesMax: number) =>
  z.unknown().check((context) => {
    const message = problemOf(context.value, bytesMax);
    if (message === null) return;
    context.issues.push({ code: "custom", input: context.value, message, path: [], continue: false });
  });

/** Depth first: whatever walks a value that is too deep, may fall. */
function problemOf(value: unknown, bytesMax: number): string | null {
  if (!isShallow(value, DEPTH_MAX)) return `must not be nested deeper than ${DEPTH_MAX}`;
  if (!isStorable(value)) return "must not hold NUL or broken surrogates";
  const { length } = new TextEncoder().encode(JSON.stringify(value));
  return length > bytesMax ? `must not be larger than ${bytesMax} bytes` : null;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1));
}

function isStorable(value: unknown): boolean {
  if (typeof value === "string") return !UNSTORABLE.test(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, member]) => isStorable(name) && isStorable(member));
}
