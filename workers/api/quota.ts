import { askRedis, type RedisEnv } from "../../platform/redis.ts";
import { isWithinLimit } from "../shared/rate-limit.ts";

/** Calls are counted by the minute, as UTC has it. */
const WINDOW_SECONDS = 60;
/** Calls of one key or person, and of all of a workspace, in a minute. */
const CALLER_CALLS_MAX = 1_200;
const WORKSPACE_CALLS_MAX = 6_000;
/** How long Redis may take: a call does not wait longer to be counted. */
const LIMIT_MS = 250;
/** An error of the client repeats the whole command. */
const ERROR_CHARS_MAX = 200;

/** What counts calls: Redis for all the world, and where that is away the runtime for each of its places. */
export type QuotaEnv = Partial<RedisEnv> & {
  /** The runtime's own limit, `CALLER_CALLS_MAX` a minute. */
  readonly CALLS?: RateLimit;
};

/** Whose call it is, with whose it is counted, and when. Neither is what the caller says: that would be a quota for each word. */
export type QuotaCall = { readonly actor: string; readonly place: string; readonly nowMs: number };

/** Whether a call is within the quotas, and what its answer says of them. */
export type Quota = {
  readonly isWithin: boolean;
  /** `RateLimit-Policy` and `RateLimit`, and `Retry-After` of a call that is refused. */
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * Counts a call for its caller and its workspace. Headers as in the IETF draft "RateLimit header fields for HTTP": each
 * policy with its quota `q` and window `w`, each limit with the calls that remain `r` and the seconds until it begins anew `t`.
 *
 * Never throws: where neither Redis nor the runtime can count, calls are answered, since a limit protects the service and
 * not the money. Sign-in has counters of its own, in Postgres, and is refused while they are away.
 */
export async function takeQuota(env: QuotaEnv, call: QuotaCall): Promise<Quota> {
  const secondsLeft = WINDOW_SECONDS - (Math.floor(call.nowMs / 1_000) % WINDOW_SECONDS);
  const counts = await countCalls(env, call);
  if (counts) return quotaOf(counts, secondsLeft);
  const isWithin = await isWithinLimit(env.CALLS, call.actor);
  return isWithin ? { isWithin, headers: {} } : { isWithin, headers: retryAfter(secondsLeft) };
}

type Counts = { readonly caller: number; readonly workspace: number };

function quotaOf({ caller, workspace }: Counts, secondsLeft: number): Quota {
  const limits = [
    { name: "caller", max: CALLER_CALLS_MAX, count: caller },
    { name: "workspace", max: WORKSPACE_CALLS_MAX, count: workspace },
  ];
  const isWithin = limits.every(({ max, count }) => count <= max);
  const left = ({ max, count }: (typeof limits)[number]) => Math.max(0, max - count);
  return {
    isWithin,
    headers: {
      "RateLimit-Policy": limits.map(({ name, max }) => `"${name}";q=${max};w=${WINDOW_SECONDS}`).join(", "),
      RateLimit: limits.map((limit) => `"${limit.name}";r=${left(limit)};t=${secondsLeft}`).join(", "),
      ...(isWithin ? {} : retryAfter(secondsLeft)),
    },
  };
}

const retryAfter = (seconds: number) => ({ "Retry-After": String(seconds) });

/** Counts in Redis, in one request, and in two for a call beyond its caller's quota; null where that cannot be asked. */
async function countCalls(env: QuotaEnv, { actor, place, nowMs }: QuotaCall): Promise<Counts | null> {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = env;
  if (!url || !token) return null;
  const minute = Math.floor(nowMs / 1_000 / WINDOW_SECONDS);
  const shared = `calls:${place}:${minute}`;
  const keys = [`calls:${place}:${actor}:${minute}`, shared];
  try {
    const redis = { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token };
    const [caller, workspace] = await askRedis(redis, LIMIT_MS, (pipeline) => {
      for (const key of keys) pipeline.incr(key);
      for (const key of keys) pipeline.expire(key, 2 * WINDOW_SECONDS);
    });
    const counts = { caller: Number(caller), workspace: Number(workspace) };
    if (counts.caller <= CALLER_CALLS_MAX || place === actor) return counts;
    // Whoever is beyond its own quota takes nothing of what it shares, or it would lock the others out.
    await askRedis(redis, LIMIT_MS, (pipeline) => void pipeline.decr(shared)).catch(logUnknown);
    return { ...counts, workspace: counts.workspace - 1 };
  } catch (error) {
    logUnknown(error);
    return null;
  }
}

function logUnknown(error: unknown): void {
  const text = String(error).slice(0, ERROR_CHARS_MAX);
  console.error(JSON.stringify({ event: "quota_unknown", error: text }));
}
