import { addressesOverHttps } from "../../platform/dns-over-https.ts";
import type { Guard } from "../../services/events/judge-address.ts";
import type { ApiEnv } from "./env.ts";

/** Judges addresses that are to be called; what is on this machine passes on one machine alone. */
export function endpointGuard(env: ApiEnv): Guard {
  return {
    resolve: addressesOverHttps(env.DNS_RESOLVER_URL),
    allowsLoopback: env.LOOPBACK_ENDPOINTS === "allowed",
  };
}
