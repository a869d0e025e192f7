import * as z from "zod/mini";
import { timestamp } from "../../contracts/text.ts";
import { type IdByPrefix, isId } from "../../core/shared/id.ts";
import type { Span } from "../../services/reading/clicks.ts";
import { RequestError } from "../shared/errors.ts";

const DAY_MS = 86_400_000;

/** An id of one kind in a query or a body. */
export const idParam = <Prefix extends keyof IdByPrefix>(prefix: Prefix) =>
  z.custom<IdByPrefix[Prefix], string>(
    (value) => typeof value === "string" && isId(prefix, value),
    `must be an id that begins with ${prefix}_`,
  );

/** The ids of a path by their names and prefixes; one of another form names nothing. */
export const pathIds = <Kinds extends Readonly<Record<string, keyof IdByPrefix>>>(kinds: Kinds) =>
  z.object(
    Object.fromEntries(Object.entries(kinds).map(([name, prefix]) => [name, idParam(prefix)])) as unknown as {
      readonly [Name in keyof Kinds]: z.ZodMiniType<IdByPrefix[Kinds[Name]], string>;
    },
  );

/** A body that may be left out, and then counts as `{}`. */
export const optionalBody = <Schema extends z.ZodMiniType<unknown, object>>(schema: Schema) =>
  z.prefault(schema, {} as z.input<Schema> & object);
/** The body of a call that is told nothing by it: left out, or `{}`. */
export const noFields = optionalBody(z.strictObject({}));
/** The query of a route that takes none. */
export const noQuery = z.strictObject({});

/** Reads the id of a path; one of another form names nothing, so it throws `RequestError` 404. */
export function pathId<Prefix extends keyof IdByPrefix>(
  prefix: Prefix,
  text: string | undefined,
): IdByPrefix[Prefix] {
  if (text === undefined || !isId(prefix, text)) throw notFound();
  return text;
}

/** Gives what was found, or throws `RequestError` 404. */
export function orNotFound<T>(found: T | null): T {
  if (found === null) throw notFound();
  return found;
}

/** What another workspace's thing gets as well: it is not told apart from one that does not exist. */
export function notFound(): RequestError {
  return new RequestError("not_found", "There is no such thing in this workspace.");
}

/** `from` and `to` of a span of time, to be spread into the contract of a query. */
export const spanParams = { from: timestamp, to: timestamp };

/** Reads a span; throws `RequestError` 422 if it ends before it begins or is longer than `daysMax`. */
export function spanOf(
  { from, to }: { readonly from: number; readonly to: number },
  { daysMax }: { readonly daysMax: number },
): Span {
  if (to < from) throw invalid("to", "must not be before from");
  if (to - from > daysMax * DAY_MS) throw invalid("to", `must be at most ${daysMax} days after from`);
  return { from: new Date(from), to: new Date(to) };
}

/** Reads the instant of `as_of`, null for now; throws `RequestError` 422 if it has not passed. */
export function asOfInstant(ms: number | undefined, now: Date): Date | null {
  if (ms === undefined) return null;
  if (ms > now.getTime()) throw invalid("as_of", "must not be in the future");
  return new Date(ms);
}

/** A refusal of one field that no rule of form catches. */
export function invalid(param: string, message: string): RequestError {
  return new RequestError("invalid_parameter", `${param} ${message}.`, [
    { param, code: "invalid_value", message },
  ]);
}
