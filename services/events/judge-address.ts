import {
  type GuardOptions,
  guardUrl,
  type ResolveAddresses,
  type UrlProblem,
} from "../../platform/guard-url.ts";

/** What judges addresses that users give. */
export type Guard = GuardOptions & { readonly resolve: ResolveAddresses };

const MESSAGES: Readonly<Record<UrlProblem, string>> = {
  not_a_url: "must be an absolute URL",
  not_https: "must be an https URL",
  has_credentials: "must not hold a user name or password",
  port_not_allowed: "must be on port 443 or 8443",
  host_not_allowed: "must name a host of the internet",
  host_unknown: "names a host that has no address",
  address_not_public: "leads to an address that is not public",
};

/** Says what is wrong with an address that is to be called, or null; asks where its host is. */
export async function addressMessage(url: string, guard: Guard): Promise<string | null> {
  try {
    const problem = await guardUrl(url, guard);
    return problem === null ? null : MESSAGES[problem];
  } catch {
    return "names a host that cannot be looked up now";
  }
}
