import { dnsOverHttps } from "../../platform/dns-over-https.ts";
import { checkDueDomains } from "../../services/domains/check-due-domains.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Looks up the DNS records of link domains that wait for their proof, and once a day of those that have it. */
export const verifyDomains: Job = async (run) => {
  const resolveTxt = dnsOverHttps(run.env.DNS_RESOLVER_URL);
  return {
    changed: await forEachWorkspace(run, "system:verify-domains", (context) =>
      checkDueDomains(context, resolveTxt),
    ),
  };
};
