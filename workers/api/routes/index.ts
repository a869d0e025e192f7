import type { Route } from "../route.ts";
import { affiliateAssignmentRoutes } from "./affiliate-assignments.ts";
import { affiliateInvitationRoutes } from "./affiliate-invitations.ts";
import { affiliateLoginRoutes } from "./affiliate-logins.ts";
import { affiliateRoutes } from "./affiliates.ts";
import { applicationRoutes } from "./applications.ts";
import { auditRoutes } from "./audit.ts";
import { badRowRoutes } from "./bad-rows.ts";
import { capRoutes } from "./caps.ts";
import { changeRoutes } from "./changes.ts";
import { clickLogRoutes } from "./click-log.ts";
import { clickRoutes } from "./clicks.ts";
import { commissionRoutes } from "./commissions.ts";
import { conversionRoutes } from "./conversions.ts";
import { couponRoutes } from "./coupons.ts";
import { crmRoutes } from "./crm.ts";
import { customRoleRoutes } from "./custom-roles.ts";
import { disputeRoutes } from "./disputes.ts";
import { documentRoutes } from "./documents.ts";
import { erasureRoutes } from "./erasures.ts";
import { eventRoutes } from "./events.ts";
import { exportRoutes } from "./exports.ts";
import { fraudRoutes } from "./fraud.ts";
import { fxRateRoutes } from "./fx-rates.ts";
import { importRoutes } from "./imports.ts";
import { invitationRoutes } from "./invitations.ts";
import { journeyModelRoutes } from "./journey-models.ts";
import { keyRoutes } from "./keys.ts";
import { ledgerRoutes } from "./ledger.ts";
import { ledgerPeriodRoutes } from "./ledger-periods.ts";
import { ledgerStatementRoutes } from "./ledger-statements.ts";
import { legalDetailsRoutes } from "./legal-details.ts";
import { linkDomainRoutes } from "./link-domains.ts";
import { linkRoutes } from "./links.ts";
import { memberRoutes } from "./members.ts";
import { noticeRoutes } from "./notices.ts";
import { offerRoutes } from "./offers.ts";
import { organisationRoutes } from "./organisation.ts";
import { payoutAccountRoutes } from "./payout-accounts.ts";
import { payoutApprovalLimitRoutes } from "./payout-approval-limits.ts";
import { payoutBatchRoutes } from "./payout-batches.ts";
import { payoutMethodRoutes } from "./payout-methods.ts";
import { payoutMinimumRoutes } from "./payout-minimums.ts";
import { payoutOutlookRoutes } from "./payout-outlook.ts";
import { payoutPlanningRoutes } from "./payout-planning.ts";
import { payoutStatementRoutes } from "./payout-statements.ts";
import { payoutTermsRoutes } from "./payout-terms.ts";
import { payoutRoutes } from "./payouts.ts";
import { planExceptionRoutes } from "./plan-exceptions.ts";
import { planRoutes } from "./plans.ts";
import { policyRoutes } from "./policies.ts";
import { portalRoutes } from "./portal.ts";
import { portalDisputeRoutes } from "./portal-disputes.ts";
import { portalDocumentRoutes } from "./portal-documents.ts";
import { portalLinkRoutes } from "./portal-links.ts";
import { portalOutlookRoutes } from "./portal-outlook.ts";
import { portalPayoutMethodRoutes } from "./portal-payout-methods.ts";
import { portalReportRoutes } from "./portal-reports.ts";
import { postbackRoutes } from "./postbacks.ts";
import { programRoutes } from "./programs.ts";
import { reportTableRoutes } from "./report-tables.ts";
import { reportRoutes } from "./reports.ts";
import { affiliateCrmRoutes, segmentRoutes } from "./segments.ts";
import { simulationRoutes } from "./simulations.ts";
import { stepUpFactorRoutes } from "./step-up-factors.ts";
import { taxFormRoutes } from "./tax-forms.ts";
import { webhookEndpointRoutes } from "./webhook-endpoints.ts";
import { workspaceRoutes } from "./workspace.ts";
import { yearlyTotalRoutes } from "./yearly-totals.ts";

/** Every route of the API that needs a key. */
export const ROUTES: readonly Route[] = [
  ...affiliateRoutes,
  ...affiliateCrmRoutes,
  ...affiliateAssignmentRoutes,
  ...affiliateInvitationRoutes,
  ...affiliateLoginRoutes,
  ...applicationRoutes,
  ...auditRoutes,
  ...badRowRoutes,
  ...capRoutes,
  ...changeRoutes,
  ...clickLogRoutes,
  ...clickRoutes,
  ...commissionRoutes,
  // Before `/v1/conversions/:id`, which would take it for a conversion.
  ...importRoutes,
  ...conversionRoutes,
  ...couponRoutes,
  ...crmRoutes,
  ...customRoleRoutes,
  ...documentRoutes,
  ...disputeRoutes,
  ...erasureRoutes,
  ...eventRoutes,
  ...exportRoutes,
  ...fraudRoutes,
  ...fxRateRoutes,
  ...invitationRoutes,
  ...journeyModelRoutes,
  ...keyRoutes,
  ...ledgerRoutes,
  ...ledgerPeriodRoutes,
  ...ledgerStatementRoutes,
  ...legalDetailsRoutes,
  ...linkDomainRoutes,
  ...linkRoutes,
  ...memberRoutes,
  ...noticeRoutes,
  ...organisationRoutes,
  ...offerRoutes,
  ...payoutAccountRoutes,
  ...payoutApprovalLimitRoutes,
  ...payoutBatchRoutes,
  ...payoutMethodRoutes,
  ...payoutMinimumRoutes,
  // Before `/v1/payouts/:id`, which would take it for a payout.
  ...payoutPlanningRoutes,
  ...payoutStatementRoutes,
  ...payoutRoutes,
  ...payoutOutlookRoutes,
  ...payoutTermsRoutes,
  ...planExceptionRoutes,
  ...planRoutes,
  ...policyRoutes,
  ...portalRoutes,
  ...portalDocumentRoutes,
  ...portalDisputeRoutes,
  ...portalLinkRoutes,
  ...portalOutlookRoutes,
  ...portalPayoutMethodRoutes,
  ...portalReportRoutes,
  ...postbackRoutes,
  ...programRoutes,
  ...reportRoutes,
  ...reportTableRoutes,
  ...segmentRoutes,
  ...simulationRoutes,
  ...taxFormRoutes,
  ...stepUpFactorRoutes,
  ...webhookEndpointRoutes,
  ...workspaceRoutes,
  ...yearlyTotalRoutes,
];
