import type { ClickMessage } from "../../contracts/click-message.ts";
import type { ConversionMessage } from "../../contracts/conversion.ts";
import type { Hmac } from "../../core/link/click-id.ts";
import { parseClickIdKeys, parseSecret } from "../../platform/keys.ts";
import type { RequestVariables } from "../shared/request-id.ts";

/** What the edge may touch: the bindings and secrets of `env.edge` in wrangler.toml. */
export interface EdgeEnv {
  readonly PUBLISHED: KVNamespace;
  readonly INTAKE: R2Bucket;
  readonly CLICKS: Queue<ClickMessage>;
  readonly CONVERSIONS: Queue<ConversionMessage>;
  /** Host names of the shared link host, separated by commas; the first is the one links are published under. */
  readonly LINK_HOSTS: string;
  /** Keys of click ids, 32 bytes each in base64url, separated by commas; the first signs. */
  readonly CLICK_ID_KEYS: string;
  /** 32 bytes in base64url. */
  readonly API_KEY_PEPPER: string;
}

/** What hono carries with each request of the edge. */
export type EdgeBindings = { readonly Bindings: EdgeEnv; readonly Variables: RequestVariables };

/** The deployment lacks a binding, or holds one of a wrong form. Nothing a caller sends can cause or cure it. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
  constructor(readonly binding: keyof EdgeEnv) {
    super(`the environment has no good ${binding}`);
  }
}

/** What the environment's texts say, read and checked. */
export type EdgeSettings = {
  /** The name links are published under, for whichever of our own names a visitor used. */
  readonly canonicalHost: (hostname: string) => string;
  readonly signClickId: Hmac;
  readonly pepper: string;
};

const BINDINGS = ["PUBLISHED", "INTAKE", "CLICKS", "CONVERSIONS"] as const;
const checked = new WeakMap<EdgeEnv, EdgeSettings>();

/** Reads the settings, once for each environment an isolate is given; throws `EnvironmentError` at what is missing. */
export function settingsOf(env: EdgeEnv): EdgeSettings {
  const known = checked.get(env);
  if (known) return known;
  const settings = readSettings(env);
  checked.set(env, settings);
  return settings;
}

function readSettings(env: EdgeEnv): EdgeSettings {
  for (const name of BINDINGS) if (!env[name]) throw new EnvironmentError(name);
  const hosts = (env.LINK_HOSTS ?? "")
    .split(",")
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== "");
  const [canonical] = hosts;
  if (canonical === undefined) throw new EnvironmentError("LINK_HOSTS");
  readSecret(env, "API_KEY_PEPPER", parseSecret);
  const [signClickId] = readSecret(env, "CLICK_ID_KEYS", parseClickIdKeys);
  return {
    canonicalHost: (hostname) => (hosts.includes(hostname) ? canonical : hostname),
    signClickId,
    pepper: env.API_KEY_PEPPER,
  };
}

/** Names the binding and leaves out the cause: a secret must not get into a log. */
function readSecret<Read>(
  env: EdgeEnv,
  name: "API_KEY_PEPPER" | "CLICK_ID_KEYS",
  read: (text: string) => Read,
): Read {
  try {
    return read(env[name] ?? "");
  } catch {
    throw new EnvironmentError(name);
  }
}
