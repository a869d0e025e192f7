import type { Hmac } from "../../core/link/click-id.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { EnvironmentError, readSecret } from "../shared/environment.ts";

/** What a Worker that records clicks may touch. */
export interface ClickEnv {
  readonly PUBLISHED: KVNamespace;
  readonly INTAKE: R2Bucket;
  /** Clicks as the bytes of JSON (`contracts/click-message.ts`). */
  readonly CLICKS: Queue<Uint8Array>;
  /** A second shard of the queue, for more than 5,000 messages a second. */
  readonly CLICKS_1?: Queue<Uint8Array>;
  /** Host names of the shared link host, separated by commas; the first is the one links are published under. */
  readonly LINK_HOSTS: string;
  /** Keys of click ids, 32 bytes each in base64url, separated by commas; the first signs. */
  readonly CLICK_ID_KEYS: string;
  /** How long a message waits for more clicks: 0, the default, to 1000 ms. It saves cost, and an eviction loses what waits. */
  readonly CLICK_LINGER_MS?: string;
}

/** What the environment's texts say, read and checked. */
export type ClickSettings = {
  /** The name of the shared link host. */
  readonly linkHost: string;
  /** The name links are published under, for whichever of our own names a visitor used. */
  readonly canonicalHost: (hostname: string) => string;
  readonly signClickId: Hmac;
  /** The shards of the queue; an isolate keeps to one. */
  readonly queues: readonly Queue<Uint8Array>[];
  readonly lingerMs: number;
};

const LINGER_MS_MAX = 1_000;
const checked = new WeakMap<ClickEnv, ClickSettings>();

/** Reads the settings, once for each environment an isolate is given; throws `EnvironmentError` at what is missing. */
export function clickSettingsOf(env: ClickEnv): ClickSettings {
  const known = checked.get(env);
  if (known) return known;
  const settings = readSettings(env);
  checked.set(env, settings);
  return settings;
}

function readSettings(env: ClickEnv): ClickSettings {
  for (const name of ["PUBLISHED", "INTAKE", "CLICKS"] as const) {
    if (!env[name]) throw new EnvironmentError(name);
  }
  const hosts = (env.LINK_HOSTS ?? "")
    .split(",")
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== "");
  const [canonical] = hosts;
  if (canonical === undefined) throw new EnvironmentError("LINK_HOSTS");
  const [signClickId] = readSecret("CLICK_ID_KEYS", env.CLICK_ID_KEYS, parseClickIdKeys);
  const lingerMs = Number(env.CLICK_LINGER_MS ?? "0");
  if (!(lingerMs >= 0 && lingerMs <= LINGER_MS_MAX)) throw new EnvironmentError("CLICK_LINGER_MS");
  return {
    linkHost: canonical,
    canonicalHost: (hostname) => (hosts.includes(hostname) ? canonical : hostname),
    signClickId,
    queues: env.CLICKS_1 ? [env.CLICKS, env.CLICKS_1] : [env.CLICKS],
    lingerMs,
  };
}
