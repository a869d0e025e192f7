import { customerKeys } from "../../core/settlement/conversion.ts";
import { earnedSum } from "../../core/settlement/earn.ts";
import type { Redecided } from "../../core/settlement/simulate.ts";
import type { SimulationId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { insertAll, rowsOf } from "../../db/insert-all.ts";
import { simulationBonuses, simulationCredits } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** Keeps what a page of a simulation credited, for later pages that ask what sales before came to. One statement. */
export async function keepCredits(
  tx: Db,
  { workspaceId }: Context,
  simulationId: SimulationId,
  decided: readonly Redecided[],
): Promise<void> {
  const bonuses = decided.flatMap(({ kept }) =>
    kept.flatMap(({ affiliateId, bonusKey }) =>
      bonusKey === null ? [] : [{ workspaceId, simulationId, affiliateId, bonusKey }],
    ),
  );
  await insertAll(tx, [
    rowsOf(
      simulationCredits,
      decided.flatMap((each) => creditsOf(each).map((credit) => ({ workspaceId, simulationId, ...credit }))),
    ),
    rowsOf(simulationBonuses, bonuses, { ifAbsent: true }),
  ]);
}

function creditsOf({ month, case: { conversion }, decision, kept }: Redecided) {
  return decision.bases.flatMap(({ position, affiliateId, planId, baseMinor }) => {
    const credit = decision.credits.find((each) => each.position === position);
    const sale = kept.find((each) => each.kind === "sale" && each.position === position);
    if (!credit) return [];
    return [
      {
        ...{ conversionId: conversion.id, position, affiliateId, programId: credit.touch.programId },
        ...{ creditPpm: credit.creditPpm, planId, month, baseMinor, baseCurrency: conversion.currency },
        ...(sale ? earnedSum(sale) : { amountMinor: 0n, currency: conversion.currency }),
        customerKeys: [...customerKeys(conversion)],
      },
    ];
  });
}
