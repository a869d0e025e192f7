import { keyedHash } from "../../platform/keyed-hash.ts";
import { callerNetwork } from "../shared/caller-address.ts";
import type { ApiEnv } from "./env.ts";

/** Names the network of a call for one UTC day; only Cloudflare's own header counts, cut before anything else. */
export function networkHash(
  { headers }: Request,
  { env, now }: { readonly env: Pick<ApiEnv, "API_KEY_PEPPER">; readonly now: Date },
): string | null {
  const network = callerNetwork(headers);
  if (network === null) return null;
  const named = `${now.toISOString().slice(0, 10)} ${network}`;
  return keyedHash(env.API_KEY_PEPPER, "network", named).slice(0, 32);
}
