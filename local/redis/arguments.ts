import { RedisError } from "./reply.ts";

const INTEGER_MAX = 2n ** 63n - 1n;
const INTEGER_MIN = -(2n ** 63n);
const INTEGER = /^(?:0|-?[1-9]\d*)$/;
const FLOAT = /^[+-]?(?:inf(?:inity)?|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i;

/** Redis's words for a number that is none. */
export const NOT_AN_INTEGER = "ERR value is not an integer or out of range";

/** Redis's words for options that do not fit together. */
export const SYNTAX_ERROR = "ERR syntax error";

/** Reads a signed 64-bit integer as strictly as Redis does: no sign but minus, no leading zero or space. */
export function parseInteger(text: string | undefined, refusal = NOT_AN_INTEGER): bigint {
  if (text === undefined || !INTEGER.test(text)) throw new RedisError(refusal);
  const value = BigInt(text);
  if (!isInRange(value)) throw new RedisError(refusal);
  return value;
}

/** Adds within 64 bits; refuses to wrap around. */
export function addIntegers(left: bigint, right: bigint): bigint {
  const sum = left + right;
  if (!isInRange(sum)) throw new RedisError("ERR increment or decrement would overflow");
  return sum;
}

/** Reads a score. */
export function parseFloatStrictly(
  text: string | undefined,
  refusal = "ERR value is not a valid float",
): number {
  if (text === undefined || !FLOAT.test(text)) throw new RedisError(refusal);
  if (/inf/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new RedisError(refusal);
  return value;
}

/** Turns a relative time to live into the time it ends, in milliseconds since 1970. */
export function parseExpiry(
  text: string | undefined,
  options: { unitMs: bigint; nowMs: number; command: string; isPositive: boolean },
): number {
  const amount = parseInteger(text);
  const refusal = `ERR invalid expire time in '${options.command}' command`;
  if (options.isPositive && amount <= 0n) throw new RedisError(refusal);
  const relativeMs = amount * options.unitMs;
  if (!isInRange(relativeMs) || !isInRange(relativeMs + BigInt(options.nowMs))) throw new RedisError(refusal);
  return options.nowMs + Number(relativeMs);
}

/** An end of a score range: `5`, `(5` for exclusive, `-inf`. */
export function parseScoreBound(text: string | undefined): {
  readonly score: number;
  readonly isExclusive: boolean;
} {
  const isExclusive = text?.startsWith("(") ?? false;
  const score = parseFloatStrictly(isExclusive ? text?.slice(1) : text, "ERR min or max is not a float");
  return { score, isExclusive };
}

/** Redis's words for too many or too few arguments. */
export function wrongArgumentCount(command: string): RedisError {
  return new RedisError(`ERR wrong number of arguments for '${command}' command`);
}

function isInRange(value: bigint): boolean {
  return value >= INTEGER_MIN && value <= INTEGER_MAX;
}
