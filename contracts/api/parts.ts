import * as z from "zod/mini";
import { PERMISSIONS, type Permission } from "../../core/access/permissions.ts";
import { destinationTextProblem } from "../../core/link/destination-problem.ts";
import { readHostName, readHostPattern } from "../../core/shared/host-name.ts";
import { named } from "../described.ts";
import { line } from "../text.ts";

/** Name of a thing, for people. */
export const name = line(200);
/** An id that the verb looks up: one of another form names nothing. */
export const id = line(64);

const PERMISSION_NAMES = Object.keys(PERMISSIONS) as [Permission, ...Permission[]];
/** A permission by its name. */
export const permission = named("Permission", z.enum(PERMISSION_NAMES, "must be a permission"));

/** An address of mail, by its form alone. */
export const emailAddress = z
  .string()
  .check(
    z.maxLength(254),
    z.regex(/^[^\s@\p{Cc}\p{Cs}]+@[^\s@\p{Cc}\p{Cs}]+\.[^\s@\p{Cc}\p{Cs}]+$/u, "must be an e-mail address"),
  );

/** Most characters of an address. */
const ADDRESS_CHARS_MAX = 2_048;
const parse = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

/**
 * Where a link, a rule or a variant leads: https, macros after the host only. Plain http to this machine
 * passes here; whether the link's host may lead there is for the verb to say.
 */
export const destinationUrl = line(ADDRESS_CHARS_MAX).check((context) => {
  const message = destinationTextProblem(context.value, { linkHost: "localhost", parse });
  if (message !== null) context.issues.push(problem(context.value, message));
});

/** An https address without macros. */
export const webAddress = line(ADDRESS_CHARS_MAX).check((context) => {
  const url = parse(context.value);
  const isPlain = url?.protocol === "https:" && url.username === "" && url.password === "";
  if (!isPlain) context.issues.push(problem(context.value, "must be an https URL without user name"));
});

/** A host name, read as addresses have it: lower case, in punycode. */
export const hostName = z.pipe(
  line(255),
  z.transform((text, context) => {
    const host = readHostName(text, parse);
    if (host !== null) return host;
    context.issues.push(problem(text, "must be a host name such as go.shop.example, and nothing more"));
    return z.NEVER;
  }),
);

/** The host of a link: a shared one, or a link domain. Whether it is either is for the verb to say. */
export const linkHost = z.pipe(
  line(255),
  z.transform((text) => readHostName(text, parse) ?? text.toLowerCase()),
);

/** A list of host names, or `*.name` for those below one; each once, however often it is named. */
export const hostPatterns = z.pipe(
  z
    .array(
      z.pipe(
        line(255),
        z.transform((text, context) => {
          const host = readHostPattern(text, parse);
          if (host !== null) return host;
          context.issues.push(problem(text, "must be a host name such as shop.example or *.shop.example"));
          return z.NEVER;
        }),
      ),
    )
    .check(z.maxLength(100, "must not be longer than 100")),
  z.transform((hosts) => [...new Set(hosts)]),
);

/** The one form of what a check of ours found. */
export function problem(input: unknown, message: string, path: PropertyKey[] = []) {
  return { code: "custom" as const, input, message, path, continue: true };
}

/** Lists each entry of a list of whose field an earlier one has the same text. */
export const uniqueBy =
  <Field extends string>(field: Field, tell: (text: string) => string) =>
  <Entry extends Readonly<Record<Field, string>>>(context: z.core.ParsePayload<Entry[]>): void => {
    const seen = new Set<string>();
    context.value.forEach(({ [field]: text }, index) => {
      if (seen.has(text)) context.issues.push(problem(text, tell(text), [index, field]));
      seen.add(text);
    });
  };

/** Of two entries with one id nobody could tell which is meant. */
export const uniqueIds = uniqueBy("id", () => "is the id of an earlier one");

/** Of two entries that name one affiliate nobody could tell which is meant. */
export const uniqueAffiliates = uniqueBy("affiliate", (affiliate) => `${affiliate} is named before`);
