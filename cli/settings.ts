import { EXIT, Failure } from "./failure.ts";

/** Options that every command takes, for `parseArgs`. */
export const COMMON_OPTIONS = {
  url: { type: "string" },
  key: { type: "string" },
  help: { type: "boolean" },
} as const;

/** Who is called, and by whom. */
export type Settings = { readonly origin: string; readonly key: string };

/** Takes the settings from options or else from the environment; throws `Failure` naming what is missing. */
export function readSettings(
  options: { readonly url?: string | undefined; readonly key?: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const url = options.url ?? env.TRIBUTARY_URL;
  const key = options.key ?? env.TRIBUTARY_KEY;
  if (!url) throw new Failure(EXIT.usage, "where is the API? Give --url, or set TRIBUTARY_URL");
  if (!key) throw new Failure(EXIT.usage, "which API key? Set TRIBUTARY_KEY, or give --key");
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Failure(EXIT.usage, `"${url}" is no address; it begins with https:// or http://`);
  }
  if (/[^\x21-\x7e]/.test(key)) throw new Failure(EXIT.usage, "the API key holds characters that no key has");
  return { origin: new URL(url).origin, key };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads an instant with a zone, or a day, which begins at midnight UTC; throws `Failure` naming the option. */
export function readInstant(option: string, text: string | undefined): Date {
  if (text === undefined) throw new Failure(EXIT.usage, `--${option} is missing`);
  const at = new Date(DAY.test(text) ? `${text}T00:00:00Z` : INSTANT.test(text) ? text : Number.NaN);
  if (Number.isNaN(at.getTime())) {
    throw new Failure(
      EXIT.usage,
      `--${option} must be a day or a time with a zone: 2026-11-20, 2026-11-20T09:00:00Z`,
    );
  }
  return at;
}
