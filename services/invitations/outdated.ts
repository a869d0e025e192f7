import { normalEmail } from "../people/context.ts";
import type { InvitationRow } from "./invitations.ts";

/** The address of an affiliate, and when it was last given another. */
export type AffiliateAddress = { readonly email: string; readonly emailChangedAt: Date | null };

/** Until when what was mailed to an address that is not the affiliate's is no good: most changes correct a mistyped one. */
export function outdatedUntil({ email, emailChangedAt }: AffiliateAddress, mailedTo: string): Date | null {
  return normalEmail(email) === mailedTo ? null : emailChangedAt;
}

/** Whether the affiliate was given another address since it was invited, to which the invitation is not. */
export function isOutdated(
  affiliate: AffiliateAddress,
  { email, createdAt }: Pick<InvitationRow, "email" | "createdAt">,
): boolean {
  const until = outdatedUntil(affiliate, email);
  return until !== null && until >= createdAt;
}
