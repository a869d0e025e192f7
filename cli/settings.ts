import { calendarDate } from "../contracts/text.ts";
import { readConfig } from "./config-file.ts";
import { EXIT, Failure } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** Who is called, and by whom. */
export type Settings = { readonly origin: string; readonly key: string };

/**
 * Takes the settings from options, else from the environment, else from what `tributary login` keeps; throws `Failure`
 * naming what is missing. A kept key goes to the address it was kept for and to no other.
 */
export async function readSettings(
  options: { readonly url?: string | undefined; readonly key?: string | undefined },
  terminal: Pick<Terminal, "env">,
): Promise<Settings> {
  const { env } = terminal;
  const given = { url: options.url ?? env.TRIBUTARY_URL, key: options.key ?? env.TRIBUTARY_KEY };
  const kept = given.url && given.key ? null : await readConfig(terminal);
  const url = needUrl(given.url || kept?.url);
  const key = given.key || (kept && originOf(kept.url) === originOf(url) ? kept.key : undefined);
  if (!key) throw new Failure(EXIT.usage, "which API key? Set TRIBUTARY_KEY, give --key, or tributary login");
  return checkSettings(url, key);
}

/** Takes who is called as `readSettings` does, where nobody calls by a key. */
export async function readOrigin(
  options: { readonly url?: string | undefined },
  terminal: Pick<Terminal, "env">,
): Promise<string> {
  const given = options.url ?? terminal.env.TRIBUTARY_URL;
  return checkOrigin(needUrl(given || (await readConfig(terminal))?.url));
}

function needUrl(url: string | undefined): string {
  if (url) return url;
  throw new Failure(EXIT.usage, "where is the API? Give --url, set TRIBUTARY_URL, or tributary login");
}

const originOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).origin : null);

/** Checks an address and a key by their form alone; throws `Failure` saying what is wrong. */
export function checkSettings(url: string, key: string): Settings {
  const origin = checkOrigin(url);
  if (/[^\x21-\x7e]/.test(key)) throw new Failure(EXIT.usage, "the API key holds characters that no key has");
  return { origin, key };
}

function checkOrigin(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Failure(EXIT.usage, `"${url}" is no address; it begins with https:// or http://`);
  }
  return new URL(url).origin;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads an instant with a zone, or a day, which begins at midnight UTC; throws `Failure` naming the option. */
export function readInstant(option: string, text: string | undefined): Date {
  if (text === undefined) throw new Failure(EXIT.usage, `--${option} is missing`);
  const at = new Date(DAY.test(text) ? `${text}T00:00:00Z` : INSTANT.test(text) ? text : Number.NaN);
  // A `Date` takes the 30 February for the 2 March.
  const isDay = calendarDate.safeParse(text.slice(0, "YYYY-MM-DD".length)).success;
  if (Number.isNaN(at.getTime()) || !isDay) {
    throw new Failure(
      EXIT.usage,
      `--${option} must be a day or a time with a zone: 2026-11-20, 2026-11-20T09:00:00Z`,
    );
  }
  return at;
}
