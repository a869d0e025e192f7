import type { Route } from "../route.ts";
import { affiliateRoutes } from "./affiliates.ts";
import { auditRoutes } from "./audit.ts";
import { badRowRoutes } from "./bad-rows.ts";
import { clickRoutes } from "./clicks.ts";
import { commissionRoutes } from "./commissions.ts";
import { conversionRoutes } from "./conversions.ts";
import { exportRoutes } from "./exports.ts";
import { fraudRoutes } from "./fraud.ts";
import { keyRoutes } from "./keys.ts";
import { ledgerRoutes } from "./ledger.ts";
import { linkRoutes } from "./links.ts";
import { payoutBatchRoutes } from "./payout-batches.ts";
import { payoutMinimumRoutes } from "./payout-minimums.ts";
import { planRoutes } from "./plans.ts";
import { policyRoutes } from "./policies.ts";
import { programRoutes } from "./programs.ts";

/** Every route of the API that needs a key. */
export const ROUTES: readonly Route[] = [
  ...affiliateRoutes,
  ...auditRoutes,
  ...badRowRoutes,
  ...clickRoutes,
  ...commissionRoutes,
  ...conversionRoutes,
  ...exportRoutes,
  ...fraudRoutes,
  ...keyRoutes,
  ...ledgerRoutes,
  ...linkRoutes,
  ...payoutBatchRoutes,
  ...payoutMinimumRoutes,
  ...planRoutes,
  ...policyRoutes,
  ...programRoutes,
];
