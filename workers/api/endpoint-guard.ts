import { addressesOverHttps } from "../../platform/dns-over-https.ts";
import type { Guard } from "../../services/events/judge-address.ts";
import type { EventTarget } from "../../services/events/targets.ts";
import type { Resource } from "../../services/resources/resource.ts";
import type { ApiEnv } from "./env.ts";
import type { Route } from "./route.ts";

/** Judges addresses that are to be called; what is on this machine passes on one machine alone. */
export function endpointGuard(env: ApiEnv): Guard {
  return {
    resolve: addressesOverHttps(env.DNS_RESOLVER_URL),
    allowsLoopback: env.LOOPBACK_ENDPOINTS === "allowed",
  };
}

/** Says of an address in a body that is refused whether it may be called at all. */
export const judgeUrlBeside =
  ({ foresee }: Resource<EventTarget>): NonNullable<Route["beside"]> =>
  async ({ url }, env) => {
    if (typeof url !== "string") return [];
    const [problem] = (await foresee?.([{ url }], { guard: endpointGuard(env) })) ?? [];
    if (problem?.code !== "invalid") return [];
    return [{ param: problem.param, code: "invalid_value", message: problem.message }];
  };
