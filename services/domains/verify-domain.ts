import type { DomainId } from "../../core/shared/id.ts";
import type { Context } from "../shared/context.ts";
import { findProof, noteFinding, type ResolveTxt } from "./check-domain.ts";
import { getDomain, type LinkDomain } from "./domains.ts";

/** Checks a domain at once, whatever its status: the only way back for one that failed. Null if there is none. */
export async function verifyDomain(
  context: Context,
  domainId: DomainId,
  resolveTxt: ResolveTxt,
): Promise<LinkDomain | null> {
  const domain = await getDomain(context, domainId);
  return domain && noteFinding(context, domainId, await findProof(domain, resolveTxt));
}
