import type { EarningFacts } from "../commission/earning-input.ts";
import { assert } from "../shared/assert.ts";
import type { AffiliateId } from "../shared/id.ts";

/** Facts as a decision keeps them: plain JSON, sums as digits. */
type StoredFacts = Omit<EarningFacts, "volumes" | "earned"> & {
  readonly volumes: readonly (Omit<EarningFacts["volumes"][number], "baseMinor"> & {
    readonly baseMinor: string;
  })[];
  readonly earned: readonly (Omit<EarningFacts["earned"][number], "amountMinor"> & {
    readonly amountMinor: string;
  })[];
};

/** What of stored facts is of affiliates that are seen. Sums of whoever earned go with the others. */
export function factsOfSeen(stored: unknown, isSeen: (id: AffiliateId) => boolean): StoredFacts {
  const { affiliates, sponsors, volumes, earned, bonuses, ...common } = stored as StoredFacts;
  const isOfSeen = ({ affiliateId }: { readonly affiliateId: AffiliateId | null }) =>
    affiliateId !== null && isSeen(affiliateId);
  return {
    ...common,
    affiliates: affiliates.filter(isOfSeen),
    sponsors: sponsors
      .filter(isOfSeen)
      .map(({ affiliateId, chain }) => ({ affiliateId, chain: chain.filter(isOfSeen) })),
    volumes: volumes.filter(isOfSeen),
    earned: earned.filter(isOfSeen),
    bonuses: bonuses.filter(isOfSeen),
  };
}

/** Reads what a decision kept of its commissions, so that they can be worked out again to the same minor units. */
export function parseFacts(stored: unknown): EarningFacts {
  const isFacts = typeof stored === "object" && stored !== null && "volumes" in stored && "earned" in stored;
  assert(isFacts, "a decision keeps the facts of its commissions");
  const facts = stored as StoredFacts;
  return {
    ...facts,
    volumes: facts.volumes.map((fact) => ({ ...fact, baseMinor: BigInt(fact.baseMinor) })),
    earned: facts.earned.map((fact) => ({ ...fact, amountMinor: BigInt(fact.amountMinor) })),
  };
}
