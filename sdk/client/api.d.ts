// Written by `npm run build:client` from the OpenAPI document; a test holds it to that.
export interface paths {
    "/healthz": {
        parameters: {
        };
        /** Says that the API is there. */
        get: operations["getHealthz"];
    };
    "/readyz": {
        parameters: {
        };
        /** Says that the API and its database are. */
        get: operations["getReadyz"];
    };
    "/v1/affiliate-assignments": {
        parameters: {
        };
        /** Lists which affiliates agents look after, by affiliate. */
        get: operations["getAffiliateAssignments"];
        /** Has a member look after affiliates, up to a thousand at once. */
        post: operations["postAffiliateAssignments"];
    };
    "/v1/affiliate-assignments/end": {
        parameters: {
        };
        /** Takes affiliates back from a member, up to a thousand at once. */
        post: operations["postAffiliateAssignmentsEnd"];
    };
    "/v1/affiliates": {
        parameters: {
        };
        /** Lists affiliates, oldest first unless sorted otherwise. */
        get: operations["getAffiliates"];
        /** Creates an affiliate. */
        post: operations["postAffiliates"];
    };
    "/v1/affiliates/{id}": {
        parameters: {
        };
        /** Shows an affiliate. */
        get: operations["getAffiliatesById"];
        /** Changes an affiliate; what is absent stays. */
        patch: operations["patchAffiliatesById"];
    };
    "/v1/affiliates/{id}/archive": {
        parameters: {
        };
        /** Takes an affiliate out of lists and of use; twice is harmless. */
        post: operations["postAffiliatesByIdArchive"];
    };
    "/v1/affiliates/{id}/invitations": {
        parameters: {
        };
        /** Lists who was invited to be the login of an affiliate, oldest first. */
        get: operations["getAffiliatesByIdInvitations"];
        /** Invites an address to be the login of an affiliate, by a link that is mailed to it. */
        post: operations["postAffiliatesByIdInvitations"];
    };
    "/v1/affiliates/{id}/invitations/{invitation_id}/revoke": {
        parameters: {
        };
        /** Takes such an invitation back, whose link leads nowhere from then on. */
        post: operations["postAffiliatesByIdInvitationsByInvitationIdRevoke"];
    };
    "/v1/affiliates/{id}/legal-details": {
        parameters: {
        };
        /** Shows an affiliate as its documents show it. */
        get: operations["getAffiliatesByIdLegalDetails"];
        /** Sets how documents to come show an affiliate. */
        put: operations["putAffiliatesByIdLegalDetails"];
    };
    "/v1/affiliates/{id}/logins": {
        parameters: {
        };
        /** Lists who is and was the login of an affiliate. */
        get: operations["getAffiliatesByIdLogins"];
    };
    "/v1/affiliates/{id}/logins/{person_id}/remove": {
        parameters: {
        };
        /** Has a person be the login of an affiliate no more, at once. */
        post: operations["postAffiliatesByIdLoginsByPersonIdRemove"];
    };
    "/v1/affiliates/{id}/logins/{person_id}/restore": {
        parameters: {
        };
        /** Has a person that was removed be the login of the affiliate again, which may say where that one is paid. */
        post: operations["postAffiliatesByIdLoginsByPersonIdRestore"];
    };
    "/v1/affiliates/{id}/payout-methods": {
        parameters: {
        };
        /** Lists the payout methods of an affiliate, newest first, by their hints. */
        get: operations["getAffiliatesByIdPayoutMethods"];
        /** Gives an affiliate a payout method; all but the first ask for a one-time code and wait 72 hours. */
        post: operations["postAffiliatesByIdPayoutMethods"];
    };
    "/v1/affiliates/{id}/payout-methods/{method_id}": {
        parameters: {
        };
        /** Shows a payout method by its hint. */
        get: operations["getAffiliatesByIdPayoutMethodsByMethodId"];
    };
    "/v1/affiliates/{id}/payout-methods/{method_id}/cancel": {
        parameters: {
        };
        /** Cancels a payout method before it takes effect. */
        post: operations["postAffiliatesByIdPayoutMethodsByMethodIdCancel"];
    };
    "/v1/affiliates/{id}/payout-methods/{method_id}/reveal": {
        parameters: {
        };
        /** Shows a payout method whole, by a one-time code; who saw it is audited. */
        get: operations["getAffiliatesByIdPayoutMethodsByMethodIdReveal"];
    };
    "/v1/affiliates/{id}/payout-outlook": {
        parameters: {
        };
        /** Shows what an affiliate is owed, what is payable when, and what waits and why. */
        get: operations["getAffiliatesByIdPayoutOutlook"];
    };
    "/v1/affiliates/{id}/restore": {
        parameters: {
        };
        /** Takes an affiliate back into lists; twice is harmless. */
        post: operations["postAffiliatesByIdRestore"];
    };
    "/v1/affiliates/{id}/self-billing": {
        parameters: {
        };
        /** Lists an affiliate's agreements on self-billing, the last first. */
        get: operations["getAffiliatesByIdSelfBilling"];
        /** Notes that an affiliate agreed to be billed in its name, from now on. */
        post: operations["postAffiliatesByIdSelfBilling"];
    };
    "/v1/affiliates/{id}/self-billing/end": {
        parameters: {
        };
        /** Ends the agreement that stands. */
        post: operations["postAffiliatesByIdSelfBillingEnd"];
    };
    "/v1/affiliates/{id}/stage": {
        parameters: {
        };
        /** Moves an affiliate to a stage, or out of its pipeline. */
        post: operations["postAffiliatesByIdStage"];
    };
    "/v1/affiliates/{id}/statement": {
        parameters: {
        };
        /** Shows what an affiliate earned, and where it stands, per currency. */
        get: operations["getAffiliatesByIdStatement"];
    };
    "/v1/affiliates/{id}/statement/proof": {
        parameters: {
        };
        /** Gives an affiliate's entries of a span with proofs that they are in the published ledger. */
        get: operations["getAffiliatesByIdStatementProof"];
    };
    "/v1/affiliates/{id}/tax-forms": {
        parameters: {
        };
        /** Shows where an affiliate stands with its tax forms. */
        get: operations["getAffiliatesByIdTaxForms"];
    };
    "/v1/affiliates/{id}/tax-forms/{kind}": {
        parameters: {
        };
        /** Tells where an affiliate stands with a tax form. */
        put: operations["putAffiliatesByIdTaxFormsByKind"];
    };
    "/v1/affiliates/{id}/timeline": {
        parameters: {
        };
        /** Tells what happened with an affiliate, the last first. */
        get: operations["getAffiliatesByIdTimeline"];
    };
    "/v1/affiliates/bulk": {
        parameters: {
        };
        /** Does up to 100 things with affiliates at once, and tells of each what became of it. */
        post: operations["postAffiliatesBulk"];
    };
    "/v1/affiliates/export": {
        parameters: {
        };
        /** Gives affiliates as CSV, filtered as the list is. */
        get: operations["getAffiliatesExport"];
    };
    "/v1/affiliates/imports": {
        parameters: {
        };
        /** Creates affiliates by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postAffiliatesImports"];
    };
    "/v1/application-forms/{program_id}": {
        parameters: {
        };
        /** Shows what a program asks of those who want to promote it. */
        get: operations["getApplicationFormsByProgramId"];
    };
    "/v1/application-forms/{program_id}/applications": {
        parameters: {
        };
        /** Applies to a program, with the answers to its form and consent to its terms. */
        post: operations["postApplicationFormsByProgramIdApplications"];
    };
    "/v1/applications": {
        parameters: {
        };
        /** Lists applications, newest first. */
        get: operations["getApplications"];
    };
    "/v1/applications/{id}": {
        parameters: {
        };
        /** Shows an application with its answers and the consent. */
        get: operations["getApplicationsById"];
    };
    "/v1/applications/{id}/approve": {
        parameters: {
        };
        /** Approves an application: its person becomes the login of an affiliate. */
        post: operations["postApplicationsByIdApprove"];
    };
    "/v1/applications/{id}/reject": {
        parameters: {
        };
        /** Rejects an application with a reason, which the applicant is told. */
        post: operations["postApplicationsByIdReject"];
    };
    "/v1/attribution/models": {
        parameters: {
        };
        /** Shares the conversions of a span by Markov's removal effects or Shapley's values, changing nothing. */
        get: operations["getAttributionModels"];
    };
    "/v1/attribution/policies": {
        parameters: {
        };
        /** Lists every version of the policy, oldest first. */
        get: operations["getAttributionPolicies"];
        /** Adds the next version of the policy, in force from now or from a later time. */
        post: operations["postAttributionPolicies"];
    };
    "/v1/attribution/policies/cases": {
        parameters: {
        };
        /** Lists cases with what the newest version makes of them, oldest first. */
        get: operations["getAttributionPoliciesCases"];
        /** Keeps a case: a journey and an order, and the credits or the money that every later version must give. */
        post: operations["postAttributionPoliciesCases"];
    };
    "/v1/attribution/policies/cases/{id}/retire": {
        parameters: {
        };
        /** Retires a case: it holds no later version back. */
        post: operations["postAttributionPoliciesCasesByIdRetire"];
    };
    "/v1/attribution/simulations": {
        parameters: {
        };
        /** Lists simulations, newest first. */
        get: operations["getAttributionSimulations"];
        /** Asks what another policy would have credited and paid over a past period; changes nothing. */
        post: operations["postAttributionSimulations"];
    };
    "/v1/attribution/simulations/{id}": {
        parameters: {
        };
        /** Shows a simulation: how far it has come, the sums of each currency, and who moves most. */
        get: operations["getAttributionSimulationsById"];
    };
    "/v1/attribution/simulations/{id}/apply": {
        parameters: {
        };
        /** Has the conversions of a simulation decided anew as it says, and their commissions adjusted. */
        post: operations["postAttributionSimulationsByIdApply"];
    };
    "/v1/attribution/simulations/{id}/totals": {
        parameters: {
        };
        /** Lists what a simulation found by affiliate, month and currency: now, then, and the difference. */
        get: operations["getAttributionSimulationsByIdTotals"];
    };
    "/v1/audit": {
        parameters: {
        };
        /** Lists the audit log, newest first. */
        get: operations["getAudit"];
    };
    "/v1/audit/export": {
        parameters: {
        };
        /** Gives the audit log as CSV, filtered as the list is, newest first. */
        get: operations["getAuditExport"];
    };
    "/v1/audit/verify": {
        parameters: {
        };
        /** Recomputes the hash chain of the audit log, and names the first bad row and its kind. */
        get: operations["getAuditVerify"];
    };
    "/v1/bad-rows": {
        parameters: {
        };
        /** Lists what could not be processed, as it came, with the reason, newest first. */
        get: operations["getBadRows"];
    };
    "/v1/bad-rows/{id}": {
        parameters: {
        };
        /** Shows one row that could not be processed. */
        get: operations["getBadRowsById"];
    };
    "/v1/bad-rows/{id}/replay": {
        parameters: {
        };
        /** Has a bad row tried again: it is resolved if it is taken in now, else its reason is that of now. */
        post: operations["postBadRowsByIdReplay"];
    };
    "/v1/caps": {
        parameters: {
        };
        /** Lists caps with what they have counted, oldest first. */
        get: operations["getCaps"];
        /** Creates a cap on the clicks or conversions of a link, or of an affiliate in a program. */
        post: operations["postCaps"];
    };
    "/v1/caps/{id}": {
        parameters: {
        };
        /** Shows a cap with what it has counted. */
        get: operations["getCapsById"];
        /** Raises, lowers, disables or enables a cap; what is absent stays. */
        patch: operations["patchCapsById"];
    };
    "/v1/click-log/reconciliations": {
        parameters: {
        };
        /** Lists hours of clicks with their counts in each store and what differs, newest hour first. */
        get: operations["getClickLogReconciliations"];
    };
    "/v1/clicks": {
        parameters: {
        };
        /** Lists accepted clicks, whatever their verdict, newest first. */
        get: operations["getClicks"];
        /** Notes a click without a redirect. */
        post: operations["postClicks"];
    };
    "/v1/commissions": {
        parameters: {
        };
        /** Lists commissions, newest first. */
        get: operations["getCommissions"];
    };
    "/v1/commissions/{id}": {
        parameters: {
        };
        /** Shows a commission with the arithmetic behind it. */
        get: operations["getCommissionsById"];
    };
    "/v1/commissions/{id}/release": {
        parameters: {
        };
        /** Releases a held commission: it becomes payable. */
        post: operations["postCommissionsByIdRelease"];
    };
    "/v1/commissions/{id}/reverse": {
        parameters: {
        };
        /** Reverses a held commission: it will not be paid. */
        post: operations["postCommissionsByIdReverse"];
    };
    "/v1/contacts": {
        parameters: {
        };
        /** Lists contacts, oldest first unless sorted otherwise. */
        get: operations["getContacts"];
        /** Creates a contact. */
        post: operations["postContacts"];
    };
    "/v1/contacts/{id}": {
        parameters: {
        };
        /** Shows a contact. */
        get: operations["getContactsById"];
        /** Changes a contact; what is absent stays. */
        patch: operations["patchContactsById"];
    };
    "/v1/contacts/{id}/archive": {
        parameters: {
        };
        /** Takes a contact out of lists and of use; twice is harmless. */
        post: operations["postContactsByIdArchive"];
    };
    "/v1/contacts/{id}/restore": {
        parameters: {
        };
        /** Takes a contact back into lists; twice is harmless. */
        post: operations["postContactsByIdRestore"];
    };
    "/v1/contacts/bulk": {
        parameters: {
        };
        /** Does up to 100 things with contacts at once, and tells of each what became of it. */
        post: operations["postContactsBulk"];
    };
    "/v1/contacts/export": {
        parameters: {
        };
        /** Gives contacts as CSV, filtered as the list is. */
        get: operations["getContactsExport"];
    };
    "/v1/contacts/imports": {
        parameters: {
        };
        /** Creates contacts by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postContactsImports"];
    };
    "/v1/conversions": {
        parameters: {
        };
        /** Lists conversions, the last received first. */
        get: operations["getConversions"];
        /**
         * Reports a conversion.
         * @description A repeat with the same `external_id` does nothing more; `Idempotency-Key` is not read.
         */
        post: operations["postConversions"];
    };
    "/v1/conversions/{id}": {
        parameters: {
        };
        /** Shows a conversion, named by its id or as ext:{external_id}. */
        get: operations["getConversionsById"];
    };
    "/v1/conversions/{id}/changes": {
        parameters: {
        };
        /** Lists the changes of a conversion in the order in which they came, also before it has come. */
        get: operations["getConversionsByIdChanges"];
        /**
         * Reports a refund, a chargeback or another change of a conversion.
         * @description A repeat with the same `external_id` does nothing more; `Idempotency-Key` is not read.
         */
        post: operations["postConversionsByIdChanges"];
    };
    "/v1/conversions/{id}/explain": {
        parameters: {
        };
        /** Shows how a conversion was decided, from the clicks to the entries in the ledger. */
        get: operations["getConversionsByIdExplain"];
    };
    "/v1/conversions/{id}/refunds": {
        parameters: {
        };
        /**
         * Reports a refund of a conversion.
         * @description A repeat with the same `external_id` does nothing more; `Idempotency-Key` is not read.
         */
        post: operations["postConversionsByIdRefunds"];
    };
    "/v1/conversions/imports": {
        parameters: {
        };
        /** Reports the conversions of a CSV file, and tells of each row what became of it. */
        post: operations["postConversionsImports"];
    };
    "/v1/coupons": {
        parameters: {
        };
        /** Lists coupons, oldest first unless sorted otherwise. */
        get: operations["getCoupons"];
        /** Creates a coupon of an affiliate, and if asked a link whose slug is the code. */
        post: operations["postCoupons"];
    };
    "/v1/coupons/{id}": {
        parameters: {
        };
        /** Shows a coupon of an affiliate, and if asked a link whose slug is the code. */
        get: operations["getCouponsById"];
        /** Changes a coupon of an affiliate, and if asked a link whose slug is the code; what is absent stays. */
        patch: operations["patchCouponsById"];
    };
    "/v1/coupons/{id}/archive": {
        parameters: {
        };
        /** Takes a coupon of an affiliate, and if asked a link whose slug is the code out of lists and of use; twice is harmless. */
        post: operations["postCouponsByIdArchive"];
    };
    "/v1/coupons/{id}/restore": {
        parameters: {
        };
        /** Takes a coupon of an affiliate, and if asked a link whose slug is the code back into lists; twice is harmless. */
        post: operations["postCouponsByIdRestore"];
    };
    "/v1/coupons/bulk": {
        parameters: {
        };
        /** Does up to 100 things with coupons at once, and tells of each what became of it. */
        post: operations["postCouponsBulk"];
    };
    "/v1/coupons/export": {
        parameters: {
        };
        /** Gives coupons as CSV, filtered as the list is. */
        get: operations["getCouponsExport"];
    };
    "/v1/coupons/imports": {
        parameters: {
        };
        /** Creates coupons by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postCouponsImports"];
    };
    "/v1/creatives": {
        parameters: {
        };
        /** Lists creatives, oldest first unless sorted otherwise. */
        get: operations["getCreatives"];
        /** Creates a creative. */
        post: operations["postCreatives"];
    };
    "/v1/creatives/{id}": {
        parameters: {
        };
        /** Shows a creative. */
        get: operations["getCreativesById"];
        /** Changes a creative; what is absent stays. */
        patch: operations["patchCreativesById"];
    };
    "/v1/creatives/{id}/archive": {
        parameters: {
        };
        /** Takes a creative out of lists and of use; twice is harmless. */
        post: operations["postCreativesByIdArchive"];
    };
    "/v1/creatives/{id}/file": {
        parameters: {
        };
        /**
         * Takes the picture of a creative, which is then served to everybody.
         * @description The body is the picture: PNG, JPEG, GIF or WebP by its own bytes, of 2 MiB at most. It takes the place of `url`, and its size that of `width` and `height`.
         */
        put: operations["putCreativesByIdFile"];
    };
    "/v1/creatives/{id}/restore": {
        parameters: {
        };
        /** Takes a creative back into lists; twice is harmless. */
        post: operations["postCreativesByIdRestore"];
    };
    "/v1/creatives/bulk": {
        parameters: {
        };
        /** Does up to 100 things with creatives at once, and tells of each what became of it. */
        post: operations["postCreativesBulk"];
    };
    "/v1/creatives/export": {
        parameters: {
        };
        /** Gives creatives as CSV, filtered as the list is. */
        get: operations["getCreativesExport"];
    };
    "/v1/creatives/imports": {
        parameters: {
        };
        /** Creates creatives by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postCreativesImports"];
    };
    "/v1/custom-roles": {
        parameters: {
        };
        /** Lists the organisation's own roles, oldest first. */
        get: operations["getCustomRoles"];
        /** Makes a role of permissions that the caller has on the organisation. */
        post: operations["postCustomRoles"];
    };
    "/v1/custom-roles/{id}": {
        parameters: {
        };
        /** Changes a role for all who have it, from their next call on; what is absent stays. */
        patch: operations["patchCustomRolesById"];
    };
    "/v1/custom-roles/{id}/archive": {
        parameters: {
        };
        /** Archives a role that no member has any more. */
        post: operations["postCustomRolesByIdArchive"];
    };
    "/v1/dispute-settings": {
        parameters: {
        };
        /** Shows how long an answer and a decision may take. */
        get: operations["getDisputeSettings"];
        /** Says how long an answer and a decision may take, of disputes opened from now on. */
        put: operations["putDisputeSettings"];
    };
    "/v1/disputes": {
        parameters: {
        };
        /** Lists disputes, newest first. */
        get: operations["getDisputes"];
        /** Opens a dispute on a commission or a payout: the merchant's own, or an affiliate's for it. */
        post: operations["postDisputes"];
    };
    "/v1/disputes/{id}": {
        parameters: {
        };
        /** Shows a dispute with all that happened to it. */
        get: operations["getDisputesById"];
    };
    "/v1/disputes/{id}/answer": {
        parameters: {
        };
        /** Answers an affiliate's dispute. */
        post: operations["postDisputesByIdAnswer"];
    };
    "/v1/disputes/{id}/evidence": {
        parameters: {
        };
        /** Gives all that a dispute is about, each piece with its hash, and journals with their proofs. */
        get: operations["getDisputesByIdEvidence"];
    };
    "/v1/disputes/{id}/notes": {
        parameters: {
        };
        /** Adds a note to a dispute that is not closed. */
        post: operations["postDisputesByIdNotes"];
    };
    "/v1/disputes/{id}/reject": {
        parameters: {
        };
        /** Rejects a dispute that was answered; whoever opened it cannot. */
        post: operations["postDisputesByIdReject"];
    };
    "/v1/disputes/{id}/uphold": {
        parameters: {
        };
        /** Upholds a dispute and books what follows; whoever opened it cannot. */
        post: operations["postDisputesByIdUphold"];
    };
    "/v1/disputes/{id}/withdraw": {
        parameters: {
        };
        /** Withdraws a dispute that the merchant opened. */
        post: operations["postDisputesByIdWithdraw"];
    };
    "/v1/document-series": {
        parameters: {
        };
        /** Lists how documents of each kind are numbered. */
        get: operations["getDocumentSeries"];
    };
    "/v1/document-series/{kind}": {
        parameters: {
        };
        /** Sets what stands before the numbers to come of a kind. */
        put: operations["putDocumentSeriesByKind"];
    };
    "/v1/documents": {
        parameters: {
        };
        /** Lists documents of payouts, newest first. */
        get: operations["getDocuments"];
    };
    "/v1/documents/{id}": {
        parameters: {
        };
        /** Shows a document with all that it says. */
        get: operations["getDocumentsById"];
    };
    "/v1/documents/{id}/pdf": {
        parameters: {
        };
        /** Takes out a document as PDF. */
        get: operations["getDocumentsByIdPdf"];
    };
    "/v1/documents/waiting": {
        parameters: {
        };
        /** Lists documents that could not be made yet, and what they wait for. */
        get: operations["getDocumentsWaiting"];
    };
    "/v1/erasures": {
        parameters: {
        };
        /** Lists erasures, newest first. */
        get: operations["getErasures"];
        /** Has what clicks and applications tell of a person erased; they stay, without what names anybody. */
        post: operations["postErasures"];
    };
    "/v1/erasures/{id}": {
        parameters: {
        };
        /** Shows an erasure and how far it has come. */
        get: operations["getErasuresById"];
    };
    "/v1/events": {
        parameters: {
        };
        /** Lists events of the last 90 days, newest first. */
        get: operations["getEvents"];
    };
    "/v1/events/{id}": {
        parameters: {
        };
        /** Shows an event. */
        get: operations["getEventsById"];
    };
    "/v1/exports/clicks": {
        parameters: {
        };
        /** Lists the objects of a span of the click log, oldest first, each with an address good for an hour. */
        get: operations["getExportsClicks"];
    };
    "/v1/exports/objects": {
        parameters: {
        };
        /** Gives an exported object by its signed address. */
        get: operations["getExportsObjects"];
    };
    "/v1/fraud/held": {
        parameters: {
        };
        /** Lists held commissions with the fraud score and evidence that hold them, newest first. */
        get: operations["getFraudHeld"];
    };
    "/v1/fx-rates": {
        parameters: {
        };
        /** Lists of each currency the latest rate on a day or before it. */
        get: operations["getFxRates"];
    };
    "/v1/groups": {
        parameters: {
        };
        /** Lists groups, oldest first unless sorted otherwise. */
        get: operations["getGroups"];
        /** Creates a group. */
        post: operations["postGroups"];
    };
    "/v1/groups/{id}": {
        parameters: {
        };
        /** Shows a group. */
        get: operations["getGroupsById"];
        /** Changes a group; what is absent stays. */
        patch: operations["patchGroupsById"];
    };
    "/v1/groups/{id}/archive": {
        parameters: {
        };
        /** Takes a group out of lists and of use; twice is harmless. */
        post: operations["postGroupsByIdArchive"];
    };
    "/v1/groups/{id}/restore": {
        parameters: {
        };
        /** Takes a group back into lists; twice is harmless. */
        post: operations["postGroupsByIdRestore"];
    };
    "/v1/groups/bulk": {
        parameters: {
        };
        /** Does up to 100 things with groups at once, and tells of each what became of it. */
        post: operations["postGroupsBulk"];
    };
    "/v1/groups/export": {
        parameters: {
        };
        /** Gives groups as CSV, filtered as the list is. */
        get: operations["getGroupsExport"];
    };
    "/v1/groups/imports": {
        parameters: {
        };
        /** Creates groups by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postGroupsImports"];
    };
    "/v1/invitations": {
        parameters: {
        };
        /** Lists invitations, oldest first, never their tokens. */
        get: operations["getInvitations"];
        /** Invites an address to a role in the workspace, or in all of the organisation. */
        post: operations["postInvitations"];
    };
    "/v1/invitations/{id}/resend": {
        parameters: {
        };
        /** Mails an invitation once more, with another link; the one before leads nowhere. */
        post: operations["postInvitationsByIdResend"];
    };
    "/v1/invitations/{id}/revoke": {
        parameters: {
        };
        /** Takes an invitation back, whose link leads nowhere from then on. */
        post: operations["postInvitationsByIdRevoke"];
    };
    "/v1/invitations/accept": {
        parameters: {
        };
        /** Accepts an invitation by its link, signed in with the address it was sent to. */
        post: operations["postInvitationsAccept"];
    };
    "/v1/keys": {
        parameters: {
        };
        /** Lists keys, oldest first unless sorted otherwise. */
        get: operations["getKeys"];
        /** Creates a key with scopes that the caller has; the answer is the only one to hold the key. */
        post: operations["postKeys"];
    };
    "/v1/keys/{id}": {
        parameters: {
        };
        /** Shows an API key. */
        get: operations["getKeysById"];
    };
    "/v1/keys/{id}/revoke": {
        parameters: {
        };
        /** Revokes an API key for good; twice is harmless. */
        post: operations["postKeysByIdRevoke"];
    };
    "/v1/keys/{id}/rotate": {
        parameters: {
        };
        /** Makes a key in the place of another, which works on for an overlap; the answer alone holds it. */
        post: operations["postKeysByIdRotate"];
    };
    "/v1/keys/bulk": {
        parameters: {
        };
        /** Does up to 100 things with keys at once, and tells of each what became of it. */
        post: operations["postKeysBulk"];
    };
    "/v1/keys/export": {
        parameters: {
        };
        /** Gives keys as CSV, filtered as the list is. */
        get: operations["getKeysExport"];
    };
    "/v1/ledger/accounts": {
        parameters: {
        };
        /** Lists balances by account, affiliate and currency, with the trial balance of the whole ledger. */
        get: operations["getLedgerAccounts"];
    };
    "/v1/ledger/changes": {
        parameters: {
        };
        /** Lists the journals that changed an account between two instants, oldest first. */
        get: operations["getLedgerChanges"];
    };
    "/v1/ledger/fx-positions": {
        parameters: {
        };
        /** Shows the fx account by currency, and the conversions of payouts that made it so. */
        get: operations["getLedgerFxPositions"];
    };
    "/v1/ledger/journals": {
        parameters: {
        };
        /** Lists journals with their entries, newest first. */
        get: operations["getLedgerJournals"];
    };
    "/v1/ledger/periods": {
        parameters: {
        };
        /** Lists closed months, oldest first. */
        get: operations["getLedgerPeriods"];
        /** Closes a month for good; what would change it is booked later, as an adjustment. */
        post: operations["postLedgerPeriods"];
    };
    "/v1/ledger/verify": {
        parameters: {
        };
        /** Recomputes the hash chain from the journals and names the first bad row. */
        get: operations["getLedgerVerify"];
    };
    "/v1/legal-details": {
        parameters: {
        };
        /** Shows the merchant as its documents show it. */
        get: operations["getLegalDetails"];
        /** Sets how documents to come show the merchant. */
        put: operations["putLegalDetails"];
    };
    "/v1/link-domains": {
        parameters: {
        };
        /** Lists link domains, oldest first unless sorted otherwise. */
        get: operations["getLinkDomains"];
        /** Creates a link domain. */
        post: operations["postLinkDomains"];
    };
    "/v1/link-domains/{id}": {
        parameters: {
        };
        /** Shows a link domain. */
        get: operations["getLinkDomainsById"];
        /** Changes a link domain; what is absent stays. */
        patch: operations["patchLinkDomainsById"];
    };
    "/v1/link-domains/{id}/archive": {
        parameters: {
        };
        /** Takes a link domain out of lists and of use; twice is harmless. */
        post: operations["postLinkDomainsByIdArchive"];
    };
    "/v1/link-domains/{id}/restore": {
        parameters: {
        };
        /** Takes a link domain back into lists; twice is harmless. */
        post: operations["postLinkDomainsByIdRestore"];
    };
    "/v1/link-domains/{id}/verify": {
        parameters: {
        };
        /** Looks up the DNS record of a link domain now. */
        post: operations["postLinkDomainsByIdVerify"];
    };
    "/v1/link-domains/bulk": {
        parameters: {
        };
        /** Does up to 100 things with link domains at once, and tells of each what became of it. */
        post: operations["postLinkDomainsBulk"];
    };
    "/v1/link-domains/export": {
        parameters: {
        };
        /** Gives link domains as CSV, filtered as the list is. */
        get: operations["getLinkDomainsExport"];
    };
    "/v1/link-domains/imports": {
        parameters: {
        };
        /** Creates link domains by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postLinkDomainsImports"];
    };
    "/v1/links": {
        parameters: {
        };
        /** Lists links, oldest first unless sorted otherwise. */
        get: operations["getLinks"];
        /** Creates a short link of an affiliate to a program. */
        post: operations["postLinks"];
    };
    "/v1/links/{id}": {
        parameters: {
        };
        /** Shows a short link of an affiliate to a program. */
        get: operations["getLinksById"];
        /** Changes a short link of an affiliate to a program; what is absent stays. */
        patch: operations["patchLinksById"];
    };
    "/v1/links/{id}/archive": {
        parameters: {
        };
        /** Takes a short link of an affiliate to a program out of lists and of use; twice is harmless. */
        post: operations["postLinksByIdArchive"];
    };
    "/v1/links/{id}/restore": {
        parameters: {
        };
        /** Takes a short link of an affiliate to a program back into lists; twice is harmless. */
        post: operations["postLinksByIdRestore"];
    };
    "/v1/links/bulk": {
        parameters: {
        };
        /** Does up to 100 things with links at once, and tells of each what became of it. */
        post: operations["postLinksBulk"];
    };
    "/v1/links/export": {
        parameters: {
        };
        /** Gives links as CSV, filtered as the list is. */
        get: operations["getLinksExport"];
    };
    "/v1/links/imports": {
        parameters: {
        };
        /** Creates links by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postLinksImports"];
    };
    "/v1/me": {
        parameters: {
        };
        /** Lists the organisations and workspaces one reaches, and what one may do in each. */
        get: operations["getMe"];
    };
    "/v1/me/affiliates": {
        parameters: {
        };
        /** Lists the affiliates that one is the login of, in whatever workspace. */
        get: operations["getMeAffiliates"];
    };
    "/v1/me/applications": {
        parameters: {
        };
        /** Lists one's own applications, newest first. */
        get: operations["getMeApplications"];
    };
    "/v1/me/applications/{id}/withdraw": {
        parameters: {
        };
        /** Withdraws an application of one's own that waits. */
        post: operations["postMeApplicationsByIdWithdraw"];
    };
    "/v1/members": {
        parameters: {
        };
        /** Lists members, oldest first unless sorted otherwise. */
        get: operations["getMembers"];
        /** Creates a member. */
        post: operations["postMembers"];
    };
    "/v1/members/{id}": {
        parameters: {
        };
        /** Shows a member. */
        get: operations["getMembersById"];
        /** Changes a member; what is absent stays. */
        patch: operations["patchMembersById"];
    };
    "/v1/members/{id}/remove": {
        parameters: {
        };
        /** Removes a member for good; twice is harmless. */
        post: operations["postMembersByIdRemove"];
    };
    "/v1/members/bulk": {
        parameters: {
        };
        /** Does up to 100 things with members at once, and tells of each what became of it. */
        post: operations["postMembersBulk"];
    };
    "/v1/members/export": {
        parameters: {
        };
        /** Gives members as CSV, filtered as the list is. */
        get: operations["getMembersExport"];
    };
    "/v1/members/imports": {
        parameters: {
        };
        /** Creates members by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postMembersImports"];
    };
    "/v1/notes": {
        parameters: {
        };
        /** Lists notes, oldest first unless sorted otherwise. */
        get: operations["getNotes"];
        /** Creates a note. */
        post: operations["postNotes"];
    };
    "/v1/notes/{id}": {
        parameters: {
        };
        /** Shows a note. */
        get: operations["getNotesById"];
        /** Changes a note; what is absent stays. */
        patch: operations["patchNotesById"];
    };
    "/v1/notes/{id}/archive": {
        parameters: {
        };
        /** Takes a note out of lists and of use; twice is harmless. */
        post: operations["postNotesByIdArchive"];
    };
    "/v1/notes/{id}/restore": {
        parameters: {
        };
        /** Takes a note back into lists; twice is harmless. */
        post: operations["postNotesByIdRestore"];
    };
    "/v1/notes/bulk": {
        parameters: {
        };
        /** Does up to 100 things with notes at once, and tells of each what became of it. */
        post: operations["postNotesBulk"];
    };
    "/v1/notes/export": {
        parameters: {
        };
        /** Gives notes as CSV, filtered as the list is. */
        get: operations["getNotesExport"];
    };
    "/v1/notes/imports": {
        parameters: {
        };
        /** Creates notes by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postNotesImports"];
    };
    "/v1/notices": {
        parameters: {
        };
        /** Lists messages to affiliates and how far they are, newest first. */
        get: operations["getNotices"];
    };
    "/v1/offers": {
        parameters: {
        };
        /** Lists offers, oldest first unless sorted otherwise. */
        get: operations["getOffers"];
        /** Creates an offer. */
        post: operations["postOffers"];
    };
    "/v1/offers/{id}": {
        parameters: {
        };
        /** Shows an offer. */
        get: operations["getOffersById"];
        /** Changes an offer; what is absent stays. */
        patch: operations["patchOffersById"];
    };
    "/v1/offers/{id}/archive": {
        parameters: {
        };
        /** Takes an offer out of lists and of use; twice is harmless. */
        post: operations["postOffersByIdArchive"];
    };
    "/v1/offers/{id}/restore": {
        parameters: {
        };
        /** Takes an offer back into lists; twice is harmless. */
        post: operations["postOffersByIdRestore"];
    };
    "/v1/offers/bulk": {
        parameters: {
        };
        /** Does up to 100 things with offers at once, and tells of each what became of it. */
        post: operations["postOffersBulk"];
    };
    "/v1/offers/export": {
        parameters: {
        };
        /** Gives offers as CSV, filtered as the list is. */
        get: operations["getOffersExport"];
    };
    "/v1/offers/imports": {
        parameters: {
        };
        /** Creates offers by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postOffersImports"];
    };
    "/v1/organisation": {
        parameters: {
        };
        /** Renames the organisation of the workspace. */
        patch: operations["patchOrganisation"];
    };
    "/v1/organisations": {
        parameters: {
        };
        /** Creates an organisation of one's own, with its first workspace. */
        post: operations["postOrganisations"];
    };
    "/v1/payout-accounts": {
        parameters: {
        };
        /** Lists the accounts that payouts are paid from, by hints alone. */
        get: operations["getPayoutAccounts"];
    };
    "/v1/payout-accounts/{provider}": {
        parameters: {
        };
        /** Connects a provider, or replaces the keys of its account, by a one-time code. */
        put: operations["putPayoutAccountsByProvider"];
    };
    "/v1/payout-approval-limits": {
        parameters: {
        };
        /** Lists the sums above which a batch is approved by a one-time code only. */
        get: operations["getPayoutApprovalLimits"];
    };
    "/v1/payout-approval-limits/{currency}": {
        parameters: {
        };
        /** Sets that sum of a currency, or takes it away, by a one-time code. */
        put: operations["putPayoutApprovalLimitsByCurrency"];
    };
    "/v1/payout-batches": {
        parameters: {
        };
        /** Lists payout batches, newest first. */
        get: operations["getPayoutBatches"];
        /** Turns what is due into a batch per provider and currency, or shows what it would, and says what waits and why. */
        post: operations["postPayoutBatches"];
    };
    "/v1/payout-batches/{id}": {
        parameters: {
        };
        /** Shows a batch with its first hundred payouts. */
        get: operations["getPayoutBatchesById"];
    };
    "/v1/payout-batches/{id}/approve": {
        parameters: {
        };
        /** Approves a prepared batch; whoever prepared it cannot. */
        post: operations["postPayoutBatchesByIdApprove"];
    };
    "/v1/payout-batches/{id}/cancel": {
        parameters: {
        };
        /** Cancels a batch that was not submitted; its commissions are free for the next. */
        post: operations["postPayoutBatchesByIdCancel"];
    };
    "/v1/payout-batches/{id}/execute": {
        parameters: {
        };
        /** Asks for an approved batch to be paid; the answer comes before it is. */
        post: operations["postPayoutBatchesByIdExecute"];
    };
    "/v1/payout-batches/{id}/file": {
        parameters: {
        };
        /** Takes out the provider's file of an executed batch. */
        get: operations["getPayoutBatchesByIdFile"];
    };
    "/v1/payout-callbacks/{provider}/{workspace}": {
        parameters: {
        };
        /** Takes what a provider of payouts tells, by its signature. */
        post: operations["postPayoutCallbacksByProviderByWorkspace"];
    };
    "/v1/payout-minimums": {
        parameters: {
        };
        /** Lists the minimums by currency. */
        get: operations["getPayoutMinimums"];
    };
    "/v1/payout-minimums/{currency}": {
        parameters: {
        };
        /** Sets the minimum of a currency. */
        put: operations["putPayoutMinimumsByCurrency"];
    };
    "/v1/payout-statements": {
        parameters: {
        };
        /** Books what a bank's notification (camt.054) says of SEPA payouts. */
        post: operations["postPayoutStatements"];
    };
    "/v1/payout-terms": {
        parameters: {
        };
        /** Lists versions of terms, oldest first. */
        get: operations["getPayoutTerms"];
        /** Adds a version of the terms of a scope, in force from now or from a later time. */
        post: operations["postPayoutTerms"];
    };
    "/v1/payout-terms/in-force": {
        parameters: {
        };
        /** Shows what applies now to an affiliate, a program, both, or the workspace. */
        get: operations["getPayoutTermsInForce"];
    };
    "/v1/payouts": {
        parameters: {
        };
        /** Lists payouts, newest first. */
        get: operations["getPayouts"];
    };
    "/v1/payouts/{id}": {
        parameters: {
        };
        /** Shows a payout with the calls for it and what was told of it. */
        get: operations["getPayoutsById"];
    };
    "/v1/payouts/{id}/debit": {
        parameters: {
        };
        /** Says what the account was debited for a payout that is paid in another currency, once. */
        post: operations["postPayoutsByIdDebit"];
    };
    "/v1/payouts/{id}/resolve": {
        parameters: {
        };
        /** Says what became of a payout that no provider can tell of; two persons must say the same. */
        post: operations["postPayoutsByIdResolve"];
    };
    "/v1/payouts/waiting": {
        parameters: {
        };
        /** Lists what is owed and waits, and why. */
        get: operations["getPayoutsWaiting"];
    };
    "/v1/people/me": {
        parameters: {
        };
        /** Shows the person who is signed in. */
        get: operations["getPeopleMe"];
        /** Changes one's own name. */
        patch: operations["patchPeopleMe"];
    };
    "/v1/people/me/authenticator": {
        parameters: {
        };
        /** Enrols an authenticator app; the answer is the only one to hold its secret. */
        post: operations["postPeopleMeAuthenticator"];
    };
    "/v1/people/me/authenticator/confirm": {
        parameters: {
        };
        /** Confirms the authenticator by its first code; the answer is the only one to hold the recovery codes. */
        post: operations["postPeopleMeAuthenticatorConfirm"];
    };
    "/v1/people/me/authenticator/revoke": {
        parameters: {
        };
        /** Takes the authenticator out of use, by having stepped up. */
        post: operations["postPeopleMeAuthenticatorRevoke"];
    };
    "/v1/people/me/email": {
        parameters: {
        };
        /** Mails a link to one's new address, and a word to the old one. */
        post: operations["postPeopleMeEmail"];
    };
    "/v1/people/me/email/complete": {
        parameters: {
        };
        /** Takes one's new address by the link that was mailed to it. */
        post: operations["postPeopleMeEmailComplete"];
    };
    "/v1/people/me/events": {
        parameters: {
        };
        /** Lists what happened to one's own account, the last first. */
        get: operations["getPeopleMeEvents"];
    };
    "/v1/people/me/events/verify": {
        parameters: {
        };
        /** Recomputes the hash chain of what happened to one's own account, and names the first bad row. */
        get: operations["getPeopleMeEventsVerify"];
    };
    "/v1/people/me/passkeys": {
        parameters: {
        };
        /** Lists one's own passkeys, oldest first. */
        get: operations["getPeopleMePasskeys"];
        /** Keeps a passkey that answers its challenge. */
        post: operations["postPeopleMePasskeys"];
    };
    "/v1/people/me/passkeys/{id}/revoke": {
        parameters: {
        };
        /** Takes a passkey of one's own out of use. */
        post: operations["postPeopleMePasskeysByIdRevoke"];
    };
    "/v1/people/me/passkeys/options": {
        parameters: {
        };
        /** Begins the enrolment of a passkey: what the browser is to be asked for. */
        post: operations["postPeopleMePasskeysOptions"];
    };
    "/v1/people/me/password": {
        parameters: {
        };
        /** Sets one's own password, and ends every other session. */
        put: operations["putPeopleMePassword"];
    };
    "/v1/pipelines": {
        parameters: {
        };
        /** Lists pipelines, oldest first unless sorted otherwise. */
        get: operations["getPipelines"];
        /** Creates a pipeline. */
        post: operations["postPipelines"];
    };
    "/v1/pipelines/{id}": {
        parameters: {
        };
        /** Shows a pipeline. */
        get: operations["getPipelinesById"];
        /** Changes a pipeline; what is absent stays. */
        patch: operations["patchPipelinesById"];
    };
    "/v1/pipelines/{id}/archive": {
        parameters: {
        };
        /** Takes a pipeline out of lists and of use; twice is harmless. */
        post: operations["postPipelinesByIdArchive"];
    };
    "/v1/pipelines/{id}/restore": {
        parameters: {
        };
        /** Takes a pipeline back into lists; twice is harmless. */
        post: operations["postPipelinesByIdRestore"];
    };
    "/v1/pipelines/bulk": {
        parameters: {
        };
        /** Does up to 100 things with pipelines at once, and tells of each what became of it. */
        post: operations["postPipelinesBulk"];
    };
    "/v1/pipelines/export": {
        parameters: {
        };
        /** Gives pipelines as CSV, filtered as the list is. */
        get: operations["getPipelinesExport"];
    };
    "/v1/pipelines/imports": {
        parameters: {
        };
        /** Creates pipelines by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postPipelinesImports"];
    };
    "/v1/pixel": {
        parameters: {
        };
        /** Takes an order that the merchant's server signed. */
        post: operations["postPixel"];
    };
    "/v1/pixel.gif": {
        parameters: {
        };
        /** As POST /v1/pixel by query, answered by an image whatever is wrong. */
        get: operations["getPixelGif"];
    };
    "/v1/plan-exceptions": {
        parameters: {
        };
        /** Lists plans of single affiliates, oldest first. */
        get: operations["getPlanExceptions"];
        /** Gives an affiliate a plan of its own in a program, from now or from a later time. */
        post: operations["postPlanExceptions"];
    };
    "/v1/plans": {
        parameters: {
        };
        /** Lists plans, oldest first. */
        get: operations["getPlans"];
        /** Creates a plan with version 1. */
        post: operations["postPlans"];
    };
    "/v1/plans/{id}": {
        parameters: {
        };
        /** Shows a plan with its versions. */
        get: operations["getPlansById"];
    };
    "/v1/plans/{id}/backtest": {
        parameters: {
        };
        /** Asks what a draft of the plan would have cost over a past period; changes nothing. */
        post: operations["postPlansByIdBacktest"];
    };
    "/v1/plans/{id}/cases": {
        parameters: {
        };
        /** Lists the cases of a plan with what its newest version pays, oldest first. */
        get: operations["getPlansByIdCases"];
        /** Keeps a case: an order and its credits or its journey, and what every later version must pay. */
        post: operations["postPlansByIdCases"];
    };
    "/v1/plans/{id}/cases/{case_id}/retire": {
        parameters: {
        };
        /** Retires a case: it holds no later version back. */
        post: operations["postPlansByIdCasesByCaseIdRetire"];
    };
    "/v1/plans/{id}/versions": {
        parameters: {
        };
        /** Adds the next version of a plan, in force from now or from a later time. */
        post: operations["postPlansByIdVersions"];
    };
    "/v1/portal/commissions": {
        parameters: {
        };
        /** Lists one's commissions, newest first. */
        get: operations["getPortalCommissions"];
    };
    "/v1/portal/commissions/{id}": {
        parameters: {
        };
        /** Shows a commission of one's own with the arithmetic behind it. */
        get: operations["getPortalCommissionsById"];
    };
    "/v1/portal/creatives": {
        parameters: {
        };
        /** Lists what one may show to promote offers, oldest first. */
        get: operations["getPortalCreatives"];
    };
    "/v1/portal/disputes": {
        parameters: {
        };
        /** Lists one's disputes, newest first. */
        get: operations["getPortalDisputes"];
        /** Disputes a commission or a payout of one's own. */
        post: operations["postPortalDisputes"];
    };
    "/v1/portal/disputes/{id}": {
        parameters: {
        };
        /** Shows a dispute with all that happened to it. */
        get: operations["getPortalDisputesById"];
    };
    "/v1/portal/disputes/{id}/answer": {
        parameters: {
        };
        /** Answers a dispute of the merchant. */
        post: operations["postPortalDisputesByIdAnswer"];
    };
    "/v1/portal/disputes/{id}/evidence": {
        parameters: {
        };
        /** Gives all that a dispute is about, as far as it is one's own, each piece with its hash. */
        get: operations["getPortalDisputesByIdEvidence"];
    };
    "/v1/portal/disputes/{id}/notes": {
        parameters: {
        };
        /** Adds a note to a dispute that is not closed. */
        post: operations["postPortalDisputesByIdNotes"];
    };
    "/v1/portal/disputes/{id}/withdraw": {
        parameters: {
        };
        /** Withdraws a dispute that one opened. */
        post: operations["postPortalDisputesByIdWithdraw"];
    };
    "/v1/portal/documents": {
        parameters: {
        };
        /** Lists documents of one's payouts, newest first. */
        get: operations["getPortalDocuments"];
    };
    "/v1/portal/documents/{id}": {
        parameters: {
        };
        /** Shows a document of one's own with all that it says. */
        get: operations["getPortalDocumentsById"];
    };
    "/v1/portal/documents/{id}/pdf": {
        parameters: {
        };
        /** Takes out a document of one's own as PDF. */
        get: operations["getPortalDocumentsByIdPdf"];
    };
    "/v1/portal/links": {
        parameters: {
        };
        /** Lists one's links, newest first. */
        get: operations["getPortalLinks"];
        /** Makes a short link of one's own to a page of a program that one is in. */
        post: operations["postPortalLinks"];
    };
    "/v1/portal/links/{id}": {
        parameters: {
        };
        /** Shows a link of one's own. */
        get: operations["getPortalLinksById"];
    };
    "/v1/portal/me": {
        parameters: {
        };
        /** Shows the affiliate whose key it is. */
        get: operations["getPortalMe"];
    };
    "/v1/portal/payout-methods": {
        parameters: {
        };
        /** Lists where one is paid, newest first, by hints. */
        get: operations["getPortalPayoutMethods"];
        /** Gives oneself a payout method, by a login that stepped up; all but the first wait 72 hours. */
        post: operations["postPortalPayoutMethods"];
    };
    "/v1/portal/payout-methods/{id}": {
        parameters: {
        };
        /** Shows a payout method of one's own by its hint. */
        get: operations["getPortalPayoutMethodsById"];
    };
    "/v1/portal/payout-methods/{id}/cancel": {
        parameters: {
        };
        /** Cancels a payout method of one's own before it takes effect. */
        post: operations["postPortalPayoutMethodsByIdCancel"];
    };
    "/v1/portal/payout-outlook": {
        parameters: {
        };
        /** Shows what one is owed, what is payable when, and what waits and why. */
        get: operations["getPortalPayoutOutlook"];
    };
    "/v1/portal/payouts": {
        parameters: {
        };
        /** Lists one's payouts, newest first. */
        get: operations["getPortalPayouts"];
    };
    "/v1/portal/payouts/{id}": {
        parameters: {
        };
        /** Shows a payout of one's own with the commissions it pays and what it netted. */
        get: operations["getPortalPayoutsById"];
    };
    "/v1/portal/programs": {
        parameters: {
        };
        /** Lists the programs one is in. */
        get: operations["getPortalPrograms"];
    };
    "/v1/portal/reports": {
        parameters: {
        };
        /** Sums one's own clicks, conversions and commissions of some days, by up to three groups. */
        get: operations["getPortalReports"];
    };
    "/v1/portal/statement": {
        parameters: {
        };
        /** Shows what one earned, and where it stands, per currency. */
        get: operations["getPortalStatement"];
    };
    "/v1/portal/statement/proof": {
        parameters: {
        };
        /** Gives one's entries of a span with proofs that they are in the published ledger. */
        get: operations["getPortalStatementProof"];
    };
    "/v1/portal/tax-forms": {
        parameters: {
        };
        /** Shows where one stands with one's tax forms. */
        get: operations["getPortalTaxForms"];
    };
    "/v1/portal/yearly-totals": {
        parameters: {
        };
        /** Lists what one was paid in a year, less what came back. */
        get: operations["getPortalYearlyTotals"];
    };
    "/v1/postback": {
        parameters: {
        };
        /** Takes a network's word for an order. */
        get: operations["getPostback"];
        /** As GET, by query, form or JSON. */
        post: operations["postPostback"];
    };
    "/v1/postbacks": {
        parameters: {
        };
        /** Lists postbacks, oldest first unless sorted otherwise. */
        get: operations["getPostbacks"];
        /** Creates a postback of an affiliate. */
        post: operations["postPostbacks"];
    };
    "/v1/postbacks/{id}": {
        parameters: {
        };
        /** Shows a postback of an affiliate. */
        get: operations["getPostbacksById"];
        /** Changes a postback of an affiliate; what is absent stays. */
        patch: operations["patchPostbacksById"];
    };
    "/v1/postbacks/{id}/archive": {
        parameters: {
        };
        /** Takes a postback of an affiliate out of lists and of use; twice is harmless. */
        post: operations["postPostbacksByIdArchive"];
    };
    "/v1/postbacks/{id}/deliveries": {
        parameters: {
        };
        /** Lists what a postback told, newest first. */
        get: operations["getPostbacksByIdDeliveries"];
    };
    "/v1/postbacks/{id}/deliveries/{event_id}/attempts": {
        parameters: {
        };
        /** Lists the attempts to tell an affiliate of an event, oldest first. */
        get: operations["getPostbacksByIdDeliveriesByEventIdAttempts"];
    };
    "/v1/postbacks/{id}/redeliver": {
        parameters: {
        };
        /** Has all that failed since an instant told by a postback again. */
        post: operations["postPostbacksByIdRedeliver"];
    };
    "/v1/postbacks/{id}/restore": {
        parameters: {
        };
        /** Takes a postback of an affiliate back into lists; twice is harmless. */
        post: operations["postPostbacksByIdRestore"];
    };
    "/v1/postbacks/bulk": {
        parameters: {
        };
        /** Does up to 100 things with postbacks at once, and tells of each what became of it. */
        post: operations["postPostbacksBulk"];
    };
    "/v1/postbacks/export": {
        parameters: {
        };
        /** Gives postbacks as CSV, filtered as the list is. */
        get: operations["getPostbacksExport"];
    };
    "/v1/programs": {
        parameters: {
        };
        /** Lists programs, oldest first unless sorted otherwise. */
        get: operations["getPrograms"];
        /** Creates a program that pays by a plan. */
        post: operations["postPrograms"];
    };
    "/v1/programs/{id}": {
        parameters: {
        };
        /** Shows a program that pays by a plan. */
        get: operations["getProgramsById"];
        /** Changes a program that pays by a plan; what is absent stays. */
        patch: operations["patchProgramsById"];
    };
    "/v1/programs/{id}/application-form": {
        parameters: {
        };
        /** Shows the newest application form of a program, or one of its versions. */
        get: operations["getProgramsByIdApplicationForm"];
        /** Gives a program another version of its application form. */
        put: operations["putProgramsByIdApplicationForm"];
    };
    "/v1/programs/{id}/archive": {
        parameters: {
        };
        /** Takes a program that pays by a plan out of lists and of use; twice is harmless. */
        post: operations["postProgramsByIdArchive"];
    };
    "/v1/programs/{id}/restore": {
        parameters: {
        };
        /** Takes a program that pays by a plan back into lists; twice is harmless. */
        post: operations["postProgramsByIdRestore"];
    };
    "/v1/programs/bulk": {
        parameters: {
        };
        /** Does up to 100 things with programs at once, and tells of each what became of it. */
        post: operations["postProgramsBulk"];
    };
    "/v1/programs/export": {
        parameters: {
        };
        /** Gives programs as CSV, filtered as the list is. */
        get: operations["getProgramsExport"];
    };
    "/v1/programs/imports": {
        parameters: {
        };
        /** Creates programs by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postProgramsImports"];
    };
    "/v1/reports": {
        parameters: {
        };
        /** Sums clicks, conversions and commissions of some days, by up to three groups. */
        get: operations["getReports"];
    };
    "/v1/reports/clicks": {
        parameters: {
        };
        /** Counts the clicks of a span, gross and net: by verdict and affiliate, or by a group of your choice. */
        get: operations["getReportsClicks"];
    };
    "/v1/reports/cohorts": {
        parameters: {
        };
        /** Follows customers or affiliates by the month in which they began, month by month. */
        get: operations["getReportsCohorts"];
    };
    "/v1/reports/csv": {
        parameters: {
        };
        /** Takes out a report as CSV. */
        get: operations["getReportsCsv"];
    };
    "/v1/reports/reconciliation": {
        parameters: {
        };
        /** Counts the rows of some days anew and names each count that says otherwise. */
        get: operations["getReportsReconciliation"];
    };
    "/v1/reports/time-to-convert": {
        parameters: {
        };
        /** Tells how long conversions took from the last click that is credited with them. */
        get: operations["getReportsTimeToConvert"];
    };
    "/v1/saved-reports": {
        parameters: {
        };
        /** Lists saved reports, oldest first unless sorted otherwise. */
        get: operations["getSavedReports"];
        /** Creates a saved report. */
        post: operations["postSavedReports"];
    };
    "/v1/saved-reports/{id}": {
        parameters: {
        };
        /** Shows a saved report. */
        get: operations["getSavedReportsById"];
        /** Changes a saved report; what is absent stays. */
        patch: operations["patchSavedReportsById"];
    };
    "/v1/saved-reports/{id}/archive": {
        parameters: {
        };
        /** Takes a saved report out of lists and of use; twice is harmless. */
        post: operations["postSavedReportsByIdArchive"];
    };
    "/v1/saved-reports/{id}/restore": {
        parameters: {
        };
        /** Takes a saved report back into lists; twice is harmless. */
        post: operations["postSavedReportsByIdRestore"];
    };
    "/v1/saved-reports/bulk": {
        parameters: {
        };
        /** Does up to 100 things with saved reports at once, and tells of each what became of it. */
        post: operations["postSavedReportsBulk"];
    };
    "/v1/saved-reports/export": {
        parameters: {
        };
        /** Gives saved reports as CSV, filtered as the list is. */
        get: operations["getSavedReportsExport"];
    };
    "/v1/saved-reports/imports": {
        parameters: {
        };
        /** Creates saved reports by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postSavedReportsImports"];
    };
    "/v1/segments": {
        parameters: {
        };
        /** Lists segments, oldest first unless sorted otherwise. */
        get: operations["getSegments"];
        /** Creates a segment of affiliates by a rule. */
        post: operations["postSegments"];
    };
    "/v1/segments/{id}": {
        parameters: {
        };
        /** Shows a segment of affiliates by a rule. */
        get: operations["getSegmentsById"];
        /** Changes a segment of affiliates by a rule; what is absent stays. */
        patch: operations["patchSegmentsById"];
    };
    "/v1/segments/{id}/affiliates": {
        parameters: {
        };
        /** Lists the affiliates that a segment's rule describes now. */
        get: operations["getSegmentsByIdAffiliates"];
    };
    "/v1/segments/{id}/apply": {
        parameters: {
        };
        /** Tags, moves or assigns the affiliates of a segment, up to 500 that are not so yet. */
        post: operations["postSegmentsByIdApply"];
    };
    "/v1/segments/{id}/archive": {
        parameters: {
        };
        /** Takes a segment of affiliates by a rule out of lists and of use; twice is harmless. */
        post: operations["postSegmentsByIdArchive"];
    };
    "/v1/segments/{id}/count": {
        parameters: {
        };
        /** Counts the affiliates that a segment's rule describes now. */
        get: operations["getSegmentsByIdCount"];
    };
    "/v1/segments/{id}/restore": {
        parameters: {
        };
        /** Takes a segment of affiliates by a rule back into lists; twice is harmless. */
        post: operations["postSegmentsByIdRestore"];
    };
    "/v1/segments/bulk": {
        parameters: {
        };
        /** Does up to 100 things with segments at once, and tells of each what became of it. */
        post: operations["postSegmentsBulk"];
    };
    "/v1/segments/export": {
        parameters: {
        };
        /** Gives segments as CSV, filtered as the list is. */
        get: operations["getSegmentsExport"];
    };
    "/v1/segments/imports": {
        parameters: {
        };
        /** Creates segments by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postSegmentsImports"];
    };
    "/v1/session/sign-out": {
        parameters: {
        };
        /** Ends the session that calls, and takes its cookie back. */
        post: operations["postSessionSignOut"];
    };
    "/v1/session/step-up": {
        parameters: {
        };
        /** Proves the person once more: for ten minutes it may do what moves money. */
        post: operations["postSessionStepUp"];
    };
    "/v1/sessions": {
        parameters: {
        };
        /** Lists one's own sessions that stand, newest first. */
        get: operations["getSessions"];
    };
    "/v1/sessions/{id}/revoke": {
        parameters: {
        };
        /** Ends a session of one's own at once. */
        post: operations["postSessionsByIdRevoke"];
    };
    "/v1/sessions/revoke-others": {
        parameters: {
        };
        /** Ends every session of one's own but the one that calls. */
        post: operations["postSessionsRevokeOthers"];
    };
    "/v1/sign-in/code": {
        parameters: {
        };
        /** Mails a code to sign in with; the answer is the same for every address. */
        post: operations["postSignInCode"];
    };
    "/v1/sign-in/code/verify": {
        parameters: {
        };
        /** Signs in by a code that was mailed. */
        post: operations["postSignInCodeVerify"];
    };
    "/v1/sign-in/passkey": {
        parameters: {
        };
        /** Signs in by what a passkey made of its challenge. */
        post: operations["postSignInPasskey"];
    };
    "/v1/sign-in/passkey/options": {
        parameters: {
        };
        /** Begins a sign-in by passkey: what the browser is to be asked for. */
        post: operations["postSignInPasskeyOptions"];
    };
    "/v1/sign-in/password": {
        parameters: {
        };
        /** Signs in by a password; the answer does not tell whether the address is known. */
        post: operations["postSignInPassword"];
    };
    "/v1/sign-in/password-reset": {
        parameters: {
        };
        /** Mails a link to set a new password; the answer is the same for every address. */
        post: operations["postSignInPasswordReset"];
    };
    "/v1/sign-in/password-reset/complete": {
        parameters: {
        };
        /** Sets a new password by a link that was mailed, and ends every session of its person. */
        post: operations["postSignInPasswordResetComplete"];
    };
    "/v1/sign-in/second-factor": {
        parameters: {
        };
        /** Ends a sign-in by a code of the person's authenticator, or a recovery code. */
        post: operations["postSignInSecondFactor"];
    };
    "/v1/stages": {
        parameters: {
        };
        /** Lists stages, oldest first unless sorted otherwise. */
        get: operations["getStages"];
        /** Creates a stage. */
        post: operations["postStages"];
    };
    "/v1/stages/{id}": {
        parameters: {
        };
        /** Shows a stage. */
        get: operations["getStagesById"];
        /** Changes a stage; what is absent stays. */
        patch: operations["patchStagesById"];
    };
    "/v1/stages/{id}/archive": {
        parameters: {
        };
        /** Takes a stage out of lists and of use; twice is harmless. */
        post: operations["postStagesByIdArchive"];
    };
    "/v1/stages/{id}/restore": {
        parameters: {
        };
        /** Takes a stage back into lists; twice is harmless. */
        post: operations["postStagesByIdRestore"];
    };
    "/v1/stages/bulk": {
        parameters: {
        };
        /** Does up to 100 things with stages at once, and tells of each what became of it. */
        post: operations["postStagesBulk"];
    };
    "/v1/stages/export": {
        parameters: {
        };
        /** Gives stages as CSV, filtered as the list is. */
        get: operations["getStagesExport"];
    };
    "/v1/stages/imports": {
        parameters: {
        };
        /** Creates stages by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postStagesImports"];
    };
    "/v1/step-up-factors": {
        parameters: {
        };
        /** Lists factors, newest first, never their secrets. */
        get: operations["getStepUpFactors"];
        /** Enrols a factor for the caller; the answer is the only one to hold its secret. */
        post: operations["postStepUpFactors"];
    };
    "/v1/step-up-factors/{id}/confirm": {
        parameters: {
        };
        /** Confirms the caller's own factor by a first code. */
        post: operations["postStepUpFactorsByIdConfirm"];
    };
    "/v1/step-up-factors/{id}/revoke": {
        parameters: {
        };
        /** Takes a factor out of use, by a code of one's own. */
        post: operations["postStepUpFactorsByIdRevoke"];
    };
    "/v1/step-up-factors/{id}/vouch": {
        parameters: {
        };
        /** Lets a confirmed factor of another caller count, by a code of one's own. */
        post: operations["postStepUpFactorsByIdVouch"];
    };
    "/v1/tags": {
        parameters: {
        };
        /** Lists tags, oldest first unless sorted otherwise. */
        get: operations["getTags"];
        /** Creates a tag. */
        post: operations["postTags"];
    };
    "/v1/tags/{id}": {
        parameters: {
        };
        /** Shows a tag. */
        get: operations["getTagsById"];
        /** Changes a tag; what is absent stays. */
        patch: operations["patchTagsById"];
    };
    "/v1/tags/{id}/archive": {
        parameters: {
        };
        /** Takes a tag out of lists and of use; twice is harmless. */
        post: operations["postTagsByIdArchive"];
    };
    "/v1/tags/{id}/restore": {
        parameters: {
        };
        /** Takes a tag back into lists; twice is harmless. */
        post: operations["postTagsByIdRestore"];
    };
    "/v1/tags/bulk": {
        parameters: {
        };
        /** Does up to 100 things with tags at once, and tells of each what became of it. */
        post: operations["postTagsBulk"];
    };
    "/v1/tags/export": {
        parameters: {
        };
        /** Gives tags as CSV, filtered as the list is. */
        get: operations["getTagsExport"];
    };
    "/v1/tags/imports": {
        parameters: {
        };
        /** Creates tags by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postTagsImports"];
    };
    "/v1/tasks": {
        parameters: {
        };
        /** Lists tasks, oldest first unless sorted otherwise. */
        get: operations["getTasks"];
        /** Creates a task. */
        post: operations["postTasks"];
    };
    "/v1/tasks/{id}": {
        parameters: {
        };
        /** Shows a task. */
        get: operations["getTasksById"];
        /** Changes a task; what is absent stays. */
        patch: operations["patchTasksById"];
    };
    "/v1/tasks/{id}/archive": {
        parameters: {
        };
        /** Takes a task out of lists and of use; twice is harmless. */
        post: operations["postTasksByIdArchive"];
    };
    "/v1/tasks/{id}/restore": {
        parameters: {
        };
        /** Takes a task back into lists; twice is harmless. */
        post: operations["postTasksByIdRestore"];
    };
    "/v1/tasks/bulk": {
        parameters: {
        };
        /** Does up to 100 things with tasks at once, and tells of each what became of it. */
        post: operations["postTasksBulk"];
    };
    "/v1/tasks/export": {
        parameters: {
        };
        /** Gives tasks as CSV, filtered as the list is. */
        get: operations["getTasksExport"];
    };
    "/v1/tasks/imports": {
        parameters: {
        };
        /** Creates tasks by a CSV file, or changes those whose id a row has, and tells of each row what became of it. */
        post: operations["postTasksImports"];
    };
    "/v1/webhook-endpoints": {
        parameters: {
        };
        /** Lists webhook endpoints, oldest first unless sorted otherwise. */
        get: operations["getWebhookEndpoints"];
        /** Sets up a webhook endpoint; the answer shows its secret, once. */
        post: operations["postWebhookEndpoints"];
    };
    "/v1/webhook-endpoints/{id}": {
        parameters: {
        };
        /** Shows a webhook endpoint. */
        get: operations["getWebhookEndpointsById"];
        /** Changes a webhook endpoint; what is absent stays. */
        patch: operations["patchWebhookEndpointsById"];
    };
    "/v1/webhook-endpoints/{id}/archive": {
        parameters: {
        };
        /** Takes a webhook endpoint out of lists and of use; twice is harmless. */
        post: operations["postWebhookEndpointsByIdArchive"];
    };
    "/v1/webhook-endpoints/{id}/deliveries": {
        parameters: {
        };
        /** Lists what was told to a webhook endpoint, newest first. */
        get: operations["getWebhookEndpointsByIdDeliveries"];
    };
    "/v1/webhook-endpoints/{id}/deliveries/{event_id}/attempts": {
        parameters: {
        };
        /** Lists the attempts to tell a webhook endpoint of an event, oldest first. */
        get: operations["getWebhookEndpointsByIdDeliveriesByEventIdAttempts"];
    };
    "/v1/webhook-endpoints/{id}/deliveries/{event_id}/redeliver": {
        parameters: {
        };
        /** Has an event told to a webhook endpoint again, whatever became of it. */
        post: operations["postWebhookEndpointsByIdDeliveriesByEventIdRedeliver"];
    };
    "/v1/webhook-endpoints/{id}/redeliver": {
        parameters: {
        };
        /** Has all that failed since an instant told to a webhook endpoint again. */
        post: operations["postWebhookEndpointsByIdRedeliver"];
    };
    "/v1/webhook-endpoints/{id}/restore": {
        parameters: {
        };
        /** Takes a webhook endpoint back into lists; twice is harmless. */
        post: operations["postWebhookEndpointsByIdRestore"];
    };
    "/v1/webhook-endpoints/{id}/rotate-secret": {
        parameters: {
        };
        /** Gives a webhook endpoint another secret; for a day those before sign as well. */
        post: operations["postWebhookEndpointsByIdRotateSecret"];
    };
    "/v1/webhook-endpoints/{id}/test": {
        parameters: {
        };
        /** Has a test event sent to a webhook endpoint. */
        post: operations["postWebhookEndpointsByIdTest"];
    };
    "/v1/webhook-endpoints/bulk": {
        parameters: {
        };
        /** Does up to 100 things with webhook endpoints at once, and tells of each what became of it. */
        post: operations["postWebhookEndpointsBulk"];
    };
    "/v1/webhook-endpoints/export": {
        parameters: {
        };
        /** Gives webhook endpoints as CSV, filtered as the list is. */
        get: operations["getWebhookEndpointsExport"];
    };
    "/v1/workspace": {
        parameters: {
        };
        /** Shows the workspace of the key and its settings. */
        get: operations["getWorkspace"];
        /** Changes the settings of the workspace; what is absent stays. */
        patch: operations["patchWorkspace"];
    };
    "/v1/workspaces": {
        parameters: {
        };
        /** Creates one more workspace of the organisation. */
        post: operations["postWorkspaces"];
    };
    "/v1/yearly-totals": {
        parameters: {
        };
        /** Lists what affiliates were paid in a year, less what came back. */
        get: operations["getYearlyTotals"];
    };
    "/v1/yearly-totals/csv": {
        parameters: {
        };
        /** Takes out what affiliates were paid in a year as CSV. */
        get: operations["getYearlyTotalsCsv"];
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccountBalance: {
            /** @enum {string} */
            account: "merchant_payable" | "affiliate_pending" | "affiliate_payable" | "payout_clearing" | "paid_out" | "fx" | "fees" | "write_off";
            affiliate_id: string | null;
            balance: components["schemas"]["Money"];
            /** @constant */
            object: "account_balance";
        };
        Affiliate: {
            archived_at: string | null;
            class: string;
            country: string | null;
            /** Format: date-time */
            created_at: string;
            currency: string | null;
            email: string | null;
            group: string | null;
            id: string;
            name: string;
            /** @constant */
            object: "affiliate";
            sponsor_id: string | null;
            stage_id: string | null;
            /** @enum {string} */
            status: "active" | "suspended";
            tags: string[];
            tier: string | null;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        AffiliateAssignment: {
            affiliate_id: string;
            ended_at: components["schemas"]["Instant"] | null;
            member_id: string;
            /** @constant */
            object: "affiliate_assignment";
            since: components["schemas"]["Instant"];
        };
        AffiliateInvitation: {
            accepted_at: components["schemas"]["Instant"] | null;
            affiliate_id: string;
            created_at: components["schemas"]["Instant"];
            created_by: string;
            email: string | null;
            expires_at: components["schemas"]["Instant"];
            id: string;
            /** @constant */
            object: "affiliate_invitation";
            person_id: string | null;
            revoked_at: components["schemas"]["Instant"] | null;
            /** @enum {string} */
            status: "open" | "expired" | "accepted" | "revoked";
        };
        AffiliateLogin: {
            affiliate_id: string;
            created_at: components["schemas"]["Instant"];
            created_by: string;
            /** @constant */
            object: "affiliate_login";
            person_id: string;
            removed_at: components["schemas"]["Instant"] | null;
            removed_by: string | null;
        };
        Application: {
            accepted_terms: string;
            affiliate_id: string | null;
            answers: {
                [key: string]: (string | number | boolean | string[]) | null;
            } | null;
            consented_at: components["schemas"]["Instant"];
            country: string | null;
            created_at: components["schemas"]["Instant"];
            decided_at: components["schemas"]["Instant"] | null;
            decided_by: string | null;
            email: string | null;
            erased_at: components["schemas"]["Instant"] | null;
            explanation: string | null;
            form_hash: string;
            form_version: number;
            id: string;
            name: string | null;
            /** @constant */
            object: "application";
            person_id: string;
            program_id: string;
            reason: string | null;
            /** @enum {string} */
            status: "pending" | "approved" | "rejected" | "withdrawn";
        };
        ApplicationForm: {
            auto_approve: components["schemas"]["AutoApproveRule"][];
            created_at: components["schemas"]["Instant"];
            created_by: string;
            group: string | null;
            hash: string;
            /** @constant */
            object: "application_form";
            open: boolean;
            program_id: string;
            questions: components["schemas"]["ApplicationQuestion"][];
            reapply_after_days: number | null;
            terms: components["schemas"]["ProgramTerms"];
            version: number;
        };
        ApplicationQuestion: {
            id: string;
            /** @constant */
            kind: "short_text";
            label: string;
            max_chars: number;
            required: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "long_text";
            label: string;
            max_chars: number;
            required: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "url";
            label: string;
            required: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "yes_no";
            label: string;
            required: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "choice";
            label: string;
            options: string[];
            required: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "choices";
            label: string;
            options: string[];
            required: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "number";
            label: string;
            max: number;
            min: number;
            required: boolean;
        };
        AttributionModelReport: {
            conversions: number;
            data: {
                affiliate_id: string;
                credit_ppm: number;
                removal_effect_ppm?: number;
            }[];
            from: components["schemas"]["Instant"];
            /** @enum {string} */
            model: "markov" | "shapley";
            /** @constant */
            object: "attribution_model_report";
            others: number;
            to: components["schemas"]["Instant"];
        };
        AuditEvent: {
            action: string;
            actor: string;
            /** @description What was before and after, of a creation what was made, by the names of fields; no secret and nothing personal. */
            change: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            created_at: components["schemas"]["Instant"];
            hash: string | null;
            id: string;
            /** @constant */
            object: "audit_event";
            request_id: string | null;
            sequence: string | null;
            subject_id: string;
        };
        AuditVerification: {
            acts_count: number;
            after: string;
            fault: {
                detail: string;
                event_id: string | null;
                kind: string;
                sequence: string;
            } | null;
            /** @constant */
            object: "audit_verification";
            /** @enum {string} */
            status: "broken" | "intact" | "partial";
            verified: {
                hash: string;
                sequence: string;
            };
        };
        AutoApproveRule: {
            /** @constant */
            everyone: true;
        } | {
            answers?: {
                in?: (boolean | string)[];
                max?: number;
                min?: number;
                question: string;
            }[] | null;
            countries?: string[];
            email_domains?: string[];
        };
        BadRow: {
            detail: string;
            id: string;
            /** @constant */
            object: "bad_row";
            payload: string;
            reason: string;
            received_at: components["schemas"]["Instant"];
            replays: number;
            resolved_at: components["schemas"]["Instant"] | null;
            stage: string;
            /** @enum {string} */
            status: "open" | "resolved";
        };
        BookedStatement: {
            contradicts: number;
            exists: number;
            moved: number;
            /** @constant */
            object: "payout_statement";
            unchanged: number;
            unknown_payout: number;
        };
        Cap: {
            affiliate_id: string | null;
            count: number | null;
            created_at: components["schemas"]["Instant"];
            id: string;
            link_id: string | null;
            max: number;
            /** @enum {string} */
            metric: "clicks" | "conversions";
            /** @constant */
            object: "cap";
            overflow_url: string | null;
            /** @enum {string} */
            period: "day" | "month" | "total";
            program_id: string | null;
            resets_at: components["schemas"]["Instant"] | null;
            /** @enum {string} */
            status: "active" | "disabled";
            updated_at: components["schemas"]["Instant"];
        };
        Click: {
            affiliate_id: string;
            asn: number | null;
            browser: string | null;
            clicked_at: components["schemas"]["Instant"];
            country: string | null;
            device: string | null;
            evidence: string[];
            id: string;
            is_opted_out: boolean;
            landing_host: string | null;
            language: string | null;
            link_id: string;
            /** @constant */
            object: "click";
            os: string | null;
            program_id: string;
            received_at: components["schemas"]["Instant"];
            referrer_host: string | null;
            region: string | null;
            rule_id: string | null;
            /** @enum {string} */
            source: "redirect" | "direct";
            sub_ids: (string | null)[];
            user_agent: string | null;
            variant_id: string | null;
            velocity: number | null;
            /** @enum {string} */
            verdict: "human" | "bot" | "prefetch" | "preview" | "duplicate" | "over_cap" | "blocked" | "head" | "empty_agent";
            /** @enum {string} */
            visitor_kind: "cookie" | "daily";
        };
        ClickCounts: {
            from: components["schemas"]["Instant"];
            gross: number;
            group_by: string;
            groups: ({
                gross: number;
                net: number;
            } & {
                [key: string]: string | null;
            })[];
            net: number;
            /** @constant */
            object: "click_counts";
            to: components["schemas"]["Instant"];
        };
        ClickReconciliation: {
            checked_at: components["schemas"]["Instant"];
            counted_clicks: number | null;
            difference: {
                broken_parts?: string[];
                /** @constant */
                dropped_from_postgres?: true;
                only_in_parquet?: string[];
                only_in_postgres?: string[];
                refused?: string[];
                repeated_in_parquet?: string[];
            };
            hour: components["schemas"]["Instant"];
            is_equal: boolean;
            manifest_clicks: number | null;
            /** @constant */
            object: "click_reconciliation";
            parquet_clicks: number | null;
            postgres_clicks: number | null;
        };
        ClickReport: {
            by_affiliate: {
                affiliate_id: string;
                gross: number;
                net: number;
            }[];
            by_verdict: {
                clicks: number;
                verdict: string;
            }[];
            from: components["schemas"]["Instant"];
            gross: number;
            net: number;
            /** @constant */
            object: "click_report";
            to: components["schemas"]["Instant"];
        };
        Cohorts: {
            as_of: components["schemas"]["Instant"];
            data: {
                members: number;
                month: string;
                months: {
                    nth: number;
                    sales: {
                        conversions: string;
                        members: number;
                        refunds: components["schemas"]["Money"];
                        revenue: components["schemas"]["Money"];
                    }[];
                }[];
            }[];
            freshness: components["schemas"]["Freshness"];
            /** @constant */
            object: "cohorts";
            /** @enum {string} */
            of: "customer" | "affiliate";
            /** @enum {string} */
            start: "first_sale" | "first_click";
            time_zone: string;
        };
        Commission: {
            affiliate_id: string;
            amount: components["schemas"]["Money"];
            approved_at: components["schemas"]["Instant"] | null;
            arithmetic: string;
            base: components["schemas"]["Money"];
            conversion_id: string | null;
            created_at: components["schemas"]["Instant"];
            decision_id: string | null;
            fx: {
                amount_minor: components["schemas"]["MinorUnits"];
                currency: components["schemas"]["Currency"];
                from: components["schemas"]["QuotedRate"] | null;
                to: components["schemas"]["QuotedRate"] | null;
            } | null;
            hold_until: components["schemas"]["Instant"] | null;
            id: string;
            /** @enum {string} */
            kind: "sale" | "override" | "bonus";
            level: number;
            /** @constant */
            object: "commission";
            payable_at: components["schemas"]["Instant"] | null;
            payout_id: string | null;
            plan: {
                id: string;
                rule_id: string | null;
                version: number;
            };
            program_id: string;
            reduced: components["schemas"]["Money"];
            /** @enum {string} */
            status: "pending" | "approved" | "held" | "batched" | "paid" | "reversed";
            superseded_by: string | null;
        };
        CommissionInputs: {
            affiliates: {
                affiliateId: string;
                class: string;
                country: string | null;
                group: string | null;
                tags: string[];
                tier: string | null;
            }[];
            bonuses: {
                affiliateId: string;
                bonusKey: string;
            }[];
            customer: {
                conversionsBefore: number | null;
                firstConvertedAtMs: number | null;
            };
            earned: {
                affiliateId: string | null;
                amountMinor: components["schemas"]["MinorUnits"];
                currency: components["schemas"]["Currency"];
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                planId: string;
            }[];
            rates: components["schemas"]["QuotedRate"][];
            sponsors: {
                affiliateId: string;
                chain: {
                    affiliateId: string;
                    isActive: boolean;
                }[];
            }[];
            timeZone: string;
            volumes: {
                affiliateId: string;
                baseMinor: components["schemas"]["MinorUnits"];
                conversions: number;
                currency: components["schemas"]["Currency"];
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                planId: string;
            }[];
        };
        CommissionTrace: {
            basis: {
                amount_minor: components["schemas"]["MinorUnits"];
                less: {
                    [key: string]: components["schemas"]["MinorUnits"];
                };
                /** @enum {string} */
                of: "order" | "items";
                whole_minor: components["schemas"]["MinorUnits"];
            };
            caps: {
                after_minor: components["schemas"]["MinorUnits"];
                before_minor: components["schemas"]["MinorUnits"];
                cap_minor: components["schemas"]["MinorUnits"];
                period: string | null;
                /** @enum {string} */
                scope: "conversion" | "customer" | "affiliate";
                used_minor: components["schemas"]["MinorUnits"];
            }[];
            matches: {
                item: {
                    category: string | null;
                    sku: string | null;
                } | null;
                rule_id: string | null;
                rules: {
                    conditions?: components["schemas"]["PlanAnswer"];
                    holds: boolean;
                    recurring?: {
                        first: components["schemas"]["Instant"] | null;
                        holds: boolean;
                        months: number;
                        until: components["schemas"]["Instant"] | null;
                    };
                    rule_id: string;
                }[];
            }[];
            minimum_order: {
                actual?: components["schemas"]["MinorUnits"];
                holds: boolean;
                minimum_minor: components["schemas"]["MinorUnits"] | null;
            };
            plan: {
                id: string;
                version: number;
            };
            rounded: {
                amount_minor: components["schemas"]["MinorUnits"];
                divisor: string;
                exact: string;
                /** @constant */
                mode: "half_up";
            };
            share: {
                base_minor: components["schemas"]["MinorUnits"];
                credit_ppm: number;
            };
            steps: {
                exact: string;
                rule_id: string;
                words: string;
            }[];
        } | {
            override: {
                amount_minor: components["schemas"]["MinorUnits"];
                below: string | null;
                level: number;
                /** @enum {string} */
                of: "commission" | "base";
                of_minor: components["schemas"]["MinorUnits"];
                rate_ppm: string;
            };
            plan: {
                id: string;
                version: number;
            };
        } | {
            bonus: {
                amount_minor: components["schemas"]["MinorUnits"];
                id: string;
                key: string;
                /** @enum {string} */
                metric: "amount" | "conversions";
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                reached: string;
                threshold: string;
            };
            plan: {
                id: string;
                version: number;
            };
        };
        ConfirmedAuthenticator: {
            /** @constant */
            object: "authenticator";
            recovery_codes: string[];
            /** @constant */
            status: "in_force";
        };
        Contact: {
            affiliate_id: string;
            archived_at: string | null;
            /** Format: date-time */
            created_at: string;
            email: string | null;
            id: string;
            name: string;
            /** @constant */
            object: "contact";
            phone: string | null;
            position: string | null;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        Conversion: {
            amount: components["schemas"]["Money"];
            commission_ids: string[];
            decided_at: components["schemas"]["Instant"] | null;
            event: string;
            external_id: string;
            id: string;
            /** @constant */
            object: "conversion";
            occurred_at: components["schemas"]["Instant"];
            reason: components["schemas"]["Reason"] | null;
            received_at: components["schemas"]["Instant"];
            refunded: components["schemas"]["Money"];
            /** @enum {string} */
            status: "received" | "attributed" | "unattributed";
        };
        ConversionAsReceived: {
            amount: components["schemas"]["Money"];
            click_ids: string[];
            commission_ids: string[];
            country: string | null;
            coupon_code: string | null;
            customer: {
                email_sha256: string | null;
                external_id: string | null;
            };
            decided_at: components["schemas"]["Instant"] | null;
            discount: components["schemas"]["Money"];
            event: string;
            external_id: string;
            id: string;
            items: {
                amount_minor: string;
                category?: string;
                quantity: number;
                sku: string;
            }[] | null;
            key_id: string | null;
            metadata: {
                [key: string]: string;
            } | null;
            /** @constant */
            object: "conversion";
            occurred_at: components["schemas"]["Instant"];
            reason: components["schemas"]["Reason"] | null;
            received_at: components["schemas"]["Instant"];
            refunded: components["schemas"]["Money"];
            shipping: components["schemas"]["Money"];
            /** @enum {string} */
            status: "received" | "attributed" | "unattributed";
            tax: components["schemas"]["Money"];
        };
        ConversionChange: {
            adjustments: {
                affiliate_id: string;
                amount: components["schemas"]["Money"];
                commission_id: string;
                /** @enum {string} */
                kind: "unpaid" | "carried";
                payout_id: string | null;
            }[];
            amount: {
                amount_minor: components["schemas"]["MinorUnits"];
                currency: components["schemas"]["Currency"] | null;
            } | null;
            applied_at: components["schemas"]["Instant"] | null;
            chargeback_external_id: string | null;
            conversion_id: string;
            external_id: string;
            id: string;
            items: {
                amount_minor?: string;
                quantity?: number;
                sku: string;
            }[] | null;
            kind: string;
            /** @constant */
            object: "change";
            occurred_at: components["schemas"]["Instant"];
            problem: string | null;
            reason: string | null;
            received_at: components["schemas"]["Instant"];
            refunded_so_far: {
                amount_minor: components["schemas"]["MinorUnits"];
                currency: components["schemas"]["Currency"] | null;
            } | null;
            /** @enum {string} */
            status: "parked" | "applied" | "refused";
        };
        ConversionExplanation: {
            changes: components["schemas"]["ConversionChange"][];
            click_problems: {
                click_id: string;
                reason: components["schemas"]["Reason"];
            }[];
            commissions: {
                affiliate_id: string;
                amount: components["schemas"]["Money"];
                approved_at: components["schemas"]["Instant"] | null;
                arithmetic: string;
                base: components["schemas"]["Money"];
                conversion_id: string | null;
                created_at: components["schemas"]["Instant"];
                decision_id: string | null;
                fx: {
                    amount_minor: components["schemas"]["MinorUnits"];
                    currency: components["schemas"]["Currency"];
                    from: components["schemas"]["QuotedRate"] | null;
                    to: components["schemas"]["QuotedRate"] | null;
                } | null;
                hold_until: components["schemas"]["Instant"] | null;
                id: string;
                /** @enum {string} */
                kind: "sale" | "override" | "bonus";
                level: number;
                /** @constant */
                object: "commission";
                payable_at: components["schemas"]["Instant"] | null;
                payout_id: string | null;
                plan: {
                    id: string;
                    rule_id: string | null;
                    version: number;
                };
                program_id: string;
                reduced: components["schemas"]["Money"];
                /** @enum {string} */
                status: "pending" | "approved" | "held" | "batched" | "paid" | "reversed";
                superseded_by: string | null;
                trace: components["schemas"]["CommissionTrace"] | null;
            }[];
            conversion: components["schemas"]["ConversionAsReceived"];
            credits: {
                affiliate_id: string;
                click_id: string | null;
                credit_ppm: number;
                link_id: string | null;
                program_id: string;
                touch_id: string;
            }[];
            decision: {
                commission_inputs: components["schemas"]["CommissionInputs"] | null;
                decided_at: components["schemas"]["Instant"];
                id: string;
                journey: {
                    assembled_at: components["schemas"]["Instant"];
                    id: string;
                };
                policy: {
                    body: components["schemas"]["PolicyBody"];
                    hash: string | null;
                    version: number | null;
                };
                reason: components["schemas"]["Reason"];
                revision: number;
                simulation_id: string | null;
            } | null;
            fraud: components["schemas"]["FraudScore"] | null;
            journals: components["schemas"]["Journal"][];
            /** @constant */
            object: "conversion_explanation";
            touches: {
                affiliate_class: string | null;
                affiliate_id: string;
                click_id: string | null;
                clicked_at: components["schemas"]["Instant"];
                is_in: boolean;
                /** @enum {string} */
                kind: "click" | "coupon" | "lock";
                link_id: string | null;
                program_id: string;
                touch_id: string;
                verdict: string | null;
                via: string;
                why: string;
            }[];
            unearned: {
                affiliate_id: string;
                arithmetic: string;
                credit_ppm: number;
                program_id: string;
                touch_id: string;
                trace: components["schemas"]["CommissionTrace"] | null;
            }[];
            waiting: {
                click_ids: string[];
                /** @enum {string} */
                for: "clicks" | "rates";
                looks: number;
                next_look_at: components["schemas"]["Instant"] | null;
                until: components["schemas"]["Instant"];
            } | null;
        };
        ConversionImport: {
            accepted: number;
            conflicts: number;
            /** @constant */
            object: "conversion_import";
            refused: number;
            results: {
                error?: {
                    code: string;
                    message: string;
                    param: string | null;
                };
                external_id: string;
                id?: string;
                row: number;
                /** @enum {string} */
                status: "accepted" | "conflict" | "refused";
            }[];
            rows: number;
        };
        ConversionTimes: {
            as_of: components["schemas"]["Instant"];
            buckets: {
                conversions: number;
                from_seconds: number;
                name: string;
            }[];
            conversions: number;
            freshness: components["schemas"]["Freshness"];
            from: string;
            /** @constant */
            object: "conversion_times";
            percentiles: {
                percent: number;
                seconds: number | null;
            }[];
            time_zone: string;
            to: string;
        };
        Coupon: {
            affiliate_id: string;
            archived_at: string | null;
            code: string;
            /** Format: date-time */
            created_at: string;
            id: string;
            link_id: string | null;
            /** @constant */
            object: "coupon";
            program_id: string;
            /** @enum {string} */
            status: "active" | "disabled";
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        Creative: {
            archived_at: components["schemas"]["Instant"] | null;
            body: string | null;
            created_at: components["schemas"]["Instant"];
            file_bytes: number | null;
            file_kind: ("png" | "jpg" | "gif" | "webp") | null;
            file_sha256: string | null;
            file_url: string | null;
            height: number | null;
            id: string;
            /** @enum {string} */
            kind: "banner" | "text" | "link" | "video";
            name: string;
            /** @constant */
            object: "creative";
            offer_id: string;
            updated_at: components["schemas"]["Instant"];
            url: string | null;
            version: number;
            width: number | null;
        };
        /** @description ISO 4217, in capitals. */
        Currency: string;
        CustomRole: {
            created_at: components["schemas"]["Instant"];
            created_by: string;
            id: string;
            name: string;
            /** @constant */
            object: "custom_role";
            permissions: string[];
            /** @enum {string} */
            status: "active" | "archived";
            updated_at: components["schemas"]["Instant"];
        };
        Dispute: {
            affiliate_id: string;
            answer_due_at: components["schemas"]["Instant"];
            answered_at: components["schemas"]["Instant"] | null;
            awarded: components["schemas"]["Money"] | null;
            claimed: components["schemas"]["Money"] | null;
            closed_at: components["schemas"]["Instant"] | null;
            commission_id: string | null;
            decision_due_at: components["schemas"]["Instant"];
            holds_commission: boolean;
            id: string;
            /** @constant */
            object: "dispute";
            opened_at: components["schemas"]["Instant"];
            outcome: string | null;
            overdue: ("answer" | "decision") | null;
            party: string;
            payout_id: string | null;
            reason: string;
            /** @enum {string} */
            status: "open" | "answered" | "upheld" | "rejected" | "withdrawn";
            text: string;
        };
        DisputeSettings: {
            answer_days: number;
            decision_days: number;
            /** @constant */
            object: "dispute_settings";
        };
        DisputeStep: {
            actor?: string;
            at: components["schemas"]["Instant"];
            kind: string;
            party: string | null;
            sequence: number;
            text: string | null;
        };
        DisputeWithSteps: {
            affiliate_id: string;
            answer_due_at: components["schemas"]["Instant"];
            answered_at: components["schemas"]["Instant"] | null;
            awarded: components["schemas"]["Money"] | null;
            claimed: components["schemas"]["Money"] | null;
            closed_at: components["schemas"]["Instant"] | null;
            closed_by?: string | null;
            commission_id: string | null;
            decision_due_at: components["schemas"]["Instant"];
            holds_commission: boolean;
            id: string;
            /** @constant */
            object: "dispute";
            opened_at: components["schemas"]["Instant"];
            opened_by?: string;
            outcome: string | null;
            overdue: ("answer" | "decision") | null;
            party: string;
            payout_id: string | null;
            reason: string;
            /** @enum {string} */
            status: "open" | "answered" | "upheld" | "rejected" | "withdrawn";
            steps: components["schemas"]["DisputeStep"][];
            text: string;
        };
        Document: {
            affiliate_id: string;
            corrects_id: string | null;
            created_at: components["schemas"]["Instant"];
            id: string;
            issued_on: string;
            /** @enum {string} */
            kind: "statement" | "statement_return" | "invoice" | "credit_note";
            number: string;
            /** @constant */
            object: "document";
            payout_id: string;
            pdf_sha256: string | null;
            sha256: string;
            total: components["schemas"]["Money"];
        };
        DocumentCustomer: {
            address: string[] | null;
            company_number: string | null;
            country: string | null;
            name: string | null;
            vat_id: string | null;
        };
        DocumentParty: {
            address: string[];
            company_number: string | null;
            country: string | null;
            name: string;
            vat_id: string | null;
        };
        DocumentSeries: {
            kind: string;
            last_sequence: string;
            /** @constant */
            object: "document_series";
            prefix: string;
        };
        DocumentWithBody: {
            affiliate_id: string;
            body: components["schemas"]["PayoutStatement"] | components["schemas"]["PayoutStatementReturn"] | components["schemas"]["SelfBillingInvoice"] | components["schemas"]["SelfBillingCreditNote"];
            corrects_id: string | null;
            created_at: components["schemas"]["Instant"];
            id: string;
            issued_on: string;
            /** @enum {string} */
            kind: "statement" | "statement_return" | "invoice" | "credit_note";
            number: string;
            /** @constant */
            object: "document";
            payout_id: string;
            pdf_sha256: string | null;
            sha256: string;
            total: components["schemas"]["Money"];
        };
        EmailChange: {
            /** @constant */
            object: "email_change";
            /** @constant */
            status: "mailed";
        };
        EnrolledAuthenticator: {
            id: string;
            /** @constant */
            object: "authenticator";
            otpauth_uri: string;
            /** @constant */
            status: "enrolled";
        };
        EnrolledStepUpFactor: {
            confirmed_at: components["schemas"]["Instant"] | null;
            created_at: components["schemas"]["Instant"];
            id: string;
            /** @constant */
            kind: "totp";
            /** @constant */
            object: "step_up_factor";
            otpauth_uri: string;
            principal: string;
            revoked_at: components["schemas"]["Instant"] | null;
            /** @enum {string} */
            status: "enrolled" | "confirmed" | "in_force" | "revoked";
            vouched_at: components["schemas"]["Instant"] | null;
            vouched_by: string | null;
            wait_until: components["schemas"]["Instant"] | null;
        };
        Erasure: {
            created_at: components["schemas"]["Instant"];
            done_at: components["schemas"]["Instant"] | null;
            erased: {
                applications: number;
                bad_rows: number;
                clicks: number;
                conversions: number;
                identity_edges: number;
                parts: number;
                raw_objects: number;
            };
            id: string;
            /** @constant */
            object: "erasure";
            /** @enum {string} */
            status: "requested" | "done";
        };
        Error: {
            error: {
                /** @enum {string} */
                code: "malformed_json" | "unknown_version" | "signature_expired" | "signature_invalid" | "unauthenticated" | "forbidden" | "maker_removed" | "step_up_invalid" | "step_up_locked" | "step_up_required" | "not_found" | "method_not_allowed" | "conflict" | "change_conflict" | "conversion_conflict" | "idempotency_in_flight" | "illegal_move" | "second_person_required" | "gone" | "version_stale" | "body_too_large" | "unsupported_media_type" | "idempotency_mismatch" | "invalid_parameter" | "rate_limited" | "internal" | "unavailable";
                doc_url: string;
                errors: components["schemas"]["Problem"][];
                message: string;
                param: string | null;
                request_id: string;
                type: string;
            };
        };
        Event: {
            data: {
                amount: {
                    amount_minor: string;
                    currency: string;
                };
                change: {
                    [key: string]: components["schemas"]["JsonValue"];
                } | null;
                coupon_code: string | null;
                decided_at: string | null;
                event: string;
                external_id: string;
                id: string;
                /** @constant */
                object: "conversion";
                occurred_at: string;
                reason: string | null;
                received_at: string;
                refunded: {
                    amount_minor: string;
                    currency: string;
                };
                /** @enum {string} */
                status: "received" | "attributed" | "unattributed";
            } | {
                amount: {
                    amount_minor: string;
                    currency: string;
                } | null;
                change: {
                    [key: string]: components["schemas"]["JsonValue"];
                } | null;
                conversion_external_id: string;
                conversion_id: string;
                external_id: string;
                id: string;
                /** @enum {string} */
                kind: "refund" | "cancel" | "chargeback" | "chargeback_won";
                /** @constant */
                object: "conversion_change";
                occurred_at: string;
                reason: string | null;
                refunded: {
                    amount_minor: string;
                    currency: string;
                };
            } | {
                affiliate_id: string;
                amount: {
                    amount_minor: string;
                    currency: string;
                };
                approved_at: string | null;
                change: {
                    [key: string]: components["schemas"]["JsonValue"];
                } | null;
                conversion_external_id: string;
                conversion_id: string;
                event: string;
                hold_until: string;
                id: string;
                /** @enum {string} */
                kind: "sale" | "override" | "bonus";
                level: number;
                /** @constant */
                object: "commission";
                payable_at: string | null;
                plan_id: string;
                plan_version: number;
                program_id: string;
                reduced: {
                    amount_minor: string;
                    currency: string;
                };
                /** @enum {string} */
                status: "pending" | "approved" | "held" | "batched" | "paid" | "reversed";
            } | {
                affiliate_id: string;
                amount: {
                    amount_minor: string;
                    currency: string;
                };
                batch_id: string;
                change: {
                    [key: string]: components["schemas"]["JsonValue"];
                } | null;
                ended_at: string | null;
                id: string;
                /** @constant */
                object: "payout";
                paid_at: string | null;
                reason: string | null;
                reference: string | null;
                status: string;
            } | {
                change: {
                    [key: string]: components["schemas"]["JsonValue"];
                } | null;
                id: string;
                object: string;
            };
            id: string;
            /** @constant */
            object: "event";
            timestamp: components["schemas"]["Instant"];
            type: string;
            /** @constant */
            version: 1;
            workspace_id: string;
        };
        EventAttempt: {
            answer: string | null;
            duration_ms: number;
            number: number;
            /** @constant */
            object: "event_attempt";
            problem: string | null;
            started_at: components["schemas"]["Instant"];
            status_code: number | null;
        };
        EventDelivery: {
            attempts: number;
            created_at: components["schemas"]["Instant"];
            delivered_at: components["schemas"]["Instant"] | null;
            event_id: string;
            next_attempt_at: components["schemas"]["Instant"] | null;
            /** @constant */
            object: "event_delivery";
            problem: string | null;
            /** @enum {string} */
            status: "waiting" | "delivered" | "failed";
            status_code: number | null;
            type: string;
        };
        EvidencePack: {
            dispute_id: string;
            /** @enum {string} */
            for: "merchant" | "affiliate";
            format: string;
            /** @constant */
            object: "evidence_pack";
            pieces: ({
                content: {
                    affiliate_id: string;
                    answer_due_at: components["schemas"]["Instant"];
                    answered_at: components["schemas"]["Instant"] | null;
                    awarded: components["schemas"]["Money"] | null;
                    claimed: components["schemas"]["Money"] | null;
                    closed_at: components["schemas"]["Instant"] | null;
                    commission_id: string | null;
                    decision_due_at: components["schemas"]["Instant"];
                    holds_commission: boolean;
                    id: string;
                    /** @constant */
                    object: "dispute";
                    opened_at: components["schemas"]["Instant"];
                    outcome: string | null;
                    party: string;
                    payout_id: string | null;
                    reason: string;
                    /** @enum {string} */
                    status: "open" | "answered" | "upheld" | "rejected" | "withdrawn";
                    steps: components["schemas"]["DisputeStep"][];
                    text: string;
                };
                /** @constant */
                name: "dispute";
                sha256: string;
            } | {
                content: {
                    affiliate_id: string;
                    amount: components["schemas"]["Money"];
                    approved_at: components["schemas"]["Instant"] | null;
                    arithmetic: string;
                    base: components["schemas"]["Money"];
                    conversion_id: string | null;
                    created_at: components["schemas"]["Instant"];
                    decision_id: string | null;
                    fx: {
                        amount_minor: components["schemas"]["MinorUnits"];
                        currency: components["schemas"]["Currency"];
                        from: components["schemas"]["QuotedRate"] | null;
                        to: components["schemas"]["QuotedRate"] | null;
                    } | null;
                    hold_until: components["schemas"]["Instant"] | null;
                    id: string;
                    /** @enum {string} */
                    kind: "sale" | "override" | "bonus";
                    level: number;
                    /** @constant */
                    object: "commission";
                    payable_at: components["schemas"]["Instant"] | null;
                    payout_id: string | null;
                    plan: {
                        id: string;
                        rule_id: string | null;
                        version: number;
                    };
                    program_id: string;
                    reduced: components["schemas"]["Money"];
                    /** @enum {string} */
                    status: "pending" | "approved" | "held" | "batched" | "paid" | "reversed";
                    superseded_by: string | null;
                    trace: components["schemas"]["CommissionTrace"] | null;
                };
                /** @constant */
                name: "commission";
                sha256: string;
            } | {
                content: {
                    amount: components["schemas"]["Money"];
                    cause_id: string;
                    commission_id: string;
                    created_at: components["schemas"]["Instant"];
                    /** @enum {string} */
                    kind: "unpaid" | "carried";
                    payout_id: string | null;
                }[];
                /** @constant */
                name: "adjustments";
                sha256: string;
            } | {
                content: components["schemas"]["ConversionExplanation"] | components["schemas"]["OwnConversionExplanation"];
                /** @constant */
                name: "explanation";
                sha256: string;
            } | {
                content: (components["schemas"]["Click"] | {
                    clicked_at: components["schemas"]["Instant"];
                    id: string;
                    link_id: string;
                    /** @constant */
                    object: "click";
                    program_id: string;
                    sub_ids: (string | null)[];
                    /** @enum {string} */
                    verdict: "human" | "bot" | "prefetch" | "preview" | "duplicate" | "over_cap" | "blocked" | "head" | "empty_agent";
                })[];
                /** @constant */
                name: "clicks";
                sha256: string;
            } | {
                content: components["schemas"]["PayoutEvidence"];
                /** @constant */
                name: "payout";
                sha256: string;
            } | {
                content: components["schemas"]["ProvenEntry"][];
                /** @constant */
                name: "ledger_entries";
                sha256: string;
            } | {
                content: components["schemas"]["PublishedLedgerRoot"][];
                /** @constant */
                name: "ledger_roots";
                sha256: string;
            })[];
            sha256: string;
            workspace_id: string;
        };
        ExportHour: {
            hour: components["schemas"]["Instant"] | null;
            name: string;
            /** @constant */
            object: "export_hour";
            parts_count: number;
            rows: number;
            url: string;
            url_expires_at: components["schemas"]["Instant"];
        };
        ExportObject: {
            name: string;
            /** @constant */
            object: "export_object";
            size_bytes: number;
            uploaded_at: components["schemas"]["Instant"];
            url: string;
            url_expires_at: components["schemas"]["Instant"];
        };
        ExportPart: {
            hour: components["schemas"]["Instant"] | null;
            name: string;
            /** @constant */
            object: "export_part";
            rows: number;
            sha256: string;
            size_bytes: number;
            url: string;
            url_expires_at: components["schemas"]["Instant"];
        };
        FraudScore: {
            is_held: boolean;
            points: number;
            scored_at: components["schemas"]["Instant"];
            signals: {
                code: string;
                evidence: string;
                points: number;
            }[];
            threshold: number;
            version: number;
        };
        Freshness: {
            clicks_compared_to: components["schemas"]["Instant"] | null;
            clicks_to: components["schemas"]["Instant"] | null;
            conversions_to: components["schemas"]["Instant"] | null;
            conversions_waiting: number;
        };
        FxPositions: {
            balances: components["schemas"]["Money"][];
            exchanges: {
                debited: components["schemas"]["Money"];
                gain: components["schemas"]["Money"];
                paid: components["schemas"]["Money"];
                payouts_count: number;
            }[];
            /** @constant */
            object: "fx_positions";
            positions: {
                bought: components["schemas"]["Money"];
                payouts_count: number;
                sold: components["schemas"]["Money"];
            }[];
        };
        FxRate: {
            /** @constant */
            base: "EUR";
            currency: components["schemas"]["Currency"];
            day: string;
            /** @constant */
            object: "fx_rate";
            rate: string;
            source: string;
        };
        GivenApplicationQuestion: {
            id: string;
            /** @constant */
            kind: "short_text";
            label: string;
            /** @default 500 */
            max_chars?: number;
            /** @default true */
            required?: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "long_text";
            label: string;
            /** @default 5000 */
            max_chars?: number;
            /** @default true */
            required?: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "url";
            label: string;
            /** @default true */
            required?: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "yes_no";
            label: string;
            /** @default true */
            required?: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "choice";
            label: string;
            options: string[];
            /** @default true */
            required?: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "choices";
            label: string;
            options: string[];
            /** @default true */
            required?: boolean;
        } | {
            id: string;
            /** @constant */
            kind: "number";
            label: string;
            max: number;
            min: number;
            /** @default true */
            required?: boolean;
        };
        /** @description A `PublicKeyCredential` of the browser as its `toJSON()` gives it. */
        GivenPasskeyCredential: {
            /** @description What the browser's extensions said. */
            clientExtensionResults?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            id: string;
            rawId: string;
            response: {
                clientDataJSON: string;
            } & {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** @constant */
            type: "public-key";
        } & {
            [key: string]: components["schemas"]["JsonValue"];
        };
        /** @description Of sepa, stripe, paypal and wise. */
        GivenPayoutAccess: {
            /** @default null */
            bic?: string | null;
            iban: string;
            name: string;
            /**
             * @default 001.03
             * @enum {string}
             */
            version?: "001.03" | "001.05";
        } | {
            account_id: string;
            secret_key: string;
            webhook_secret: string;
        } | {
            client_id: string;
            client_secret: string;
            /**
             * @default live
             * @enum {string}
             */
            environment?: "live" | "sandbox";
            merchant_id: string;
            webhook_id: string;
        } | {
            balance_currency: string;
            /**
             * @default live
             * @enum {string}
             */
            environment?: "live" | "sandbox";
            profile_id: string;
            public_key: string;
            token: string;
        };
        GivenPlanAction: {
            /** @constant */
            kind: "percent";
            rate_ppm: number;
        } | {
            amount_minor: string | number;
            /** @constant */
            kind: "flat";
        } | {
            amount_minor: string | number;
            /** @constant */
            kind: "per_item";
        } | {
            /** @constant */
            kind: "tiered";
            /**
             * @default amount
             * @enum {string}
             */
            metric?: "amount" | "conversions";
            /** @enum {string} */
            mode: "marginal" | "whole_period" | "per_order";
            /** @enum {string} */
            period: "lifetime" | "month" | "quarter" | "order";
            tiers: {
                from: string | number;
                rate_ppm: number;
            }[];
        };
        /** @description A question, or a group of which all or any must hold; groups lie at most 5 deep in one another. */
        GivenPlanCondition: {
            /** @enum {string} */
            field: "affiliate.id" | "affiliate.group" | "affiliate.tier" | "affiliate.class" | "affiliate.country" | "affiliate.tags" | "conversion.event" | "conversion.currency" | "conversion.coupon" | "conversion.country" | "conversion.customer" | "item.sku" | "item.category";
            in: string[];
        } | {
            /** @enum {string} */
            field: "affiliate.id" | "affiliate.group" | "affiliate.tier" | "affiliate.class" | "affiliate.country" | "affiliate.tags" | "conversion.event" | "conversion.currency" | "conversion.coupon" | "conversion.country" | "conversion.customer" | "item.sku" | "item.category";
            not_in: string[];
        } | {
            /** @constant */
            field: "conversion.metadata";
            in: string[];
            key: string;
        } | {
            /** @constant */
            field: "conversion.metadata";
            key: string;
            not_in: string[];
        } | {
            /** @enum {string} */
            field: "conversion.amount_minor" | "conversion.payment";
            max?: string | number;
            min: string | number;
        } | {
            /** @enum {string} */
            field: "conversion.amount_minor" | "conversion.payment";
            max: string | number;
        } | {
            /** @constant */
            field: "conversion.occurred_at";
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to?: string;
        } | {
            /** @constant */
            field: "conversion.occurred_at";
            /** Format: date-time */
            to: string;
        } | {
            all: components["schemas"]["GivenPlanCondition"][];
        } | {
            any: components["schemas"]["GivenPlanCondition"][];
        };
        GivenPlanRule: {
            action: components["schemas"]["GivenPlanAction"];
            id: string;
            /** @default null */
            recurring_months?: number | null;
            when?: components["schemas"]["GivenPlanCondition"] | null;
        };
        GivenPlanTerms: {
            /**
             * @default {
             *       "of": "order",
             *       "less": []
             *     }
             */
            basis?: {
                /** @default [] */
                less?: ("discount" | "shipping" | "tax")[];
                /**
                 * @default order
                 * @enum {string}
                 */
                of?: "order" | "items";
            };
            bonuses?: {
                amount_minor: string | number;
                id: string;
                /**
                 * @default amount
                 * @enum {string}
                 */
                metric?: "amount" | "conversions";
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                threshold: string | number;
            }[];
            caps?: ({
                amount_minor: string | number;
                /** @constant */
                scope: "conversion";
            } | {
                amount_minor: string | number;
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                /** @constant */
                scope: "customer";
            } | {
                amount_minor: string | number;
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                /** @constant */
                scope: "affiliate";
            })[];
            /** @default null */
            currency?: string | null;
            minimum_order_minor?: (string | number) | null;
            /** @default null */
            overrides?: {
                /** @enum {string} */
                of: "commission" | "base";
                rates_ppm: number[];
            } | null;
            rules: components["schemas"]["GivenPlanRule"][];
        };
        GivenSegmentPart: components["schemas"]["GivenSegmentRule"] | {
            /** @constant */
            field: "tag";
            has: string;
        } | {
            /** @constant */
            field: "tag";
            lacks: string;
        } | {
            /** @enum {string} */
            field: "group" | "tier" | "country" | "status" | "class" | "stage";
            in: string[];
        } | {
            days: number;
            /** @enum {string} */
            field: "no_click" | "no_sale";
        } | {
            at_least_minor: string;
            at_most_minor?: string;
            currency: string;
            days: number;
            /** @constant */
            field: "earned";
        } | {
            at_most_minor: string;
            currency: string;
            days: number;
            /** @constant */
            field: "earned";
        } | {
            /** Format: date-time */
            before: string;
            /** @constant */
            field: "signed_up";
        } | {
            /** Format: date-time */
            after: string;
            /** @constant */
            field: "signed_up";
        };
        /** @description Of what is asked, all or any must hold. */
        GivenSegmentRule: {
            all: components["schemas"]["GivenSegmentPart"][];
        } | {
            any: components["schemas"]["GivenSegmentPart"][];
        };
        GivenSimplePlanRule: {
            /** @constant */
            kind: "percent";
            rate_bps: number;
        } | {
            amount_minor: string | number;
            currency: string;
            /** @constant */
            kind: "flat";
        };
        Group: {
            archived_at: string | null;
            color: string | null;
            /** Format: date-time */
            created_at: string;
            description: string | null;
            id: string;
            name: string;
            /** @constant */
            object: "group";
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        HeldCommission: {
            affiliate_id: string;
            amount: components["schemas"]["Money"];
            approved_at: components["schemas"]["Instant"] | null;
            arithmetic: string;
            base: components["schemas"]["Money"];
            conversion_id: string | null;
            created_at: components["schemas"]["Instant"];
            decision_id: string | null;
            fraud: components["schemas"]["FraudScore"];
            fx: {
                amount_minor: components["schemas"]["MinorUnits"];
                currency: components["schemas"]["Currency"];
                from: components["schemas"]["QuotedRate"] | null;
                to: components["schemas"]["QuotedRate"] | null;
            } | null;
            hold_until: components["schemas"]["Instant"] | null;
            id: string;
            /** @enum {string} */
            kind: "sale" | "override" | "bonus";
            level: number;
            /** @constant */
            object: "commission";
            payable_at: components["schemas"]["Instant"] | null;
            payout_id: string | null;
            plan: {
                id: string;
                rule_id: string | null;
                version: number;
            };
            program_id: string;
            reduced: components["schemas"]["Money"];
            /** @enum {string} */
            status: "pending" | "approved" | "held" | "batched" | "paid" | "reversed";
            superseded_by: string | null;
        };
        /** @description RFC 3339 in UTC, with milliseconds. */
        Instant: string;
        Invitation: {
            accepted_at: components["schemas"]["Instant"] | null;
            created_at: components["schemas"]["Instant"];
            created_by: string;
            custom_role_id: string | null;
            email: string | null;
            expires_at: components["schemas"]["Instant"];
            id: string;
            member_id: string | null;
            /** @constant */
            object: "invitation";
            revoked_at: components["schemas"]["Instant"] | null;
            role: ("owner" | "manager" | "operator" | "agent" | "observer") | null;
            /** @enum {string} */
            scope: "workspace" | "organisation";
            /** @enum {string} */
            status: "open" | "expired" | "accepted" | "revoked";
        };
        Journal: {
            adjusts_period: string | null;
            booked_at: components["schemas"]["Instant"];
            entries: {
                /** @enum {string} */
                account: "merchant_payable" | "affiliate_pending" | "affiliate_payable" | "payout_clearing" | "paid_out" | "fx" | "fees" | "write_off";
                affiliate_id: string | null;
                amount: components["schemas"]["Money"];
            }[];
            hash: string;
            id: string;
            key: string;
            kind: string;
            /** @constant */
            object: "journal";
            /** @description What it is of: ids under `commission_id`, `decision_id`, `dispute_id`, `payout_id` and the like; and, where a currency was converted, the sums and rates. */
            refs: {
                [key: string]: string;
            };
            sequence: string;
            written_at: components["schemas"]["Instant"];
        };
        /** @description Any JSON, as it was given. */
        JsonValue: string | number | boolean | null | components["schemas"]["JsonValue"][] | {
            [key: string]: components["schemas"]["JsonValue"];
        };
        Key: {
            affiliate_id: string | null;
            allowed_addresses: string[];
            allowed_hosts: string[];
            created_at: components["schemas"]["Instant"];
            created_by: string | null;
            expires_at: components["schemas"]["Instant"] | null;
            id: string;
            /** @enum {string} */
            kind: "secret_live" | "secret_test" | "publishable" | "postback";
            last_used_at: components["schemas"]["Instant"] | null;
            last4: string;
            name: string;
            /** @constant */
            object: "key";
            replaces: string | null;
            revoked_at: components["schemas"]["Instant"] | null;
            scopes: ("organisation:write" | "workspaces:write" | "members:read" | "members:write" | "roles:read" | "roles:write" | "assignments:read" | "assignments:write" | "personal:read" | "conversions:write" | "conversions:read" | "clicks:read" | "exports:read" | "programs:read" | "programs:write" | "policies:read" | "policies:write" | "simulations:apply" | "affiliates:read" | "affiliates:write" | "affiliates:export" | "applications:read" | "applications:decide" | "offers:read" | "offers:write" | "crm:read" | "crm:write" | "crm:manage" | "saved_reports:read" | "saved_reports:write" | "links:read" | "links:write" | "caps:read" | "caps:write" | "coupons:read" | "coupons:write" | "domains:read" | "domains:write" | "workspace:read" | "workspace:write" | "keys:read" | "keys:write" | "commissions:read" | "commissions:review" | "ledger:read" | "ledger:close" | "payouts:read" | "payout_batches:read" | "payouts:prepare" | "payouts:approve" | "payouts:execute" | "payouts:resolve" | "payout_accounts:write" | "payout_methods:read" | "payout_methods:write" | "payout_methods:reveal" | "notices:read" | "step_up:read" | "step_up:write" | "disputes:read" | "disputes:write" | "disputes:decide" | "portal:read" | "portal:write" | "documents:read" | "documents:write" | "tax_forms:read" | "tax_forms:write" | "events:read" | "webhooks:read" | "webhooks:write" | "postbacks:read" | "postbacks:write" | "bad_rows:read" | "bad_rows:replay" | "erasures:read" | "erasures:write" | "reports:read" | "audit:read")[];
            /** @enum {string} */
            status: "active" | "revoked";
            version: number;
        };
        LedgerChange: {
            adjusts_period: string | null;
            change: components["schemas"]["Money"];
            journal_id: string;
            key: string;
            kind: string;
            /** @constant */
            object: "ledger_change";
            sequence: string;
            written_at: components["schemas"]["Instant"];
        };
        LedgerPeriod: {
            balances: {
                account: string;
                balance: components["schemas"]["Money"];
            }[];
            closed_at: components["schemas"]["Instant"];
            closed_by: string;
            ends_at: components["schemas"]["Instant"];
            ledger: {
                hash: string;
                sequence: string;
            };
            /** @constant */
            object: "ledger_period";
            period: string;
            starts_at: components["schemas"]["Instant"];
            /** @constant */
            status: "closed";
        };
        LedgerVerification: {
            after: string;
            entries_count: number;
            fault: {
                detail: string;
                journal_id: string | null;
                kind: string;
                sequence: string;
            } | null;
            journals_count: number;
            /** @constant */
            object: "ledger_verification";
            roots_count: number;
            /** @enum {string} */
            status: "broken" | "intact" | "partial";
            verified: {
                hash: string;
                sequence: string;
            };
        };
        LegalDetails: {
            address_line1: string | null;
            address_line2: string | null;
            affiliate_id: string | null;
            city: string;
            company_number: string | null;
            country: string;
            created_at: components["schemas"]["Instant"];
            name: string;
            /** @constant */
            object: "legal_details";
            postal_code: string | null;
            region: string | null;
            vat_id: string | null;
            vat_rate_bps: number | null;
            version: number;
        };
        Link: {
            affiliate_id: string;
            archived_at: components["schemas"]["Instant"] | null;
            coupon_code: string | null;
            created_at: components["schemas"]["Instant"];
            destination_url: string;
            durable: boolean | null;
            expires_at: components["schemas"]["Instant"] | null;
            fallback_url: string | null;
            host: string;
            id: string;
            /** @constant */
            object: "link";
            program_id: string;
            rules: {
                browsers?: ("chrome" | "safari" | "firefox" | "edge" | "opera" | "samsung" | "in_app" | "other")[];
                countries?: string[];
                destination_url: string;
                devices?: ("desktop" | "mobile" | "tablet" | "other")[];
                from?: components["schemas"]["Instant"];
                id: string;
                languages?: string[];
                oses?: ("windows" | "macos" | "ios" | "android" | "linux" | "chromeos" | "other")[];
                regions?: string[];
                time?: {
                    days?: number[];
                    from: string;
                    time_zone: string;
                    to: string;
                };
                until?: components["schemas"]["Instant"];
            }[];
            short_url: string;
            slug: string;
            starts_at: components["schemas"]["Instant"] | null;
            /** @enum {string} */
            status: "active" | "disabled";
            updated_at: components["schemas"]["Instant"];
            variants: {
                destination_url: string;
                id: string;
                weight: number;
            }[];
            version: number;
        };
        LinkDomain: {
            android_asset_links: {
                [key: string]: components["schemas"]["JsonValue"];
            }[] | null;
            apple_association: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            archived_at: components["schemas"]["Instant"] | null;
            checked_at: components["schemas"]["Instant"] | null;
            created_at: components["schemas"]["Instant"];
            host: string;
            id: string;
            /** @constant */
            object: "link_domain";
            problem: string | null;
            record: {
                name: string;
                /** @constant */
                type: "TXT";
                value: string;
            };
            root_url: string | null;
            /** @enum {string} */
            status: "pending" | "verified" | "failed";
            updated_at: components["schemas"]["Instant"];
            verified_at: components["schemas"]["Instant"] | null;
            version: number;
        };
        ListedMember: {
            created_at: components["schemas"]["Instant"];
            created_by: string;
            custom_role_id: string | null;
            email: string | null;
            id: string;
            name: string | null;
            /** @constant */
            object: "member";
            person_id: string;
            removed_at: components["schemas"]["Instant"] | null;
            role: ("owner" | "manager" | "operator" | "agent" | "observer") | null;
            /** @enum {string} */
            scope: "workspace" | "organisation";
            /** @enum {string} */
            status: "active" | "removed";
            version: number;
        };
        Member: {
            created_at: components["schemas"]["Instant"];
            created_by: string;
            custom_role_id: string | null;
            id: string;
            /** @constant */
            object: "member";
            person_id: string;
            removed_at: components["schemas"]["Instant"] | null;
            role: ("owner" | "manager" | "operator" | "agent" | "observer") | null;
            /** @enum {string} */
            scope: "workspace" | "organisation";
            /** @enum {string} */
            status: "active" | "removed";
            version: number;
        };
        /** @description Whole minor units of a currency, as text. */
        MinorUnits: string;
        /** @description A debit is positive, a credit negative. */
        Money: {
            amount_minor: components["schemas"]["MinorUnits"];
            currency: components["schemas"]["Currency"];
        };
        NewKey: {
            affiliate_id: string | null;
            allowed_addresses: string[];
            allowed_hosts: string[];
            created_at: components["schemas"]["Instant"];
            created_by: string | null;
            expires_at: components["schemas"]["Instant"] | null;
            id: string;
            key: string;
            /** @enum {string} */
            kind: "secret_live" | "secret_test" | "publishable" | "postback";
            last_used_at: components["schemas"]["Instant"] | null;
            last4: string;
            name: string;
            /** @constant */
            object: "key";
            pixel_secret?: string;
            replaces: string | null;
            revoked_at: components["schemas"]["Instant"] | null;
            s3?: {
                access_key_id: string;
                secret_access_key: string;
            };
            scopes: ("organisation:write" | "workspaces:write" | "members:read" | "members:write" | "roles:read" | "roles:write" | "assignments:read" | "assignments:write" | "personal:read" | "conversions:write" | "conversions:read" | "clicks:read" | "exports:read" | "programs:read" | "programs:write" | "policies:read" | "policies:write" | "simulations:apply" | "affiliates:read" | "affiliates:write" | "affiliates:export" | "applications:read" | "applications:decide" | "offers:read" | "offers:write" | "crm:read" | "crm:write" | "crm:manage" | "saved_reports:read" | "saved_reports:write" | "links:read" | "links:write" | "caps:read" | "caps:write" | "coupons:read" | "coupons:write" | "domains:read" | "domains:write" | "workspace:read" | "workspace:write" | "keys:read" | "keys:write" | "commissions:read" | "commissions:review" | "ledger:read" | "ledger:close" | "payouts:read" | "payout_batches:read" | "payouts:prepare" | "payouts:approve" | "payouts:execute" | "payouts:resolve" | "payout_accounts:write" | "payout_methods:read" | "payout_methods:write" | "payout_methods:reveal" | "notices:read" | "step_up:read" | "step_up:write" | "disputes:read" | "disputes:write" | "disputes:decide" | "portal:read" | "portal:write" | "documents:read" | "documents:write" | "tax_forms:read" | "tax_forms:write" | "events:read" | "webhooks:read" | "webhooks:write" | "postbacks:read" | "postbacks:write" | "bad_rows:read" | "bad_rows:replay" | "erasures:read" | "erasures:write" | "reports:read" | "audit:read")[];
            /** @enum {string} */
            status: "active" | "revoked";
            version: number;
        };
        Note: {
            affiliate_id: string;
            archived_at: string | null;
            author: string;
            /** Format: date-time */
            created_at: string;
            id: string;
            /** @constant */
            object: "note";
            pinned: boolean;
            text: string;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        Notice: {
            attempts: number;
            cause: string;
            created_at: components["schemas"]["Instant"];
            due_at: components["schemas"]["Instant"] | null;
            id: string;
            kind: string;
            /** @constant */
            object: "notice";
            problem: string | null;
            sent_at: components["schemas"]["Instant"] | null;
            /** @enum {string} */
            status: "waiting" | "sent" | "failed";
        };
        Offer: {
            archived_at: string | null;
            /** Format: date-time */
            created_at: string;
            description: string | null;
            id: string;
            landing_url: string;
            name: string;
            /** @constant */
            object: "offer";
            plan_id: string | null;
            program_id: string;
            /** @enum {string} */
            status: "draft" | "active" | "paused" | "closed";
            terms: string | null;
            /** Format: date-time */
            updated_at: string;
            version: number;
            /** @enum {string} */
            visibility: "public" | "private" | "application";
        };
        Organisation: {
            id: string;
            name: string;
            /** @constant */
            object: "organisation";
        };
        OwnAffiliate: {
            country: string | null;
            created_at: components["schemas"]["Instant"];
            currency: string | null;
            email: string | null;
            id: string;
            name: string;
            /** @constant */
            object: "affiliate";
            /** @enum {string} */
            status: "active" | "suspended";
        };
        OwnApplication: {
            accepted_terms: string;
            affiliate_id: string | null;
            answers: {
                [key: string]: (string | number | boolean | string[]) | null;
            } | null;
            consented_at: components["schemas"]["Instant"];
            country: string | null;
            created_at: components["schemas"]["Instant"];
            decided_at: components["schemas"]["Instant"] | null;
            email: string | null;
            erased_at: components["schemas"]["Instant"] | null;
            form_hash: string;
            form_version: number;
            id: string;
            name: string | null;
            /** @constant */
            object: "application";
            program_id: string;
            program_name: string;
            reason: string | null;
            /** @enum {string} */
            status: "pending" | "approved" | "rejected" | "withdrawn";
        };
        OwnCommission: {
            amount: components["schemas"]["Money"];
            approved_at: components["schemas"]["Instant"] | null;
            arithmetic: string;
            base: components["schemas"]["Money"];
            conversion_id: string | null;
            created_at: components["schemas"]["Instant"];
            decision_id: string | null;
            fx: {
                amount_minor: components["schemas"]["MinorUnits"];
                currency: components["schemas"]["Currency"];
                from: components["schemas"]["QuotedRate"] | null;
                to: components["schemas"]["QuotedRate"] | null;
            } | null;
            hold_until: components["schemas"]["Instant"] | null;
            id: string;
            /** @enum {string} */
            kind: "sale" | "override" | "bonus";
            level: number;
            /** @constant */
            object: "commission";
            payable_at: components["schemas"]["Instant"] | null;
            payout_id: string | null;
            program_id: string;
            reduced: components["schemas"]["Money"];
            /** @enum {string} */
            status: "pending" | "approved" | "held" | "batched" | "paid" | "reversed";
            superseded_by: string | null;
        };
        OwnConversionExplanation: {
            changes: {
                adjustments: {
                    affiliate_id: string;
                    amount: components["schemas"]["Money"];
                    commission_id: string;
                    /** @enum {string} */
                    kind: "unpaid" | "carried";
                    payout_id: string | null;
                }[];
                amount: {
                    amount_minor: components["schemas"]["MinorUnits"];
                    currency: components["schemas"]["Currency"] | null;
                } | null;
                applied_at: components["schemas"]["Instant"] | null;
                kind: string;
                occurred_at: components["schemas"]["Instant"];
                refunded_so_far: {
                    amount_minor: components["schemas"]["MinorUnits"];
                    currency: components["schemas"]["Currency"] | null;
                } | null;
                /** @enum {string} */
                status: "parked" | "applied" | "refused";
            }[];
            commissions: {
                affiliate_id: string;
                amount: components["schemas"]["Money"];
                approved_at: components["schemas"]["Instant"] | null;
                arithmetic: string;
                base: components["schemas"]["Money"];
                conversion_id: string | null;
                created_at: components["schemas"]["Instant"];
                decision_id: string | null;
                fx: {
                    amount_minor: components["schemas"]["MinorUnits"];
                    currency: components["schemas"]["Currency"];
                    from: components["schemas"]["QuotedRate"] | null;
                    to: components["schemas"]["QuotedRate"] | null;
                } | null;
                hold_until: components["schemas"]["Instant"] | null;
                id: string;
                /** @enum {string} */
                kind: "sale" | "override" | "bonus";
                level: number;
                /** @constant */
                object: "commission";
                payable_at: components["schemas"]["Instant"] | null;
                payout_id: string | null;
                plan: {
                    id: string;
                    rule_id: string | null;
                    version: number;
                };
                program_id: string;
                reduced: components["schemas"]["Money"];
                /** @enum {string} */
                status: "pending" | "approved" | "held" | "batched" | "paid" | "reversed";
                superseded_by: string | null;
                trace: components["schemas"]["CommissionTrace"] | null;
            }[];
            conversion: {
                amount: components["schemas"]["Money"];
                commission_ids: string[];
                decided_at: components["schemas"]["Instant"] | null;
                event: string;
                id: string;
                /** @constant */
                object: "conversion";
                occurred_at: components["schemas"]["Instant"];
                reason: components["schemas"]["Reason"] | null;
                received_at: components["schemas"]["Instant"];
                refunded: components["schemas"]["Money"];
                /** @enum {string} */
                status: "received" | "attributed" | "unattributed";
            };
            credits: ({
                affiliate_id: string;
                click_id: string | null;
                credit_ppm: number;
                link_id: string | null;
                program_id: string;
                touch_id: string;
            } | {
                affiliate_id: null;
                credit_ppm: number;
            })[];
            decision: {
                decided_at: components["schemas"]["Instant"];
                id: string;
                journey: {
                    assembled_at: components["schemas"]["Instant"];
                    id: string;
                };
                policy: {
                    body: components["schemas"]["PolicyBody"];
                    hash: string | null;
                    version: number | null;
                };
                reason: components["schemas"]["Reason"];
                revision: number;
                simulation_id: string | null;
            } | null;
            /** @constant */
            object: "conversion_explanation";
            touches: ({
                affiliate_class: string | null;
                affiliate_id: string;
                click_id: string | null;
                clicked_at: components["schemas"]["Instant"];
                is_in: boolean;
                /** @enum {string} */
                kind: "click" | "coupon" | "lock";
                link_id: string | null;
                program_id: string;
                touch_id: string;
                verdict: string | null;
                via: string;
                why: string;
            } | {
                affiliate_id: null;
                is_in: boolean;
            })[];
        };
        OwnCreative: {
            body: string | null;
            height: number | null;
            id: string;
            /** @enum {string} */
            kind: "banner" | "text" | "link" | "video";
            name: string;
            /** @constant */
            object: "creative";
            offer: {
                id: string;
                landing_url: string;
                name: string;
            };
            program_id: string;
            updated_at: components["schemas"]["Instant"];
            url: string | null;
            width: number | null;
        };
        OwnLink: {
            coupon_code: string | null;
            created_at: components["schemas"]["Instant"];
            destination_url: string;
            expires_at: components["schemas"]["Instant"] | null;
            host: string;
            id: string;
            /** @constant */
            object: "link";
            program_id: string;
            short_url: string;
            slug: string;
            starts_at: components["schemas"]["Instant"] | null;
            /** @enum {string} */
            status: "active" | "disabled";
            updated_at: components["schemas"]["Instant"];
        };
        OwnPayout: {
            amount: components["schemas"]["Money"];
            created_at: components["schemas"]["Instant"];
            ended_at: components["schemas"]["Instant"] | null;
            id: string;
            /** @constant */
            object: "payout";
            paid_at: components["schemas"]["Instant"] | null;
            reason: string | null;
            recipient: components["schemas"]["PayoutRecipient"] | null;
            reference: string | null;
            status: string;
            submitted_at: components["schemas"]["Instant"] | null;
        };
        OwnPayoutWithItems: {
            amount: components["schemas"]["Money"];
            created_at: components["schemas"]["Instant"];
            ended_at: components["schemas"]["Instant"] | null;
            id: string;
            netted: {
                amount: components["schemas"]["Money"];
                commission_id: string;
            }[];
            /** @constant */
            object: "payout";
            paid_at: components["schemas"]["Instant"] | null;
            pays: {
                amount_minor: components["schemas"]["MinorUnits"];
                commission_id: string;
                is_live: boolean;
            }[];
            reason: string | null;
            recipient: components["schemas"]["PayoutRecipient"] | null;
            reference: string | null;
            status: string;
            submitted_at: components["schemas"]["Instant"] | null;
        };
        OwnProgram: {
            allowed_hosts: string[];
            currency: components["schemas"]["Currency"];
            hold_days: number;
            id: string;
            name: string;
            /** @constant */
            object: "program";
            /** @enum {string} */
            status: "active" | "paused" | "closed";
        };
        OwnStatement: {
            affiliate: {
                id: string;
                name: string;
            };
            commissions: {
                data: components["schemas"]["OwnCommission"][];
                has_more: boolean;
                next_cursor: string | null;
                /** @constant */
                object: "list";
            };
            /** @constant */
            object: "statement";
            totals: {
                currency: components["schemas"]["Currency"];
                held: components["schemas"]["Money"];
                in_clearing: components["schemas"]["Money"];
                paid: components["schemas"]["Money"];
                payable: components["schemas"]["Money"];
                pending: components["schemas"]["Money"];
            }[];
        };
        Passkey: {
            created_at: components["schemas"]["Instant"];
            id: string;
            is_backed_up: boolean;
            last_used_at: components["schemas"]["Instant"] | null;
            name: string;
            /** @constant */
            object: "passkey";
        };
        PasskeyChallenge: {
            expires_at: components["schemas"]["Instant"];
            id: string;
            /** @constant */
            object: "passkey_challenge";
            /** @description What `navigator.credentials` takes. */
            options: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        Password: {
            /** @constant */
            object: "password";
            /** @constant */
            status: "changed";
        };
        PasswordReset: {
            /** @constant */
            object: "password_reset";
            /** @enum {string} */
            status: "mailed" | "done";
        };
        Payout: {
            affiliate_id: string;
            amount: components["schemas"]["Money"];
            batch_id: string;
            created_at: components["schemas"]["Instant"];
            debited: components["schemas"]["Money"] | null;
            ended_at: components["schemas"]["Instant"] | null;
            id: string;
            /** @constant */
            object: "payout";
            paid_at: components["schemas"]["Instant"] | null;
            payout_method_id: string | null;
            provider: string;
            reason: string | null;
            reference: string | null;
            resolved_by: string | null;
            /** @enum {string} */
            status: "prepared" | "cancelled" | "submitting" | "unknown" | "submitted" | "needs_review" | "paid" | "failed" | "returned";
            submitted_at: components["schemas"]["Instant"] | null;
        };
        PayoutAccount: {
            created_at: components["schemas"]["Instant"];
            hint: string;
            identity: string;
            in_force: boolean;
            /** @constant */
            object: "payout_account";
            provider: string;
            put_at: components["schemas"]["Instant"];
            put_by: string;
        };
        PayoutApprovalLimit: {
            currency: components["schemas"]["Currency"];
            /** @constant */
            object: "payout_approval_limit";
            step_up_over_minor: components["schemas"]["MinorUnits"] | null;
        };
        PayoutBatch: {
            approved_at: components["schemas"]["Instant"] | null;
            approved_by: string | null;
            created_at: components["schemas"]["Instant"];
            currency: components["schemas"]["Currency"];
            id: string;
            /** @constant */
            object: "payout_batch";
            paid_at: components["schemas"]["Instant"] | null;
            payouts_count: number;
            prepared_by: string;
            provider: string;
            sources: components["schemas"]["PayoutSource"][];
            /** @enum {string} */
            status: "prepared" | "approved" | "submitting" | "submitted" | "unknown" | "paid" | "failed" | "cancelled";
            submitted_at: components["schemas"]["Instant"] | null;
            total: components["schemas"]["Money"];
        };
        PayoutBatchPreview: {
            currency: components["schemas"]["Currency"];
            has_more_payouts: boolean;
            /** @constant */
            object: "payout_batch_preview";
            payouts: {
                affiliate_id: string;
                amount: components["schemas"]["Money"];
                sources: components["schemas"]["PayoutSource"][];
            }[];
            payouts_count: number;
            provider: string;
            sources: components["schemas"]["PayoutSource"][];
            total: components["schemas"]["Money"];
        };
        PayoutBatchWithPayouts: {
            approved_at: components["schemas"]["Instant"] | null;
            approved_by: string | null;
            created_at: components["schemas"]["Instant"];
            currency: components["schemas"]["Currency"];
            has_more_payouts: boolean;
            id: string;
            /** @constant */
            object: "payout_batch";
            paid_at: components["schemas"]["Instant"] | null;
            payouts: components["schemas"]["PayoutOfBatch"][];
            payouts_count: number;
            prepared_by: string;
            provider: string;
            sources: components["schemas"]["PayoutSource"][];
            /** @enum {string} */
            status: "prepared" | "approved" | "submitting" | "submitted" | "unknown" | "paid" | "failed" | "cancelled";
            submitted_at: components["schemas"]["Instant"] | null;
            total: components["schemas"]["Money"];
        };
        PayoutEvidence: {
            affiliate_id: string;
            amount: components["schemas"]["Money"];
            attempts: {
                attempt: number;
                fingerprint?: string;
                finished_at: components["schemas"]["Instant"] | null;
                outcome: string | null;
                provider: string;
                provider_key?: string;
                started_at: components["schemas"]["Instant"];
            }[];
            batch_id: string;
            ended_at: components["schemas"]["Instant"] | null;
            events: {
                event_id?: string;
                occurred_at: components["schemas"]["Instant"];
                outcome: string;
                provider: string;
                reason: string | null;
                received_at: components["schemas"]["Instant"];
                reference?: string | null;
                said: string;
            }[];
            has_more: boolean;
            id: string;
            items: {
                amount_minor: components["schemas"]["MinorUnits"];
                commission_id: string;
                is_live: boolean;
            }[];
            netted: {
                amount: components["schemas"]["Money"];
                cause_id: string;
                commission_id: string;
                created_at: components["schemas"]["Instant"];
                /** @enum {string} */
                kind: "unpaid" | "carried";
                payout_id: string | null;
            }[];
            /** @constant */
            object: "payout";
            paid_at: components["schemas"]["Instant"] | null;
            reason: string | null;
            recipient: components["schemas"]["PayoutRecipient"] | null;
            reference: string | null;
            status: string;
            submitted_at: components["schemas"]["Instant"] | null;
        };
        PayoutHistory: {
            affiliate_id: string;
            amount: components["schemas"]["Money"];
            attempts: {
                attempt: number;
                finished_at: components["schemas"]["Instant"] | null;
                outcome: string | null;
                provider_key: string;
                reference: string | null;
                started_at: components["schemas"]["Instant"];
            }[];
            batch_id: string;
            created_at: components["schemas"]["Instant"];
            debited: components["schemas"]["Money"] | null;
            ended_at: components["schemas"]["Instant"] | null;
            events: {
                event_id: string;
                occurred_at: components["schemas"]["Instant"] | null;
                outcome: string;
                reason: string | null;
                received_at: components["schemas"]["Instant"];
                reference: string | null;
                said: string;
            }[];
            id: string;
            /** @constant */
            object: "payout";
            paid_at: components["schemas"]["Instant"] | null;
            payout_method_id: string | null;
            provider: string;
            reason: string | null;
            reference: string | null;
            resolution: {
                confirmed_at: components["schemas"]["Instant"] | null;
                confirmed_by: string | null;
                note: string;
                outcome: string;
                proposed_at: components["schemas"]["Instant"];
                proposed_by: string;
                reference: string | null;
            } | null;
            resolved_by: string | null;
            /** @enum {string} */
            status: "prepared" | "cancelled" | "submitting" | "unknown" | "submitted" | "needs_review" | "paid" | "failed" | "returned";
            submitted_at: components["schemas"]["Instant"] | null;
        };
        PayoutMethod: {
            affiliate_id: string;
            cancelled_at: components["schemas"]["Instant"] | null;
            country: string | null;
            created_at: components["schemas"]["Instant"];
            effective_at: components["schemas"]["Instant"];
            hint: string;
            id: string;
            /** @enum {string} */
            kind: "iban" | "stripe" | "paypal" | "wise";
            /** @constant */
            object: "payout_method";
            status: string;
        };
        PayoutMinimum: {
            currency: components["schemas"]["Currency"];
            minimum_minor: components["schemas"]["MinorUnits"];
            /** @constant */
            object: "payout_minimum";
        };
        PayoutOfBatch: {
            affiliate_id: string;
            amount: components["schemas"]["Money"];
            commissions_count: number;
            ended_at: components["schemas"]["Instant"] | null;
            id: string;
            /** @constant */
            object: "payout";
            paid_at: components["schemas"]["Instant"] | null;
            reason: string | null;
            recipient: components["schemas"]["PayoutRecipient"] | null;
            reference: string | null;
            /** @enum {string} */
            status: "prepared" | "cancelled" | "submitting" | "unknown" | "submitted" | "needs_review" | "paid" | "failed" | "returned";
        };
        PayoutOutlook: {
            affiliate_id: string;
            as_of: components["schemas"]["Instant"];
            has_more: boolean;
            lines: {
                amount: components["schemas"]["Money"];
                commissions_count: number;
                payable_at: components["schemas"]["Instant"] | null;
                pays_in: components["schemas"]["Currency"];
                prepared_at: components["schemas"]["Instant"] | null;
                program_id: string;
                reasons: string[];
                state: string;
            }[];
            /** @constant */
            object: "payout_outlook";
            payable_now: components["schemas"]["Money"][];
            sums: {
                currency: components["schemas"]["Currency"];
                in_payouts: components["schemas"]["Money"];
                payable: components["schemas"]["Money"];
                pending: components["schemas"]["Money"];
            }[];
        };
        PayoutPreparation: {
            batches: components["schemas"]["PayoutBatch"][];
            has_more_waiting: boolean;
            /** @constant */
            object: "payout_preparation";
            waiting: components["schemas"]["WaitingPayout"][];
            waiting_totals: {
                affiliates_count: number;
                amount: components["schemas"]["Money"];
                /** @enum {string} */
                reason: "below_minimum" | "negative_balance" | "on_hold" | "no_method" | "method_on_hold" | "tax_form_missing" | "suspended" | "country_not_allowed" | "method_not_allowed" | "currency_not_supported" | "no_rate" | "not_scheduled" | "disputed";
            }[];
        };
        PayoutPreview: {
            batches: components["schemas"]["PayoutBatchPreview"][];
            has_more_waiting: boolean;
            /** @constant */
            object: "payout_preview";
            waiting: components["schemas"]["WaitingPayout"][];
            waiting_totals: {
                affiliates_count: number;
                amount: components["schemas"]["Money"];
                /** @enum {string} */
                reason: "below_minimum" | "negative_balance" | "on_hold" | "no_method" | "method_on_hold" | "tax_form_missing" | "suspended" | "country_not_allowed" | "method_not_allowed" | "currency_not_supported" | "no_rate" | "not_scheduled" | "disputed";
            }[];
        };
        PayoutRecipient: {
            email: string | null;
            name: string;
        };
        PayoutSource: {
            amount: components["schemas"]["Money"];
            converted: components["schemas"]["Money"];
            from_rate: components["schemas"]["QuotedRate"] | null;
            to_rate: components["schemas"]["QuotedRate"] | null;
        };
        PayoutStatement: {
            corrects: null;
            currency: components["schemas"]["Currency"];
            is_test: boolean;
            issued_on: string;
            notes: string[];
            number: string;
            /** @constant */
            object: "statement";
            payee: components["schemas"]["DocumentParty"];
            payer: components["schemas"]["DocumentParty"];
            payout: {
                batch_id: string;
                id: string;
                paid_on: string;
                reference: string | null;
                returned_on: string | null;
            };
            self_billing_terms: null;
            sources: {
                converted_minor: components["schemas"]["MinorUnits"];
                currency: components["schemas"]["Currency"];
                lines: {
                    amount_minor: components["schemas"]["MinorUnits"];
                    count: number;
                    from: string;
                    id: string | null;
                    /** @enum {string} */
                    kind: "commission" | "adjustment";
                    program: string;
                    to: string;
                }[];
                rates: {
                    currency: components["schemas"]["Currency"];
                    day: string;
                    per_euro: string;
                }[];
                total_minor: components["schemas"]["MinorUnits"];
            }[];
            tax_point: string;
            time_zone: string;
            title: string;
            total_minor: components["schemas"]["MinorUnits"];
            vat: null;
            /** @constant */
            version: 1;
        };
        PayoutStatementReturn: {
            corrects: {
                issued_on: string;
                number: string;
            };
            currency: components["schemas"]["Currency"];
            is_test: boolean;
            issued_on: string;
            notes: string[];
            number: string;
            /** @constant */
            object: "statement_return";
            payee: components["schemas"]["DocumentParty"];
            payer: components["schemas"]["DocumentParty"];
            payout: {
                batch_id: string;
                id: string;
                paid_on: string;
                reference: string | null;
                returned_on: string | null;
            };
            self_billing_terms: null;
            sources: {
                converted_minor: components["schemas"]["MinorUnits"];
                currency: components["schemas"]["Currency"];
                lines: {
                    amount_minor: components["schemas"]["MinorUnits"];
                    count: number;
                    from: string;
                    id: string | null;
                    /** @enum {string} */
                    kind: "commission" | "adjustment";
                    program: string;
                    to: string;
                }[];
                rates: {
                    currency: components["schemas"]["Currency"];
                    day: string;
                    per_euro: string;
                }[];
                total_minor: components["schemas"]["MinorUnits"];
            }[];
            tax_point: string;
            time_zone: string;
            title: string;
            total_minor: components["schemas"]["MinorUnits"];
            vat: null;
            /** @constant */
            version: 1;
        };
        PayoutTerms: {
            affiliate_id: string | null;
            countries: string[] | null;
            created_at: components["schemas"]["Instant"];
            effective_from: components["schemas"]["Instant"];
            hold_days: number | null;
            id: string;
            method_kinds: string[] | null;
            minimums: {
                [key: string]: components["schemas"]["MinorUnits"];
            };
            net: string | null;
            /** @constant */
            object: "payout_terms";
            payout_currency: string | null;
            program_id: string | null;
            requires_method: boolean | null;
            requires_tax_form: boolean | null;
            schedule: string | null;
        };
        PayoutTermsInForce: {
            affiliate_id: string | null;
            countries: string[] | null;
            hold_days: number | null;
            method_kinds: string[] | null;
            minimums: {
                [key: string]: components["schemas"]["MinorUnits"];
            };
            net: string | null;
            /** @constant */
            object: "payout_terms_in_force";
            payout_currency: string | null;
            program_id: string | null;
            requires_method: boolean | null;
            requires_tax_form: boolean | null;
            schedule: string | null;
        };
        /** @enum {string} */
        Permission: "organisation:write" | "workspaces:write" | "members:read" | "members:write" | "roles:read" | "roles:write" | "assignments:read" | "assignments:write" | "personal:read" | "conversions:write" | "conversions:read" | "clicks:read" | "exports:read" | "programs:read" | "programs:write" | "policies:read" | "policies:write" | "simulations:apply" | "affiliates:read" | "affiliates:write" | "affiliates:export" | "applications:read" | "applications:decide" | "offers:read" | "offers:write" | "crm:read" | "crm:write" | "crm:manage" | "saved_reports:read" | "saved_reports:write" | "links:read" | "links:write" | "caps:read" | "caps:write" | "coupons:read" | "coupons:write" | "domains:read" | "domains:write" | "workspace:read" | "workspace:write" | "keys:read" | "keys:write" | "commissions:read" | "commissions:review" | "ledger:read" | "ledger:close" | "payouts:read" | "payout_batches:read" | "payouts:prepare" | "payouts:approve" | "payouts:execute" | "payouts:resolve" | "payout_accounts:write" | "payout_methods:read" | "payout_methods:write" | "payout_methods:reveal" | "notices:read" | "step_up:read" | "step_up:write" | "disputes:read" | "disputes:write" | "disputes:decide" | "portal:read" | "portal:write" | "documents:read" | "documents:write" | "tax_forms:read" | "tax_forms:write" | "events:read" | "webhooks:read" | "webhooks:write" | "postbacks:read" | "postbacks:write" | "bad_rows:read" | "bad_rows:replay" | "erasures:read" | "erasures:write" | "reports:read" | "audit:read";
        Person: {
            created_at: components["schemas"]["Instant"];
            email: string;
            has_authenticator: boolean;
            has_password: boolean;
            id: string;
            name: string | null;
            /** @constant */
            object: "person";
        };
        PersonEvent: {
            action: string;
            actor: string;
            /** @description What was before and after. */
            change: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            created_at: components["schemas"]["Instant"];
            /** @constant */
            object: "person_event";
            request_id: string;
            sequence: string;
            subject_id: string;
        };
        Pipeline: {
            archived_at: string | null;
            /** Format: date-time */
            created_at: string;
            description: string | null;
            id: string;
            name: string;
            /** @constant */
            object: "pipeline";
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        Plan: {
            created_at: components["schemas"]["Instant"];
            id: string;
            name: string;
            /** @constant */
            object: "plan";
            versions: components["schemas"]["PlanVersion"][];
        };
        PlanAction: {
            /** @constant */
            kind: "percent";
            rate_ppm: number;
        } | {
            amount_minor: string;
            /** @constant */
            kind: "flat";
        } | {
            amount_minor: string;
            /** @constant */
            kind: "per_item";
        } | {
            /** @constant */
            kind: "tiered";
            /** @enum {string} */
            metric: "amount" | "conversions";
            /** @enum {string} */
            mode: "marginal" | "whole_period" | "per_order";
            /** @enum {string} */
            period: "lifetime" | "month" | "quarter" | "order";
            tiers: {
                from: string;
                rate_ppm: number;
            }[];
        };
        /** @description A question of a plan's rule with what was found, or a group of them. */
        PlanAnswer: {
            actual: (string | string[]) | null;
            /** @enum {string} */
            field: "affiliate.id" | "affiliate.group" | "affiliate.tier" | "affiliate.class" | "affiliate.country" | "affiliate.tags" | "conversion.event" | "conversion.currency" | "conversion.coupon" | "conversion.country" | "conversion.customer" | "item.sku" | "item.category";
            holds: boolean;
            in: string[];
        } | {
            actual: (string | string[]) | null;
            /** @enum {string} */
            field: "affiliate.id" | "affiliate.group" | "affiliate.tier" | "affiliate.class" | "affiliate.country" | "affiliate.tags" | "conversion.event" | "conversion.currency" | "conversion.coupon" | "conversion.country" | "conversion.customer" | "item.sku" | "item.category";
            holds: boolean;
            not_in: string[];
        } | {
            actual: (string | string[]) | null;
            /** @constant */
            field: "conversion.metadata";
            holds: boolean;
            in: string[];
            key: string;
        } | {
            actual: (string | string[]) | null;
            /** @constant */
            field: "conversion.metadata";
            holds: boolean;
            key: string;
            not_in: string[];
        } | {
            actual: (string | string[]) | null;
            /** @enum {string} */
            field: "conversion.amount_minor" | "conversion.payment";
            holds: boolean;
            max?: string;
            min: string;
        } | {
            actual: (string | string[]) | null;
            /** @enum {string} */
            field: "conversion.amount_minor" | "conversion.payment";
            holds: boolean;
            max: string;
        } | {
            actual: (string | string[]) | null;
            /** @constant */
            field: "conversion.occurred_at";
            /** Format: date-time */
            from: string;
            holds: boolean;
            /** Format: date-time */
            to?: string;
        } | {
            actual: (string | string[]) | null;
            /** @constant */
            field: "conversion.occurred_at";
            holds: boolean;
            /** Format: date-time */
            to: string;
        } | {
            all: components["schemas"]["PlanAnswer"][];
            holds: boolean;
        } | {
            any: components["schemas"]["PlanAnswer"][];
            holds: boolean;
        };
        PlanCase: {
            created_at: components["schemas"]["Instant"];
            expected: {
                affiliate: string;
                amount_minor: components["schemas"]["MinorUnits"];
                currency: string;
                kind: string;
            }[];
            given: {
                affiliates: {
                    affiliate: string;
                    class: string;
                    country: string | null;
                    earned: {
                        amount_minor: string;
                        /** @enum {string} */
                        period: "lifetime" | "month" | "quarter";
                    }[];
                    group: string | null;
                    sponsors: string[];
                    tags: string[];
                    tier: string | null;
                    volumes: {
                        amount_minor: string;
                        conversions: number;
                        /** @enum {string} */
                        period: "lifetime" | "month" | "quarter";
                    }[];
                }[];
                credits?: {
                    affiliate: string;
                    credit_ppm: number;
                }[];
                customer: {
                    conversions_before: number | null;
                    first_converted_at: components["schemas"]["Instant"] | null;
                };
                journey?: {
                    affiliate: string;
                    /** @enum {string} */
                    affiliate_status: "active" | "suspended";
                    class: string;
                    /** @enum {string} */
                    kind: "click" | "earlier_order";
                    /** @enum {string} */
                    program_status: "active" | "paused" | "closed";
                    seconds_before_order: number;
                    /** @enum {string} */
                    verdict: "human" | "bot" | "prefetch" | "preview" | "duplicate" | "over_cap" | "blocked" | "head" | "empty_agent";
                }[];
                order: {
                    amount_minor: string;
                    country: string | null;
                    coupon?: {
                        affiliate: string;
                        /** @enum {string} */
                        affiliate_status: "active" | "suspended";
                        class: string;
                        /** @enum {string} */
                        program_status: "active" | "paused" | "closed";
                        /** @enum {string} */
                        status: "active" | "disabled";
                    } | null;
                    coupon_code: string | null;
                    currency: string;
                    discount_minor: string;
                    event: string;
                    items: {
                        amount_minor: string;
                        category: string | null;
                        quantity: number;
                        sku: string;
                    }[];
                    metadata: {
                        [key: string]: string;
                    } | null;
                    /** Format: date-time */
                    occurred_at: string;
                    shipping_minor: string;
                    tax_minor: string;
                };
                policy?: {
                    version: number;
                } | {
                    terms: components["schemas"]["PolicyBody"];
                };
                rates?: {
                    currency: string;
                    rate: string;
                }[];
            };
            id: string;
            name: string;
            /** @constant */
            object: "plan_case";
            outcome: {
                passes: boolean;
                plan_version: number;
                problem: string | null;
                sums: {
                    affiliate: string;
                    amount_minor: components["schemas"]["MinorUnits"];
                    currency: string;
                    kind: string;
                }[];
            };
            plan_id: string;
            retired_at: components["schemas"]["Instant"] | null;
        };
        /** @description A question, or a group of which all or any must hold; groups lie at most 5 deep in one another. */
        PlanCondition: {
            /** @enum {string} */
            field: "affiliate.id" | "affiliate.group" | "affiliate.tier" | "affiliate.class" | "affiliate.country" | "affiliate.tags" | "conversion.event" | "conversion.currency" | "conversion.coupon" | "conversion.country" | "conversion.customer" | "item.sku" | "item.category";
            in: string[];
        } | {
            /** @enum {string} */
            field: "affiliate.id" | "affiliate.group" | "affiliate.tier" | "affiliate.class" | "affiliate.country" | "affiliate.tags" | "conversion.event" | "conversion.currency" | "conversion.coupon" | "conversion.country" | "conversion.customer" | "item.sku" | "item.category";
            not_in: string[];
        } | {
            /** @constant */
            field: "conversion.metadata";
            in: string[];
            key: string;
        } | {
            /** @constant */
            field: "conversion.metadata";
            key: string;
            not_in: string[];
        } | {
            /** @enum {string} */
            field: "conversion.amount_minor" | "conversion.payment";
            max?: string;
            min: string;
        } | {
            /** @enum {string} */
            field: "conversion.amount_minor" | "conversion.payment";
            max: string;
        } | {
            /** @constant */
            field: "conversion.occurred_at";
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to?: string;
        } | {
            /** @constant */
            field: "conversion.occurred_at";
            /** Format: date-time */
            to: string;
        } | {
            all: components["schemas"]["PlanCondition"][];
        } | {
            any: components["schemas"]["PlanCondition"][];
        };
        PlanException: {
            affiliate_id: string;
            created_at: components["schemas"]["Instant"];
            effective_from: components["schemas"]["Instant"];
            effective_to: components["schemas"]["Instant"] | null;
            id: string;
            /** @constant */
            object: "plan_exception";
            plan_id: string | null;
            program_id: string;
        };
        PlanRule: {
            action: components["schemas"]["PlanAction"];
            id: string;
            recurring_months: number | null;
            when: components["schemas"]["PlanCondition"] | null;
        };
        PlanTerms: {
            basis: {
                less: ("discount" | "shipping" | "tax")[];
                /** @enum {string} */
                of: "order" | "items";
            };
            bonuses: {
                amount_minor: string;
                id: string;
                /** @enum {string} */
                metric: "amount" | "conversions";
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                threshold: string;
            }[];
            caps: ({
                amount_minor: string;
                /** @constant */
                scope: "conversion";
            } | {
                amount_minor: string;
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                /** @constant */
                scope: "customer";
            } | {
                amount_minor: string;
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                /** @constant */
                scope: "affiliate";
            })[];
            currency: string | null;
            minimum_order_minor: string | null;
            overrides: {
                /** @enum {string} */
                of: "commission" | "base";
                rates_ppm: number[];
            } | null;
            rules: components["schemas"]["PlanRule"][];
        };
        PlanVersion: {
            effective_from: components["schemas"]["Instant"];
            hash: string;
            /** @constant */
            object: "plan_version";
            rule: components["schemas"]["StoredPlan"];
            version: number;
        };
        PolicyBody: {
            class_priority?: string[];
            counted_verdicts: ("human" | "bot" | "prefetch" | "preview" | "duplicate" | "over_cap" | "blocked" | "head" | "empty_agent")[];
            coupon_ppm?: number;
            /** @enum {string} */
            coupon_precedence?: "coupon_wins" | "click_wins" | "ignored" | "split";
            customer_lock?: {
                /** @constant */
                kind: "none";
            } | {
                /** @enum {string} */
                affiliate: "first" | "latest";
                days: number;
                /** @constant */
                kind: "days";
            } | {
                /** @enum {string} */
                affiliate: "first" | "latest";
                /** @constant */
                kind: "lifetime";
            };
            half_life_ms?: number;
            lookback_ms: number;
            min_click_to_conversion_ms: number;
            /** @enum {string} */
            model: "last_click" | "first_click" | "linear" | "position_based" | "time_decay";
            position_weights?: {
                first_ppm: number;
                last_ppm: number;
            };
            stand_down?: {
                before_order_ms: number;
                in_session_ms: number;
            };
        };
        PolicyCase: {
            created_at: components["schemas"]["Instant"];
            expected: {
                credits?: {
                    affiliate: string;
                    credit_ppm: number;
                }[];
                reason?: string;
                sums?: {
                    affiliate: string;
                    amount_minor: components["schemas"]["MinorUnits"];
                    currency: string;
                    kind: string;
                }[];
            };
            given: {
                affiliates?: {
                    affiliate: string;
                    class: string;
                    country: string | null;
                    earned: {
                        amount_minor: string;
                        /** @enum {string} */
                        period: "lifetime" | "month" | "quarter";
                    }[];
                    group: string | null;
                    plan?: {
                        plan_id?: string;
                        rule?: components["schemas"]["SimplePlanRule"];
                        terms?: components["schemas"]["PlanTerms"];
                    };
                    sponsors: string[];
                    tags: string[];
                    tier: string | null;
                    volumes: {
                        amount_minor: string;
                        conversions: number;
                        /** @enum {string} */
                        period: "lifetime" | "month" | "quarter";
                    }[];
                }[];
                customer?: {
                    conversions_before: number | null;
                    first_converted_at: components["schemas"]["Instant"] | null;
                };
                journey: {
                    affiliate: string;
                    /** @enum {string} */
                    affiliate_status: "active" | "suspended";
                    class: string;
                    /** @enum {string} */
                    kind: "click" | "earlier_order";
                    /** @enum {string} */
                    program_status: "active" | "paused" | "closed";
                    seconds_before_order: number;
                    /** @enum {string} */
                    verdict: "human" | "bot" | "prefetch" | "preview" | "duplicate" | "over_cap" | "blocked" | "head" | "empty_agent";
                }[];
                order: {
                    amount_minor?: string;
                    country?: string | null;
                    coupon: {
                        affiliate: string;
                        /** @enum {string} */
                        affiliate_status: "active" | "suspended";
                        class: string;
                        /** @enum {string} */
                        program_status: "active" | "paused" | "closed";
                        /** @enum {string} */
                        status: "active" | "disabled";
                    } | null;
                    coupon_code?: string | null;
                    currency?: string;
                    discount_minor?: string;
                    event?: string;
                    items?: {
                        amount_minor: string;
                        category: string | null;
                        quantity: number;
                        sku: string;
                    }[];
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    /** Format: date-time */
                    occurred_at?: string;
                    shipping_minor?: string;
                    tax_minor?: string;
                };
                plan?: {
                    plan_id?: string;
                    rule?: components["schemas"]["SimplePlanRule"];
                    terms?: components["schemas"]["PlanTerms"];
                };
                rates?: {
                    currency: string;
                    rate: string;
                }[];
            };
            id: string;
            name: string;
            /** @constant */
            object: "policy_case";
            outcome: {
                credits: {
                    affiliate: string;
                    credit_ppm: number;
                }[];
                passes: boolean;
                policy_version: number;
                problem: string | null;
                reason: string;
                sums?: {
                    affiliate: string;
                    amount_minor: components["schemas"]["MinorUnits"];
                    currency: string;
                    kind: string;
                }[];
            };
            retired_at: components["schemas"]["Instant"] | null;
        };
        PolicyVersion: {
            effective_from: components["schemas"]["Instant"];
            hash: string;
            /** @constant */
            object: "policy_version";
            policy: components["schemas"]["PolicyBody"];
            version: number;
        };
        Postback: {
            affiliate_id: string | null;
            archived_at: components["schemas"]["Instant"] | null;
            contact_email: string | null;
            created_at: components["schemas"]["Instant"];
            description: string;
            disabled_because: ("by_hand" | "gone" | "failing") | null;
            failing_since: components["schemas"]["Instant"] | null;
            id: string;
            /** @constant */
            object: "postback";
            program_id: string | null;
            /** @enum {string} */
            status: "enabled" | "disabled";
            types: string[];
            updated_at: components["schemas"]["Instant"];
            url: string;
            version: number;
        };
        Problem: {
            code: string;
            message: string;
            param: string;
        };
        Program: {
            adds_afsrc: boolean;
            allowed_hosts: string[];
            allowed_schemes: string[];
            archived_at: string | null;
            click_id_parameter: string;
            /** @enum {string} */
            commission_currency: "earned" | "sale" | "program" | "affiliate";
            /** @enum {string} */
            cookie_mode: "first_party" | "none";
            /** Format: date-time */
            created_at: string;
            currency: string;
            durable: boolean;
            hold_days: number;
            id: string;
            name: string;
            /** @constant */
            object: "program";
            /** @enum {string} */
            pass_query: "all" | "utm" | "none";
            plan_id: string;
            /** @enum {string} */
            status: "active" | "paused" | "closed";
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        ProgramTerms: {
            text: string | null;
            url: string | null;
            version: string;
        };
        ProvenEntry: {
            entry: {
                /** @enum {string} */
                account: "merchant_payable" | "affiliate_pending" | "affiliate_payable" | "payout_clearing" | "paid_out" | "fx" | "fees" | "write_off";
                adjustsPeriod: string | null;
                affiliateId: string | null;
                amountMinor: components["schemas"]["MinorUnits"];
                bookedAt: string;
                createdAt: string;
                currency: components["schemas"]["Currency"];
                journalId: string;
                key: string;
                kind: string;
                line: number;
                sequence: string;
                workspaceId: string;
            };
            proof: {
                day: string;
                leaf_index: number;
                path: string[];
            } | null;
        };
        PublicApplicationForm: {
            hash: string;
            merchant_name: string;
            /** @constant */
            object: "application_form";
            program_id: string;
            program_name: string;
            questions: components["schemas"]["ApplicationQuestion"][];
            terms: components["schemas"]["ProgramTerms"];
            version: number;
        };
        PublishedLedgerRoot: {
            day: string;
            entries_count: number;
            first_sequence: string;
            /** @constant */
            format: "tributary.root.v1";
            last_hash: string;
            last_sequence: string;
            merkle_root: string;
            previous_document_sha256: string | null;
            workspace_id: string;
        };
        QuotedRate: {
            currency: components["schemas"]["Currency"];
            day: string;
            rate: string;
            source: string;
        };
        Reached: {
            /** @constant */
            object: "reached";
            organisations: components["schemas"]["Organisation"][];
            workspaces: components["schemas"]["ReachedWorkspace"][];
        };
        ReachedAffiliate: {
            id: string;
            name: string;
            /** @constant */
            object: "reached_affiliate";
            since: components["schemas"]["Instant"];
            /** @enum {string} */
            status: "active" | "suspended";
            workspace: components["schemas"]["ReachedAffiliateWorkspace"];
        };
        ReachedAffiliateWorkspace: {
            id: string;
            /** @enum {string} */
            mode: "live" | "test";
            name: string;
        };
        ReachedWorkspace: {
            id: string;
            member_id: string;
            /** @enum {string} */
            mode: "live" | "test";
            name: string;
            /** @constant */
            object: "workspace";
            organisation_id: string;
            organisation_permissions: string[];
            permissions: ("organisation:write" | "workspaces:write" | "members:read" | "members:write" | "roles:read" | "roles:write" | "assignments:read" | "assignments:write" | "personal:read" | "conversions:write" | "conversions:read" | "clicks:read" | "exports:read" | "programs:read" | "programs:write" | "policies:read" | "policies:write" | "simulations:apply" | "affiliates:read" | "affiliates:write" | "affiliates:export" | "applications:read" | "applications:decide" | "offers:read" | "offers:write" | "crm:read" | "crm:write" | "crm:manage" | "saved_reports:read" | "saved_reports:write" | "links:read" | "links:write" | "caps:read" | "caps:write" | "coupons:read" | "coupons:write" | "domains:read" | "domains:write" | "workspace:read" | "workspace:write" | "keys:read" | "keys:write" | "commissions:read" | "commissions:review" | "ledger:read" | "ledger:close" | "payouts:read" | "payout_batches:read" | "payouts:prepare" | "payouts:approve" | "payouts:execute" | "payouts:resolve" | "payout_accounts:write" | "payout_methods:read" | "payout_methods:write" | "payout_methods:reveal" | "notices:read" | "step_up:read" | "step_up:write" | "disputes:read" | "disputes:write" | "disputes:decide" | "portal:read" | "portal:write" | "documents:read" | "documents:write" | "tax_forms:read" | "tax_forms:write" | "events:read" | "webhooks:read" | "webhooks:write" | "postbacks:read" | "postbacks:write" | "bad_rows:read" | "bad_rows:replay" | "erasures:read" | "erasures:write" | "reports:read" | "audit:read")[];
            role: string;
        };
        Reason: {
            /** @enum {string} */
            code: "attributed" | "commission_zero" | "no_rule_matched" | "order_below_minimum" | "recurring_ended" | "commission_capped" | "no_click" | "click_id_malformed" | "click_id_forged" | "click_of_other_workspace" | "click_not_found" | "click_expired" | "click_after_conversion" | "click_too_recent" | "click_not_counted" | "click_by_bot" | "click_prefetched" | "click_previewed" | "click_repeated" | "click_over_cap" | "click_blocked" | "click_by_head_request" | "click_without_agent" | "coupon_unknown" | "coupon_disabled" | "coupon_not_counted" | "lock_expired" | "lock_not_counted" | "affiliate_not_active" | "program_paused" | "program_closed" | "no_plan";
            sentence: string;
        };
        Redelivery: {
            deliveries: number;
            /** @constant */
            object: "redelivery";
        };
        Report: {
            as_of: components["schemas"]["Instant"];
            compare: ("previous_period" | "previous_year") | null;
            currency: components["schemas"]["Currency"] | null;
            data: ({
                change?: {
                    [key: string]: (string | null) | {
                        change: string | null;
                        currency: components["schemas"]["Currency"];
                    }[];
                };
                metrics: {
                    [key: string]: number | (string | null) | {
                        amount_minor: string | null;
                        currency: components["schemas"]["Currency"];
                    }[];
                };
                previous?: {
                    [key: string]: number | (string | null) | {
                        amount_minor: string | null;
                        currency: components["schemas"]["Currency"];
                    }[];
                };
            } & {
                [key: string]: string | null;
            })[];
            freshness: components["schemas"]["Freshness"];
            from: string;
            group_by: ("hour" | "day" | "week" | "month" | "program" | "affiliate" | "link" | "sub1" | "sub2" | "sub3" | "sub4" | "sub5" | "sub6" | "sub7" | "sub8" | "country" | "device" | "referrer" | "coupon")[];
            has_more: boolean;
            metrics: ("clicks" | "clicks_net" | "clicks_unique" | "clicks_human" | "clicks_bot" | "clicks_prefetch" | "clicks_preview" | "clicks_duplicate" | "clicks_over_cap" | "clicks_blocked" | "clicks_head" | "clicks_empty_agent" | "conversions" | "conversions_attributed" | "conversions_unattributed" | "conversions_undecided" | "conversions_refunded" | "conversions_pending" | "conversions_held" | "conversions_approved" | "conversions_reversed" | "conversion_rate" | "approval_rate" | "reversal_rate" | "revenue" | "refunds" | "revenue_net" | "aov" | "commission" | "commission_earned" | "commission_pending" | "commission_held" | "commission_approved" | "commission_paid" | "commission_reversed" | "commission_adjusted" | "epc")[];
            next_cursor: string | null;
            /** @constant */
            object: "report";
            time_zone: string;
            to: string;
            totals: components["schemas"]["ReportTotals"];
        };
        ReportReconciliation: {
            differences: {
                affiliate_id: string | null;
                at: string;
                counted: {
                    [key: string]: string;
                };
                key: string;
                link_id: string | null;
                /** @enum {string} */
                of: "sales" | "clicks" | "sale_details" | "click_details";
                program_id: string | null;
                recounted: {
                    [key: string]: string;
                };
            }[];
            from: string;
            is_equal: boolean;
            /** @constant */
            object: "report_reconciliation";
            to: string;
        };
        ReportTotals: {
            change?: {
                [key: string]: (string | null) | {
                    change: string | null;
                    currency: components["schemas"]["Currency"];
                }[];
            };
            metrics: {
                [key: string]: number | (string | null) | {
                    amount_minor: string | null;
                    currency: components["schemas"]["Currency"];
                }[];
            };
            previous?: {
                [key: string]: number | (string | null) | {
                    amount_minor: string | null;
                    currency: components["schemas"]["Currency"];
                }[];
            };
        };
        RevealedPayoutMethod: {
            account_id?: string;
            address?: {
                country: string;
                town: string;
            } | null;
            affiliate_id: string;
            bic?: string | null;
            cancelled_at: components["schemas"]["Instant"] | null;
            country: string | null;
            created_at: components["schemas"]["Instant"];
            effective_at: components["schemas"]["Instant"];
            email?: string | null;
            hint: string;
            holder?: string;
            iban?: string;
            id: string;
            /** @enum {string} */
            kind: "iban" | "stripe" | "paypal" | "wise";
            /** @constant */
            object: "payout_method";
            recipient_id?: string;
            status: string;
        };
        RevokedAuthenticator: {
            /** @constant */
            object: "authenticator";
            /** @constant */
            status: "revoked";
        };
        RevokedPasskey: {
            id: string;
            /** @constant */
            object: "passkey";
            /** @constant */
            status: "revoked";
        };
        RevokedSession: {
            id: string;
            /** @constant */
            object: "session";
            /** @constant */
            status: "revoked";
        };
        RevokedSessions: {
            /** @constant */
            object: "sessions_revoked";
            revoked: number;
        };
        RowError: {
            code: string;
            errors: {
                code: string;
                message: string;
                param: string;
            }[];
            message: string;
            param: string | null;
        };
        SavedReport: {
            archived_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description In the words of whoever saved it: at most 16384 characters of JSON, 20 deep. */
            definition: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            id: string;
            name: string;
            /** @constant */
            object: "saved_report";
            owner: string;
            shared: boolean;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        SecondFactorRequired: {
            expires_at: components["schemas"]["Instant"];
            /** @constant */
            object: "sign_in";
            /** @constant */
            status: "second_factor_required";
            token: string;
        };
        Segment: {
            archived_at: string | null;
            /** Format: date-time */
            created_at: string;
            description: string | null;
            id: string;
            name: string;
            /** @constant */
            object: "segment";
            rule: components["schemas"]["SegmentRule"];
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        SegmentPart: components["schemas"]["SegmentRule"] | {
            /** @constant */
            field: "tag";
            has: string;
        } | {
            /** @constant */
            field: "tag";
            lacks: string;
        } | {
            /** @enum {string} */
            field: "group" | "tier" | "country" | "status" | "class" | "stage";
            in: string[];
        } | {
            days: number;
            /** @enum {string} */
            field: "no_click" | "no_sale";
        } | {
            at_least_minor: string;
            at_most_minor?: string;
            currency: string;
            days: number;
            /** @constant */
            field: "earned";
        } | {
            at_most_minor: string;
            currency: string;
            days: number;
            /** @constant */
            field: "earned";
        } | {
            /** Format: date-time */
            before: string;
            /** @constant */
            field: "signed_up";
        } | {
            /** Format: date-time */
            after: string;
            /** @constant */
            field: "signed_up";
        };
        /** @description Of what is asked, all or any must hold. */
        SegmentRule: {
            all: components["schemas"]["SegmentPart"][];
        } | {
            any: components["schemas"]["SegmentPart"][];
        };
        SelfBillingAgreement: {
            affiliate_id: string;
            agreed_at: components["schemas"]["Instant"];
            ended_at: components["schemas"]["Instant"] | null;
            id: string;
            /** @constant */
            object: "self_billing_agreement";
            terms: string;
        };
        SelfBillingCreditNote: {
            corrects: {
                issued_on: string;
                number: string;
            };
            currency: components["schemas"]["Currency"];
            customer: components["schemas"]["DocumentCustomer"];
            is_test: boolean;
            issued_on: string;
            notes: string[];
            number: string;
            /** @constant */
            object: "credit_note";
            payout: {
                batch_id: string;
                id: string;
                paid_on: string;
                reference: string | null;
                returned_on: string | null;
            };
            self_billing_terms: string;
            sources: {
                converted_minor: components["schemas"]["MinorUnits"];
                currency: components["schemas"]["Currency"];
                lines: {
                    amount_minor: components["schemas"]["MinorUnits"];
                    count: number;
                    from: string;
                    id: string | null;
                    /** @enum {string} */
                    kind: "commission" | "adjustment";
                    program: string;
                    to: string;
                }[];
                rates: {
                    currency: components["schemas"]["Currency"];
                    day: string;
                    per_euro: string;
                }[];
                total_minor: components["schemas"]["MinorUnits"];
            }[];
            supplier: components["schemas"]["DocumentParty"];
            tax_point: string;
            time_zone: string;
            title: string;
            total_minor: components["schemas"]["MinorUnits"];
            vat: {
                net_minor: components["schemas"]["MinorUnits"];
                rate_bps: number;
                /** @enum {string} */
                treatment: "reverse_charge" | "domestic" | "outside_scope" | "not_registered";
                vat_minor: components["schemas"]["MinorUnits"];
            };
            /** @constant */
            version: 1;
        };
        SelfBillingInvoice: {
            corrects: null;
            currency: components["schemas"]["Currency"];
            customer: components["schemas"]["DocumentCustomer"];
            is_test: boolean;
            issued_on: string;
            notes: string[];
            number: string;
            /** @constant */
            object: "invoice";
            payout: {
                batch_id: string;
                id: string;
                paid_on: string;
                reference: string | null;
                returned_on: string | null;
            };
            self_billing_terms: string;
            sources: {
                converted_minor: components["schemas"]["MinorUnits"];
                currency: components["schemas"]["Currency"];
                lines: {
                    amount_minor: components["schemas"]["MinorUnits"];
                    count: number;
                    from: string;
                    id: string | null;
                    /** @enum {string} */
                    kind: "commission" | "adjustment";
                    program: string;
                    to: string;
                }[];
                rates: {
                    currency: components["schemas"]["Currency"];
                    day: string;
                    per_euro: string;
                }[];
                total_minor: components["schemas"]["MinorUnits"];
            }[];
            supplier: components["schemas"]["DocumentParty"];
            tax_point: string;
            time_zone: string;
            title: string;
            total_minor: components["schemas"]["MinorUnits"];
            vat: {
                net_minor: components["schemas"]["MinorUnits"];
                rate_bps: number;
                /** @enum {string} */
                treatment: "reverse_charge" | "domestic" | "outside_scope" | "not_registered";
                vat_minor: components["schemas"]["MinorUnits"];
            };
            /** @constant */
            version: 1;
        };
        Session: {
            created_at: components["schemas"]["Instant"];
            expires_at: components["schemas"]["Instant"];
            id: string;
            is_current: boolean;
            last_used_at: components["schemas"]["Instant"];
            method: string;
            /** @constant */
            object: "session";
            person_id: string;
            user_agent: string | null;
            verified_at: components["schemas"]["Instant"] | null;
        };
        SignedIn: {
            expires_at: components["schemas"]["Instant"];
            /** @constant */
            object: "sign_in";
            person_id: string;
            session_id: string;
            /** @constant */
            status: "signed_in";
        };
        SignInCode: {
            expires_at: components["schemas"]["Instant"];
            id: string;
            /** @constant */
            object: "sign_in_code";
        };
        SimplePlanRule: {
            /** @constant */
            kind: "percent";
            rate_bps: number;
        } | {
            amount_minor: string;
            currency: string;
            /** @constant */
            kind: "flat";
        };
        Simulation: {
            changed_conversions: number;
            conversions: number;
            created_at: components["schemas"]["Instant"];
            done_at: components["schemas"]["Instant"] | null;
            from: components["schemas"]["Instant"];
            id: string;
            /** @constant */
            object: "simulation";
            plan: components["schemas"]["StoredPlan"] | null;
            plan_id: string | null;
            policy: components["schemas"]["PolicyBody"] | null;
            policy_hash: string | null;
            status: string;
            to: components["schemas"]["Instant"];
        };
        SimulationApplication: {
            changed_conversions: number;
            conversions: number;
            created_at: components["schemas"]["Instant"];
            done_at: components["schemas"]["Instant"] | null;
            locked: string;
            /** @constant */
            object: "simulation_application";
            requested_by: string;
            simulation_id: string;
            status: string;
            stayed_conversions: number;
        };
        SimulationTotal: {
            affiliate_id: string;
            commission_delta_minor: components["schemas"]["MinorUnits"];
            commission_now_minor: components["schemas"]["MinorUnits"];
            commission_then_minor: components["schemas"]["MinorUnits"];
            conversions_now: number;
            conversions_then: number;
            credit_now_ppm: string;
            credit_then_ppm: string;
            currency: string;
            month: string;
            /** @constant */
            object: "simulation_total";
        };
        SimulationWithSums: {
            application: components["schemas"]["SimulationApplication"] | null;
            changed_conversions: number;
            conversions: number;
            created_at: components["schemas"]["Instant"];
            currencies: {
                biggest_movers: {
                    affiliate_id: string;
                    commission_delta_minor: components["schemas"]["MinorUnits"];
                    commission_now_minor: components["schemas"]["MinorUnits"];
                    commission_then_minor: components["schemas"]["MinorUnits"];
                }[];
                commission_delta_minor: components["schemas"]["MinorUnits"];
                commission_now_minor: components["schemas"]["MinorUnits"];
                commission_then_minor: components["schemas"]["MinorUnits"];
                currency: string;
            }[];
            done_at: components["schemas"]["Instant"] | null;
            from: components["schemas"]["Instant"];
            id: string;
            /** @constant */
            object: "simulation";
            plan: components["schemas"]["StoredPlan"] | null;
            plan_id: string | null;
            policy: components["schemas"]["PolicyBody"] | null;
            policy_hash: string | null;
            status: string;
            to: components["schemas"]["Instant"];
        };
        Stage: {
            archived_at: string | null;
            color: string | null;
            /** Format: date-time */
            created_at: string;
            id: string;
            name: string;
            /** @constant */
            object: "stage";
            pipeline_id: string;
            position: number;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        Statement: {
            affiliate: {
                id: string;
                name: string;
            };
            commissions: {
                data: components["schemas"]["Commission"][];
                has_more: boolean;
                next_cursor: string | null;
                /** @constant */
                object: "list";
            };
            /** @constant */
            object: "statement";
            totals: {
                currency: components["schemas"]["Currency"];
                held: components["schemas"]["Money"];
                in_clearing: components["schemas"]["Money"];
                paid: components["schemas"]["Money"];
                payable: components["schemas"]["Money"];
                pending: components["schemas"]["Money"];
            }[];
        };
        StatementWithProofs: {
            affiliate_id: string;
            balances: {
                /** @enum {string} */
                account: "merchant_payable" | "affiliate_pending" | "affiliate_payable" | "payout_clearing" | "paid_out" | "fx" | "fees" | "write_off";
                closing_minor: components["schemas"]["MinorUnits"];
                currency: components["schemas"]["Currency"];
                opening_minor: components["schemas"]["MinorUnits"];
            }[];
            entries: components["schemas"]["ProvenEntry"][];
            /** @constant */
            format: "tributary.statement.v1";
            from: components["schemas"]["Instant"];
            roots: components["schemas"]["PublishedLedgerRoot"][];
            to: components["schemas"]["Instant"];
            workspace_id: string;
        };
        StepUp: {
            /** @constant */
            object: "step_up";
            verified_at: components["schemas"]["Instant"];
        };
        StepUpFactor: {
            confirmed_at: components["schemas"]["Instant"] | null;
            created_at: components["schemas"]["Instant"];
            id: string;
            /** @constant */
            kind: "totp";
            /** @constant */
            object: "step_up_factor";
            principal: string;
            revoked_at: components["schemas"]["Instant"] | null;
            /** @enum {string} */
            status: "enrolled" | "confirmed" | "in_force" | "revoked";
            vouched_at: components["schemas"]["Instant"] | null;
            vouched_by: string | null;
            wait_until: components["schemas"]["Instant"] | null;
        };
        StoredPlan: components["schemas"]["SimplePlanRule"] | {
            basis: {
                less: ("discount" | "shipping" | "tax")[];
                /** @enum {string} */
                of: "order" | "items";
            };
            bonuses: {
                amount_minor: string;
                id: string;
                /** @enum {string} */
                metric: "amount" | "conversions";
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                threshold: string;
            }[];
            caps: ({
                amount_minor: string;
                /** @constant */
                scope: "conversion";
            } | {
                amount_minor: string;
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                /** @constant */
                scope: "customer";
            } | {
                amount_minor: string;
                /** @enum {string} */
                period: "lifetime" | "month" | "quarter";
                /** @constant */
                scope: "affiliate";
            })[];
            currency: string | null;
            minimum_order_minor: string | null;
            overrides: {
                /** @enum {string} */
                of: "commission" | "base";
                rates_ppm: number[];
            } | null;
            rules: components["schemas"]["PlanRule"][];
            /** @constant */
            v: 2;
        };
        Tag: {
            archived_at: string | null;
            color: string | null;
            /** Format: date-time */
            created_at: string;
            description: string | null;
            id: string;
            name: string;
            /** @constant */
            object: "tag";
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        Task: {
            affiliate_id: string | null;
            archived_at: string | null;
            assignee_id: string | null;
            /** Format: date-time */
            created_at: string;
            done_at: string | null;
            done_by: string | null;
            /** Format: date-time */
            due_at: string;
            id: string;
            /** @constant */
            object: "task";
            remind_at: string | null;
            text: string | null;
            title: string;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        TaxForm: {
            affiliate_id: string;
            country: string | null;
            expires_on: string | null;
            id: string;
            is_there: boolean;
            /** @enum {string} */
            kind: "w9" | "w8ben" | "w8bene" | "vat";
            number_ends_in: string | null;
            /** @constant */
            object: "tax_form";
            reason: string | null;
            signed_on: string | null;
            status: string;
            updated_at: components["schemas"]["Instant"];
        };
        WaitingDocument: {
            kind: string;
            next_at: components["schemas"]["Instant"] | null;
            /** @constant */
            object: "waiting_document";
            payout_id: string;
            waits_for: string | null;
        };
        WaitingPayout: {
            affiliate_id: string;
            amount: components["schemas"]["Money"];
            /** @constant */
            object: "waiting_payout";
            /** @enum {string} */
            reason: "below_minimum" | "negative_balance" | "on_hold" | "no_method" | "method_on_hold" | "tax_form_missing" | "suspended" | "country_not_allowed" | "method_not_allowed" | "currency_not_supported" | "no_rate" | "not_scheduled" | "disputed";
        };
        WebhookEndpoint: {
            archived_at: components["schemas"]["Instant"] | null;
            contact_email: string | null;
            created_at: components["schemas"]["Instant"];
            description: string;
            disabled_because: ("by_hand" | "gone" | "failing") | null;
            earlier_secret_until: components["schemas"]["Instant"] | null;
            failing_since: components["schemas"]["Instant"] | null;
            id: string;
            /** @constant */
            object: "webhook_endpoint";
            secret?: string;
            /** @enum {string} */
            status: "enabled" | "disabled";
            types: string[];
            updated_at: components["schemas"]["Instant"];
            url: string;
            version: number;
        };
        WebhookTest: {
            id: string;
            /** @constant */
            object: "event";
        };
        Workspace: {
            created_at: components["schemas"]["Instant"];
            id: string;
            /** @enum {string} */
            mode: "live" | "test";
            name: string;
            /** @constant */
            object: "workspace";
            parameter_map: {
                click_id?: string[];
                postback?: {
                    [key: string]: string;
                };
                sub_ids?: {
                    [key: string]: string;
                };
                via?: string[];
            };
            time_zone: string;
        };
        YearlyTotal: {
            affiliate_id: string;
            name: string;
            /** @constant */
            object: "yearly_total";
            paid: components["schemas"]["Money"];
            payouts_count: number;
            returned: components["schemas"]["Money"];
            returns_count: number;
            total: components["schemas"]["Money"];
            year: number;
        };
    };
    responses: {
        /** @description `malformed_json`, `unknown_version` */
        Error400: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `signature_expired`, `signature_invalid`, `unauthenticated` */
        Error401: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `forbidden`, `maker_removed`, `step_up_invalid`, `step_up_locked`, `step_up_required` */
        Error403: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `not_found` */
        Error404: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `method_not_allowed` */
        Error405: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `conflict`, `change_conflict`, `conversion_conflict`, `idempotency_in_flight`, `illegal_move`, `second_person_required` */
        Error409: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `gone` */
        Error410: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `version_stale` */
        Error412: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `body_too_large` */
        Error413: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `unsupported_media_type` */
        Error415: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `idempotency_mismatch`, `invalid_parameter` */
        Error422: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `rate_limited` */
        Error429: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `internal` */
        Error500: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `unavailable` */
        Error503: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                "Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                "Tributary-Version": components["headers"]["TributaryVersion"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** @description Makes the call safe to repeat for 24 hours. */
        IdempotencyKey: string;
        /** @description The ETag of the row that is meant, or `*`; 412 where it has another by now. */
        IfMatch: string;
        /** @description A one-time code, for calls that ask for one. */
        StepUpCode: string;
        /** @description The version of the API that is meant; the newest unless given. */
        TributaryVersion: "2026-11-21";
        /** @description The workspace of a call by a session; a key has one, and is refused beside the name of another. */
        WorkspaceId: string;
    };
    headers: {
        /** @description The version of the row, for `If-Match`. */
        ETag: string;
        /** @description `true` where the answer is that of an earlier call with the same `Idempotency-Key`. */
        IdempotentReplayed: string;
        /** @description How many calls are left in this minute, where they are counted. */
        RateLimit: string;
        /** @description How many calls a minute has. */
        RateLimitPolicy: string;
        /** @description Names the call in our log. */
        RequestId: string;
        /** @description Seconds after which the call may do. */
        RetryAfter: string;
        /** @description The version of the API that answers. */
        TributaryVersion: string;
    };
}
export type $defs = Record<string, never>;
export interface operations {
    getHealthz: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                    };
                };
            };
        };
    };
    getReadyz: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                    };
                };
            };
        };
    };
    getAffiliateAssignments: {
        parameters: {
            query?: {
                affiliate_id?: string;
                cursor?: string;
                limit?: string;
                member_id?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AffiliateAssignment"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postAffiliateAssignments: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_ids: string[];
                    member_id: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AffiliateAssignment"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postAffiliateAssignmentsEnd: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_ids: string[];
                    member_id: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AffiliateAssignment"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getAffiliates: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                class?: string;
                "class[in]"?: string;
                country?: string;
                "country[in]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                currency?: string;
                "currency[in]"?: string;
                cursor?: string;
                email?: string;
                "email[contains]"?: string;
                group?: string;
                "group[in]"?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                sort?: "id" | "-id" | "name" | "-name" | "email" | "-email" | "created_at" | "-created_at";
                sponsor_id?: string;
                "sponsor_id[in]"?: string;
                stage_id?: string;
                "stage_id[in]"?: string;
                status?: "active" | "suspended";
                "status[in]"?: string;
                "tags[contains]"?: string;
                tier?: string;
                "tier[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Affiliate"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postAffiliates: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    class?: string;
                    country?: string | null;
                    currency?: string | null;
                    email: string;
                    group?: string | null;
                    name: string;
                    sponsor_id?: string | null;
                    tags?: string[];
                    tier?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Affiliate"];
                };
            };
        };
    };
    getAffiliatesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Affiliate"];
                };
            };
        };
    };
    patchAffiliatesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    class?: string;
                    country?: string | null;
                    currency?: string | null;
                    email?: string;
                    group?: string | null;
                    name?: string;
                    sponsor_id?: string | null;
                    /** @enum {string} */
                    status?: "active" | "suspended";
                    tags?: string[];
                    tier?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Affiliate"];
                };
            };
        };
    };
    postAffiliatesByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Affiliate"];
                };
            };
        };
    };
    getAffiliatesByIdInvitations: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AffiliateInvitation"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postAffiliatesByIdInvitations: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": {
                    email?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffiliateInvitation"];
                };
            };
        };
    };
    postAffiliatesByIdInvitationsByInvitationIdRevoke: {
        parameters: {
            path: {
                id: string;
                invitation_id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffiliateInvitation"];
                };
            };
        };
    };
    getAffiliatesByIdLegalDetails: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalDetails"];
                };
            };
        };
    };
    putAffiliatesByIdLegalDetails: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    address_line1: string;
                    /** @default null */
                    address_line2?: string | null;
                    city: string;
                    /** @default null */
                    company_number?: string | null;
                    country: string;
                    name: string;
                    /** @default null */
                    postal_code?: string | null;
                    /** @default null */
                    region?: string | null;
                    /** @default null */
                    vat_id?: string | null;
                    /** @default null */
                    vat_rate_bps?: number | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalDetails"];
                };
            };
        };
    };
    getAffiliatesByIdLogins: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AffiliateLogin"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postAffiliatesByIdLoginsByPersonIdRemove: {
        parameters: {
            path: {
                id: string;
                person_id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffiliateLogin"];
                };
            };
        };
    };
    postAffiliatesByIdLoginsByPersonIdRestore: {
        parameters: {
            path: {
                id: string;
                person_id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffiliateLogin"];
                };
            };
        };
    };
    getAffiliatesByIdPayoutMethods: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PayoutMethod"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postAffiliatesByIdPayoutMethods: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default null */
                    address?: {
                        country: string;
                        town: string;
                    } | null;
                    bic?: string | null;
                    holder: string;
                    iban: string;
                    /** @constant */
                    kind: "iban";
                } | {
                    account_id: string;
                    /** @default null */
                    country?: string | null;
                    /** @constant */
                    kind: "stripe";
                } | {
                    /** @default null */
                    country?: string | null;
                    email: string;
                    /** @constant */
                    kind: "paypal";
                } | {
                    /** @default null */
                    country?: string | null;
                    /** @constant */
                    kind: "wise";
                    recipient_id: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutMethod"];
                };
            };
        };
    };
    getAffiliatesByIdPayoutMethodsByMethodId: {
        parameters: {
            path: {
                id: string;
                method_id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutMethod"];
                };
            };
        };
    };
    postAffiliatesByIdPayoutMethodsByMethodIdCancel: {
        parameters: {
            path: {
                id: string;
                method_id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutMethod"];
                };
            };
        };
    };
    getAffiliatesByIdPayoutMethodsByMethodIdReveal: {
        parameters: {
            path: {
                id: string;
                method_id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevealedPayoutMethod"];
                };
            };
        };
    };
    getAffiliatesByIdPayoutOutlook: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutOutlook"];
                };
            };
        };
    };
    postAffiliatesByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Affiliate"];
                };
            };
        };
    };
    getAffiliatesByIdSelfBilling: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SelfBillingAgreement"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postAffiliatesByIdSelfBilling: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    terms: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SelfBillingAgreement"];
                };
            };
        };
    };
    postAffiliatesByIdSelfBillingEnd: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SelfBillingAgreement"];
                };
            };
        };
    };
    postAffiliatesByIdStage: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    stage_id: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Affiliate"];
                };
            };
        };
    };
    getAffiliatesByIdStatement: {
        parameters: {
            query?: {
                as_of?: string;
                cursor?: string;
                limit?: string;
            };
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
        };
    };
    getAffiliatesByIdStatementProof: {
        parameters: {
            query: {
                from: string;
                to: string;
            };
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementWithProofs"];
                };
            };
        };
    };
    getAffiliatesByIdTaxForms: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TaxForm"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    putAffiliatesByIdTaxFormsByKind: {
        parameters: {
            path: {
                id: string;
                kind: "w9" | "w8ben" | "w8bene" | "vat";
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    country?: string;
                    number_last4?: string;
                    reason?: string;
                    /** Format: date */
                    signed_on?: string;
                    /** @enum {string} */
                    status: "requested" | "received" | "verified" | "rejected";
                    vat_id?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxForm"];
                };
            };
        };
    };
    getAffiliatesByIdTimeline: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: ({
                            /** Format: date-time */
                            at: string;
                            detail: Record<string, never>;
                            /** @constant */
                            kind: "signed_up";
                            /** @constant */
                            object: "timeline_event";
                            subject_id: string;
                        } | {
                            /** Format: date-time */
                            at: string;
                            detail: Record<string, never>;
                            /** @constant */
                            kind: "first_click";
                            /** @constant */
                            object: "timeline_event";
                            subject_id: string;
                        } | {
                            /** Format: date-time */
                            at: string;
                            detail: Record<string, never>;
                            /** @constant */
                            kind: "first_sale";
                            /** @constant */
                            object: "timeline_event";
                            subject_id: string;
                        } | {
                            /** Format: date-time */
                            at: string;
                            detail: {
                                amount_minor: components["schemas"]["MinorUnits"];
                                currency: components["schemas"]["Currency"];
                            };
                            /** @constant */
                            kind: "payout";
                            /** @constant */
                            object: "timeline_event";
                            subject_id: string;
                        } | {
                            /** Format: date-time */
                            at: string;
                            detail: {
                                kind: string;
                                status: string;
                            };
                            /** @constant */
                            kind: "message";
                            /** @constant */
                            object: "timeline_event";
                            subject_id: string;
                        } | {
                            /** Format: date-time */
                            at: string;
                            detail: {
                                actor: string;
                                from_stage_id: string | null;
                                to_stage_id: string | null;
                            };
                            /** @constant */
                            kind: "stage_moved";
                            /** @constant */
                            object: "timeline_event";
                            subject_id: string;
                        } | {
                            /** Format: date-time */
                            at: string;
                            detail: {
                                author: string;
                                text: string;
                            };
                            /** @constant */
                            kind: "note";
                            /** @constant */
                            object: "timeline_event";
                            subject_id: string;
                        } | {
                            /** Format: date-time */
                            at: string;
                            detail: {
                                due_at: string | null;
                                title: string;
                            };
                            /** @constant */
                            kind: "task_created";
                            /** @constant */
                            object: "timeline_event";
                            subject_id: string;
                        } | {
                            /** Format: date-time */
                            at: string;
                            detail: {
                                actor: string | null;
                                title: string;
                            };
                            /** @constant */
                            kind: "task_done";
                            /** @constant */
                            object: "timeline_event";
                            subject_id: string;
                        })[];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postAffiliatesBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            class?: string;
                            country?: string | null;
                            currency?: string | null;
                            email: string;
                            group?: string | null;
                            name: string;
                            sponsor_id?: string | null;
                            tags?: string[];
                            tier?: string | null;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            class?: string;
                            country?: string | null;
                            currency?: string | null;
                            email?: string;
                            group?: string | null;
                            name?: string;
                            sponsor_id?: string | null;
                            /** @enum {string} */
                            status?: "active" | "suspended";
                            tags?: string[];
                            tier?: string | null;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Affiliate"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getAffiliatesExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                class?: string;
                "class[in]"?: string;
                country?: string;
                "country[in]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                currency?: string;
                "currency[in]"?: string;
                email?: string;
                "email[contains]"?: string;
                group?: string;
                "group[in]"?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                sponsor_id?: string;
                "sponsor_id[in]"?: string;
                stage_id?: string;
                "stage_id[in]"?: string;
                status?: "active" | "suspended";
                "status[in]"?: string;
                "tags[contains]"?: string;
                tier?: string;
                "tier[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postAffiliatesImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getApplicationFormsByProgramId: {
        parameters: {
            path: {
                program_id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicApplicationForm"];
                };
            };
        };
    };
    postApplicationFormsByProgramIdApplications: {
        parameters: {
            path: {
                program_id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    accepted_terms: string;
                    answers: {
                        [key: string]: (string | number | boolean | string[]) | null;
                    };
                    country: string;
                    form_version: number;
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnApplication"];
                };
            };
        };
    };
    getApplications: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                program_id?: string;
                status?: "pending" | "approved" | "rejected" | "withdrawn";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Application"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getApplicationsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    postApplicationsByIdApprove: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": {
                    affiliate_id?: string;
                    group?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    postApplicationsByIdReject: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    getAttributionModels: {
        parameters: {
            query: {
                from: string;
                model: "markov" | "shapley";
                to: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttributionModelReport"];
                };
            };
        };
    };
    getAttributionPolicies: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PolicyVersion"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postAttributionPolicies: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    class_priority?: string[];
                    counted_verdicts: ("human" | "bot" | "prefetch" | "preview" | "duplicate" | "over_cap" | "blocked" | "head" | "empty_agent")[];
                    coupon_ppm?: number;
                    /** @enum {string} */
                    coupon_precedence?: "coupon_wins" | "click_wins" | "split" | "ignored";
                    customer_lock?: {
                        /** @constant */
                        kind: "none";
                    } | {
                        /** @enum {string} */
                        affiliate: "first" | "latest";
                        days: number;
                        /** @constant */
                        kind: "days";
                    } | {
                        /** @enum {string} */
                        affiliate: "first" | "latest";
                        /** @constant */
                        kind: "lifetime";
                    };
                    /** Format: date-time */
                    effective_from?: string;
                    half_life_hours?: number;
                    lookback_days: number;
                    min_click_to_conversion_seconds: number;
                    /** @enum {string} */
                    model: "last_click" | "first_click" | "linear" | "position_based" | "time_decay";
                    position_weights?: {
                        first_ppm: number;
                        last_ppm: number;
                    };
                    stand_down?: {
                        before_order_seconds?: number;
                        in_session_seconds?: number;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersion"];
                };
            };
        };
    };
    getAttributionPoliciesCases: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PolicyCase"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postAttributionPoliciesCases: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    expected: {
                        credits?: {
                            affiliate: string;
                            credit_ppm: number;
                        }[];
                        /** @enum {string} */
                        reason?: "no_click" | "click_id_malformed" | "click_id_forged" | "click_of_other_workspace" | "click_not_found" | "click_expired" | "click_after_conversion" | "click_too_recent" | "click_not_counted" | "click_by_bot" | "click_prefetched" | "click_previewed" | "click_repeated" | "click_over_cap" | "click_blocked" | "click_by_head_request" | "click_without_agent" | "coupon_unknown" | "coupon_disabled" | "coupon_not_counted" | "lock_expired" | "lock_not_counted" | "affiliate_not_active" | "program_paused" | "program_closed" | "no_plan";
                        sums?: {
                            affiliate: string;
                            amount_minor: string | number;
                            currency: string;
                            /**
                             * @default sale
                             * @enum {string}
                             */
                            kind?: "sale" | "override" | "bonus";
                        }[];
                    };
                    given: {
                        affiliates?: {
                            affiliate: string;
                            /** @default content */
                            class?: string;
                            /** @default null */
                            country?: string | null;
                            earned?: {
                                amount_minor: string | number;
                                /** @enum {string} */
                                period: "lifetime" | "month" | "quarter";
                            }[];
                            /** @default null */
                            group?: string | null;
                            plan?: {
                                plan_id?: string;
                                rule?: components["schemas"]["GivenSimplePlanRule"];
                                terms?: components["schemas"]["GivenPlanTerms"];
                            };
                            /** @default [] */
                            sponsors?: string[];
                            /** @default [] */
                            tags?: string[];
                            /** @default null */
                            tier?: string | null;
                            volumes?: {
                                amount_minor: string | number;
                                conversions: number;
                                /** @enum {string} */
                                period: "lifetime" | "month" | "quarter";
                            }[];
                        }[];
                        customer?: {
                            /** @default 0 */
                            conversions_before?: number;
                            first_converted_at?: string | null;
                        };
                        journey: {
                            affiliate: string;
                            /**
                             * @default active
                             * @enum {string}
                             */
                            affiliate_status?: "active" | "suspended";
                            /** @default content */
                            class?: string;
                            /**
                             * @default click
                             * @enum {string}
                             */
                            kind?: "click" | "earlier_order";
                            /**
                             * @default active
                             * @enum {string}
                             */
                            program_status?: "active" | "paused" | "closed";
                            seconds_before_order: number;
                            /**
                             * @default human
                             * @enum {string}
                             */
                            verdict?: "human" | "bot" | "prefetch" | "preview" | "duplicate" | "over_cap" | "blocked" | "head" | "empty_agent";
                        }[];
                        order?: {
                            amount_minor?: string | number;
                            country?: string | null;
                            /** @default null */
                            coupon?: {
                                affiliate: string;
                                /**
                                 * @default active
                                 * @enum {string}
                                 */
                                affiliate_status?: "active" | "suspended";
                                /** @default content */
                                class?: string;
                                /**
                                 * @default active
                                 * @enum {string}
                                 */
                                program_status?: "active" | "paused" | "closed";
                                /**
                                 * @default active
                                 * @enum {string}
                                 */
                                status?: "active" | "disabled";
                            } | null;
                            coupon_code?: string | null;
                            currency?: string;
                            discount_minor?: string | number;
                            event?: string;
                            items?: {
                                amount_minor: string | number;
                                /** @default null */
                                category?: string | null;
                                /** @default 1 */
                                quantity?: number;
                                sku: string;
                            }[];
                            metadata?: {
                                [key: string]: string;
                            };
                            /** Format: date-time */
                            occurred_at?: string;
                            shipping_minor?: string | number;
                            tax_minor?: string | number;
                        };
                        plan?: {
                            plan_id?: string;
                            rule?: components["schemas"]["GivenSimplePlanRule"];
                            terms?: components["schemas"]["GivenPlanTerms"];
                        };
                        rates?: {
                            currency: string;
                            rate: string;
                        }[];
                    };
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyCase"];
                };
            };
        };
    };
    postAttributionPoliciesCasesByIdRetire: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyCase"];
                };
            };
        };
    };
    getAttributionSimulations: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Simulation"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postAttributionSimulations: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    from: string;
                    policy: {
                        class_priority?: string[];
                        counted_verdicts: ("human" | "bot" | "prefetch" | "preview" | "duplicate" | "over_cap" | "blocked" | "head" | "empty_agent")[];
                        coupon_ppm?: number;
                        /** @enum {string} */
                        coupon_precedence?: "coupon_wins" | "click_wins" | "split" | "ignored";
                        customer_lock?: {
                            /** @constant */
                            kind: "none";
                        } | {
                            /** @enum {string} */
                            affiliate: "first" | "latest";
                            days: number;
                            /** @constant */
                            kind: "days";
                        } | {
                            /** @enum {string} */
                            affiliate: "first" | "latest";
                            /** @constant */
                            kind: "lifetime";
                        };
                        half_life_hours?: number;
                        lookback_days: number;
                        min_click_to_conversion_seconds: number;
                        /** @enum {string} */
                        model: "last_click" | "first_click" | "linear" | "position_based" | "time_decay";
                        position_weights?: {
                            first_ppm: number;
                            last_ppm: number;
                        };
                        stand_down?: {
                            before_order_seconds?: number;
                            in_session_seconds?: number;
                        };
                    } | null;
                    /** Format: date-time */
                    to: string;
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Simulation"];
                };
            };
        };
    };
    getAttributionSimulationsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationWithSums"];
                };
            };
        };
    };
    postAttributionSimulationsByIdApply: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default stay
                     * @enum {string}
                     */
                    locked?: "stay" | "carry";
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationApplication"];
                };
            };
        };
    };
    getAttributionSimulationsByIdTotals: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SimulationTotal"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getAudit: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                cursor?: string;
                from?: string;
                limit?: string;
                subject_id?: string;
                to?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditEvent"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getAuditExport: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                from?: string;
                subject_id?: string;
                to?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    getAuditVerify: {
        parameters: {
            query?: {
                after?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
        };
    };
    getBadRows: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                reason?: string;
                stage?: "clicks" | "conversions" | "events" | "payouts" | "replays" | "dead-letters";
                status?: "open" | "resolved";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["BadRow"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getBadRowsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BadRow"];
                };
            };
        };
    };
    postBadRowsByIdReplay: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BadRow"];
                };
            };
        };
    };
    getCaps: {
        parameters: {
            query?: {
                affiliate_id?: string;
                cursor?: string;
                limit?: string;
                link_id?: string;
                program_id?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Cap"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postCaps: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_id?: string;
                    link_id?: string;
                    max: number;
                    /** @enum {string} */
                    metric: "clicks" | "conversions";
                    overflow_url?: string;
                    /** @enum {string} */
                    period: "day" | "month" | "total";
                    program_id?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cap"];
                };
            };
        };
    };
    getCapsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cap"];
                };
            };
        };
    };
    patchCapsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    max?: number;
                    overflow_url?: string | null;
                    /** @enum {string} */
                    status?: "active" | "disabled";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cap"];
                };
            };
        };
    };
    getClickLogReconciliations: {
        parameters: {
            query?: {
                cursor?: string;
                is_equal?: "true" | "false";
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ClickReconciliation"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getClicks: {
        parameters: {
            query?: {
                affiliate_id?: string;
                cursor?: string;
                limit?: string;
                link_id?: string;
                verdict?: "human" | "bot" | "prefetch" | "preview" | "duplicate" | "over_cap" | "blocked" | "head" | "empty_agent";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Click"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postClicks: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    consent?: "granted" | "denied";
                    host?: string;
                    key?: string;
                    referrer?: string;
                    slug?: string;
                    sub1?: string;
                    sub2?: string;
                    sub3?: string;
                    sub4?: string;
                    sub5?: string;
                    sub6?: string;
                    sub7?: string;
                    sub8?: string;
                    url?: string;
                    via?: string;
                };
                "text/plain": string;
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        click_id: string;
                        /** @constant */
                        object: "click";
                    };
                };
            };
        };
    };
    getCommissions: {
        parameters: {
            query?: {
                affiliate_id?: string;
                as_of?: string;
                conversion_id?: string;
                currency?: string;
                cursor?: string;
                limit?: string;
                status?: "pending" | "approved" | "held" | "batched" | "paid" | "reversed";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Commission"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getCommissionsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Commission"];
                };
            };
        };
    };
    postCommissionsByIdRelease: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Commission"];
                };
            };
        };
    };
    postCommissionsByIdReverse: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Commission"];
                };
            };
        };
    };
    getContacts: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                email?: string;
                "email[contains]"?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                phone?: string;
                q?: string;
                sort?: "id" | "-id" | "name" | "-name";
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Contact"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postContacts: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_id: string;
                    email?: string | null;
                    name: string;
                    phone?: string | null;
                    position?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
        };
    };
    getContactsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
        };
    };
    patchContactsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    email?: string | null;
                    name?: string;
                    phone?: string | null;
                    position?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
        };
    };
    postContactsByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
        };
    };
    postContactsByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
        };
    };
    postContactsBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            affiliate_id: string;
                            email?: string | null;
                            name: string;
                            phone?: string | null;
                            position?: string | null;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            email?: string | null;
                            name?: string;
                            phone?: string | null;
                            position?: string | null;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Contact"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getContactsExport: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                email?: string;
                "email[contains]"?: string;
                name?: string;
                "name[contains]"?: string;
                phone?: string;
                q?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postContactsImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getConversions: {
        parameters: {
            query?: {
                cursor?: string;
                external_id?: string;
                limit?: string;
                reason?: "attributed" | "commission_zero" | "no_rule_matched" | "order_below_minimum" | "recurring_ended" | "commission_capped" | "no_click" | "click_id_malformed" | "click_id_forged" | "click_of_other_workspace" | "click_not_found" | "click_expired" | "click_after_conversion" | "click_too_recent" | "click_not_counted" | "click_by_bot" | "click_prefetched" | "click_previewed" | "click_repeated" | "click_over_cap" | "click_blocked" | "click_by_head_request" | "click_without_agent" | "coupon_unknown" | "coupon_disabled" | "coupon_not_counted" | "lock_expired" | "lock_not_counted" | "affiliate_not_active" | "program_paused" | "program_closed" | "no_plan";
                status?: "received" | "attributed" | "unattributed";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Conversion"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postConversions: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    amount_minor: string | number;
                    click_id?: string;
                    click_ids?: string[];
                    country?: string;
                    coupon_code?: string;
                    currency: string;
                    customer?: {
                        email_sha256?: string;
                        external_id?: string;
                    };
                    discount_minor?: string | number;
                    event: string;
                    external_id: string;
                    items?: {
                        amount_minor: string | number;
                        category?: string;
                        quantity: number;
                        sku: string;
                    }[];
                    metadata?: {
                        [key: string]: string;
                    };
                    /** Format: date-time */
                    occurred_at?: string;
                    shipping_minor?: string | number;
                    tax_minor?: string | number;
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        external_id: string;
                        id: string;
                        /** @constant */
                        object: "conversion";
                        /** @constant */
                        status: "accepted";
                    };
                };
            };
        };
    };
    getConversionsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversion"];
                };
            };
        };
    };
    getConversionsByIdChanges: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ConversionChange"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postConversionsByIdChanges: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    amount_minor?: string | number;
                    chargeback_external_id?: string;
                    external_id: string;
                    items?: {
                        amount_minor?: string | number;
                        quantity?: number;
                        sku: string;
                    }[];
                    /** @enum {string} */
                    kind: "refund" | "cancel" | "chargeback" | "chargeback_won";
                    /** Format: date-time */
                    occurred_at?: string;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        conversion_id: string;
                        external_id: string;
                        id: string;
                        /** @constant */
                        object: "change";
                        /** @constant */
                        status: "accepted";
                    };
                };
            };
        };
    };
    getConversionsByIdExplain: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversionExplanation"];
                };
            };
        };
    };
    postConversionsByIdRefunds: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    amount_minor?: string | number;
                    external_id: string;
                    items?: {
                        amount_minor?: string | number;
                        quantity?: number;
                        sku: string;
                    }[];
                    /** Format: date-time */
                    occurred_at?: string;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        conversion_id: string;
                        external_id: string;
                        id: string;
                        /** @constant */
                        object: "change";
                        /** @constant */
                        status: "accepted";
                    };
                };
            };
        };
    };
    postConversionsImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversionImport"];
                };
            };
        };
    };
    getCoupons: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                code?: string;
                "code[contains]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                limit?: string;
                link_id?: string;
                "link_id[in]"?: string;
                program_id?: string;
                "program_id[in]"?: string;
                q?: string;
                sort?: "id" | "-id" | "code" | "-code" | "created_at" | "-created_at";
                status?: "active" | "disabled";
                "status[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Coupon"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postCoupons: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_id: string;
                    code: string;
                    program_id: string;
                    vanity?: boolean | {
                        destination_url?: string;
                        host?: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
        };
    };
    getCouponsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
        };
    };
    patchCouponsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    status?: "active" | "disabled";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
        };
    };
    postCouponsByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
        };
    };
    postCouponsByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
        };
    };
    postCouponsBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            affiliate_id: string;
                            code: string;
                            program_id: string;
                            vanity?: boolean | {
                                destination_url?: string;
                                host?: string;
                            };
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            /** @enum {string} */
                            status?: "active" | "disabled";
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Coupon"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getCouponsExport: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                code?: string;
                "code[contains]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                link_id?: string;
                "link_id[in]"?: string;
                program_id?: string;
                "program_id[in]"?: string;
                q?: string;
                status?: "active" | "disabled";
                "status[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postCouponsImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getCreatives: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                file_bytes?: string;
                "file_bytes[gte]"?: string;
                "file_bytes[lte]"?: string;
                file_kind?: "png" | "jpg" | "gif" | "webp";
                "file_kind[in]"?: string;
                file_sha256?: string;
                height?: string;
                "height[gte]"?: string;
                "height[lte]"?: string;
                kind?: "banner" | "text" | "link" | "video";
                "kind[in]"?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                offer_id?: string;
                "offer_id[in]"?: string;
                q?: string;
                sort?: "id" | "-id" | "name" | "-name";
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
                "url[contains]"?: string;
                width?: string;
                "width[gte]"?: string;
                "width[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Creative"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postCreatives: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    body?: string | null;
                    height?: number | null;
                    /** @enum {string} */
                    kind: "banner" | "text" | "link" | "video";
                    name: string;
                    offer_id: string;
                    url?: string | null;
                    width?: number | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Creative"];
                };
            };
        };
    };
    getCreativesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Creative"];
                };
            };
        };
    };
    patchCreativesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    body?: string | null;
                    height?: number | null;
                    /** @enum {string} */
                    kind?: "banner" | "text" | "link" | "video";
                    name?: string;
                    url?: string | null;
                    width?: number | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Creative"];
                };
            };
        };
    };
    postCreativesByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Creative"];
                };
            };
        };
    };
    putCreativesByIdFile: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "image/gif": string;
                "image/jpeg": string;
                "image/png": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Creative"];
                };
            };
        };
    };
    postCreativesByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Creative"];
                };
            };
        };
    };
    postCreativesBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            body?: string | null;
                            height?: number | null;
                            /** @enum {string} */
                            kind: "banner" | "text" | "link" | "video";
                            name: string;
                            offer_id: string;
                            url?: string | null;
                            width?: number | null;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            body?: string | null;
                            height?: number | null;
                            /** @enum {string} */
                            kind?: "banner" | "text" | "link" | "video";
                            name?: string;
                            url?: string | null;
                            width?: number | null;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Creative"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getCreativesExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                file_bytes?: string;
                "file_bytes[gte]"?: string;
                "file_bytes[lte]"?: string;
                file_kind?: "png" | "jpg" | "gif" | "webp";
                "file_kind[in]"?: string;
                file_sha256?: string;
                height?: string;
                "height[gte]"?: string;
                "height[lte]"?: string;
                kind?: "banner" | "text" | "link" | "video";
                "kind[in]"?: string;
                name?: string;
                "name[contains]"?: string;
                offer_id?: string;
                "offer_id[in]"?: string;
                q?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
                "url[contains]"?: string;
                width?: string;
                "width[gte]"?: string;
                "width[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postCreativesImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getCustomRoles: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CustomRole"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postCustomRoles: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    permissions: components["schemas"]["Permission"][];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomRole"];
                };
            };
        };
    };
    patchCustomRolesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    permissions?: components["schemas"]["Permission"][];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomRole"];
                };
            };
        };
    };
    postCustomRolesByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomRole"];
                };
            };
        };
    };
    getDisputeSettings: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeSettings"];
                };
            };
        };
    };
    putDisputeSettings: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    answer_days: number;
                    decision_days: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeSettings"];
                };
            };
        };
    };
    getDisputes: {
        parameters: {
            query?: {
                affiliate_id?: string;
                commission_id?: string;
                cursor?: string;
                limit?: string;
                overdue?: "true";
                payout_id?: string;
                status?: "open" | "answered" | "upheld" | "rejected" | "withdrawn";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Dispute"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postDisputes: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    claimed_minor?: string | number;
                    commission_id?: string;
                    /** @enum {string} */
                    party: "affiliate" | "merchant";
                    payout_id?: string;
                    /** @enum {string} */
                    reason: "amount_wrong" | "commission_missing" | "wrongly_reversed" | "payout_not_received" | "payout_amount_wrong" | "sale_not_valid" | "suspected_fraud" | "terms_breached";
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dispute"];
                };
            };
        };
    };
    getDisputesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeWithSteps"];
                };
            };
        };
    };
    postDisputesByIdAnswer: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeWithSteps"];
                };
            };
        };
    };
    getDisputesByIdEvidence: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidencePack"];
                };
            };
        };
    };
    postDisputesByIdNotes: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeWithSteps"];
                };
            };
        };
    };
    postDisputesByIdReject: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeWithSteps"];
                };
            };
        };
    };
    postDisputesByIdUphold: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    amount_minor?: string | number;
                    resend?: boolean;
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeWithSteps"];
                };
            };
        };
    };
    postDisputesByIdWithdraw: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": {
                    text?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeWithSteps"];
                };
            };
        };
    };
    getDocumentSeries: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["DocumentSeries"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    putDocumentSeriesByKind: {
        parameters: {
            path: {
                kind: "statement" | "statement_return" | "invoice" | "credit_note";
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    prefix: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentSeries"];
                };
            };
        };
    };
    getDocuments: {
        parameters: {
            query?: {
                affiliate_id?: string;
                cursor?: string;
                kind?: "statement" | "statement_return" | "invoice" | "credit_note";
                limit?: string;
                payout_id?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Document"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getDocumentsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentWithBody"];
                };
            };
        };
    };
    getDocumentsByIdPdf: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    getDocumentsWaiting: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WaitingDocument"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getErasures: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Erasure"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postErasures: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    customer?: {
                        email_sha256?: string;
                        external_id?: string;
                    };
                    person_id?: string;
                    visitor_ids?: string[];
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
        };
    };
    getErasuresById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
        };
    };
    getEvents: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                subject_id?: string;
                type?: "affiliate.created" | "affiliate.updated" | "affiliate.archived" | "affiliate.restored" | "affiliate.suspended" | "affiliate.assigned" | "affiliate.unassigned" | "affiliate_login.created" | "affiliate_login.removed" | "application.submitted" | "application.approved" | "application.rejected" | "application.withdrawn" | "application_form.version_created" | "cap.created" | "cap.updated" | "cap.reached" | "commission.created" | "commission.held" | "commission.approved" | "commission.reduced" | "commission.reversed" | "commission.superseded" | "contact.created" | "contact.updated" | "contact.archived" | "contact.restored" | "conversion.accepted" | "conversion.attributed" | "conversion.unattributed" | "conversion.decided_anew" | "conversion.refunded" | "conversion.cancelled" | "conversion.charged_back" | "conversion.chargeback_won" | "conversion_change.refused" | "coupon.created" | "coupon.updated" | "coupon.archived" | "coupon.restored" | "creative.created" | "creative.updated" | "creative.archived" | "creative.restored" | "custom_role.created" | "custom_role.updated" | "custom_role.archived" | "dispute.opened" | "dispute.answered" | "dispute.noted" | "dispute.upheld" | "dispute.rejected" | "dispute.withdrawn" | "dispute.taken_back" | "dispute.answer_overdue" | "dispute.decision_overdue" | "document.issued" | "erasure.done" | "invitation.created" | "invitation.accepted" | "invitation.revoked" | "key.created" | "key.rotated" | "key.revoked" | "ledger.period_closed" | "link.created" | "link.updated" | "link.archived" | "link.restored" | "link.disabled" | "link_domain.created" | "link_domain.updated" | "link_domain.archived" | "link_domain.restored" | "link_domain.pending" | "link_domain.verified" | "link_domain.failed" | "member.added" | "member.role_changed" | "member.removed" | "offer.created" | "offer.updated" | "offer.archived" | "offer.restored" | "organisation.updated" | "payout.paid" | "payout.failed" | "payout.returned" | "payout.unknown" | "payout.needs_review" | "payout.contradicted" | "payout.debited" | "payout.debit_differs" | "payout.resolution_proposed" | "payout.resolved" | "payout_account.put" | "payout_approval_limit.set" | "payout_batch.prepared" | "payout_batch.approved" | "payout_batch.submitted" | "payout_batch.paid" | "payout_batch.cancelled" | "payout_batch.failed" | "payout_batch.unknown" | "payout_method.added" | "payout_method.cancelled" | "payout_minimum.set" | "payout_terms.created" | "plan.created" | "plan.version_created" | "plan.case_created" | "plan.case_retired" | "plan.exception_created" | "policy.version_created" | "policy_case.created" | "policy_case.retired" | "postback.created" | "postback.updated" | "postback.archived" | "postback.restored" | "postback.disabled" | "program.created" | "program.updated" | "program.archived" | "program.restored" | "self_billing.agreed" | "self_billing.ended" | "simulation.applied" | "task.created" | "task.updated" | "task.archived" | "task.restored" | "task.reminded" | "tax_form.changed" | "webhook_endpoint.created" | "webhook_endpoint.updated" | "webhook_endpoint.archived" | "webhook_endpoint.restored" | "webhook_endpoint.disabled" | "webhook_endpoint.test" | "workspace.updated";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Event"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getEventsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
        };
    };
    getExportsClicks: {
        parameters: {
            query: {
                cursor?: string;
                from: string;
                kind?: "parquet" | "raw";
                limit?: string;
                to: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ExportPart"][];
                        has_more: boolean;
                        hours: components["schemas"]["ExportHour"][];
                        next_cursor: string | null;
                        not_compacted: (components["schemas"]["Instant"] | null)[];
                        /** @constant */
                        object: "list";
                    } | {
                        data: components["schemas"]["ExportObject"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getExportsObjects: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
        };
    };
    getFraudHeld: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HeldCommission"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getFxRates: {
        parameters: {
            query?: {
                currency?: string;
                on?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FxRate"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getGroups: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                color?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                sort?: "id" | "-id" | "name" | "-name";
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Group"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postGroups: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    color?: string | null;
                    description?: string | null;
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    getGroupsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    patchGroupsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    color?: string | null;
                    description?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    postGroupsByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    postGroupsByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    postGroupsBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            color?: string | null;
                            description?: string | null;
                            name: string;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            color?: string | null;
                            description?: string | null;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Group"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getGroupsExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                color?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postGroupsImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getInvitations: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Invitation"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postInvitations: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    custom_role_id?: string;
                    email: string;
                    /** @enum {string} */
                    role?: "owner" | "manager" | "operator" | "agent" | "observer";
                    /**
                     * @default workspace
                     * @enum {string}
                     */
                    scope?: "workspace" | "organisation";
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    postInvitationsByIdResend: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    postInvitationsByIdRevoke: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    postInvitationsAccept: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"] | components["schemas"]["AffiliateLogin"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"] | components["schemas"]["AffiliateLogin"];
                };
            };
        };
    };
    getKeys: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                "allowed_addresses[contains]"?: string;
                "allowed_hosts[contains]"?: string;
                archived?: "none" | "only" | "all";
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                created_by?: string;
                "created_by[in]"?: string;
                cursor?: string;
                "expires_at[gte]"?: string;
                "expires_at[lte]"?: string;
                kind?: "secret_live" | "secret_test" | "publishable" | "postback";
                "kind[in]"?: string;
                "last_used_at[gte]"?: string;
                "last_used_at[lte]"?: string;
                last4?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                replaces?: string;
                "replaces[in]"?: string;
                "revoked_at[gte]"?: string;
                "revoked_at[lte]"?: string;
                "scopes[contains]"?: string;
                sort?: "id" | "-id" | "name" | "-name" | "created_at" | "-created_at";
                status?: "active" | "revoked";
                "status[in]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Key"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postKeys: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_id?: string;
                    allowed_addresses?: string[];
                    /** Format: date-time */
                    expires_at?: string;
                    /** @constant */
                    kind: "secret";
                    name: string;
                    scopes: components["schemas"]["Permission"][];
                } | {
                    allowed_hosts: string[];
                    /** Format: date-time */
                    expires_at?: string;
                    /** @constant */
                    kind: "publishable";
                    name: string;
                    scopes: components["schemas"]["Permission"][];
                } | {
                    allowed_addresses?: string[];
                    /** Format: date-time */
                    expires_at?: string;
                    /** @constant */
                    kind: "postback";
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
        };
    };
    getKeysById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
        };
    };
    postKeysByIdRevoke: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
        };
    };
    postKeysByIdRotate: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    expires_at?: string;
                    /** @default 86400 */
                    overlap_seconds?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
        };
    };
    postKeysBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: {
                        id: string;
                        /** @constant */
                        op: "revoke";
                        version?: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Key"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getKeysExport: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                "allowed_addresses[contains]"?: string;
                "allowed_hosts[contains]"?: string;
                archived?: "none" | "only" | "all";
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                created_by?: string;
                "created_by[in]"?: string;
                "expires_at[gte]"?: string;
                "expires_at[lte]"?: string;
                kind?: "secret_live" | "secret_test" | "publishable" | "postback";
                "kind[in]"?: string;
                "last_used_at[gte]"?: string;
                "last_used_at[lte]"?: string;
                last4?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                replaces?: string;
                "replaces[in]"?: string;
                "revoked_at[gte]"?: string;
                "revoked_at[lte]"?: string;
                "scopes[contains]"?: string;
                status?: "active" | "revoked";
                "status[in]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    getLedgerAccounts: {
        parameters: {
            query?: {
                as_of?: string;
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AccountBalance"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                        trial_balance: {
                            balance_minor: components["schemas"]["MinorUnits"];
                            currency: components["schemas"]["Currency"];
                        }[];
                    };
                };
            };
        };
    };
    getLedgerChanges: {
        parameters: {
            query: {
                account: "merchant_payable" | "affiliate_pending" | "affiliate_payable" | "payout_clearing" | "paid_out" | "fx" | "fees" | "write_off";
                affiliate_id?: string;
                currency?: string;
                cursor?: string;
                from: string;
                limit?: string;
                to: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["LedgerChange"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getLedgerFxPositions: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FxPositions"];
                };
            };
        };
    };
    getLedgerJournals: {
        parameters: {
            query?: {
                cursor?: string;
                key?: string;
                kind?: "commission_accrued" | "commission_approved" | "commission_reversed" | "commission_superseded" | "commission_taken_back" | "commission_given_back" | "payout_submitted" | "payout_paid" | "payout_failed" | "payout_returned" | "payout_exchanged" | "payout_exchange_returned";
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Journal"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getLedgerPeriods: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["LedgerPeriod"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postLedgerPeriods: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    period: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerPeriod"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerPeriod"];
                };
            };
        };
    };
    getLedgerVerify: {
        parameters: {
            query?: {
                after?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerVerification"];
                };
            };
        };
    };
    getLegalDetails: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalDetails"];
                };
            };
        };
    };
    putLegalDetails: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    address_line1: string;
                    /** @default null */
                    address_line2?: string | null;
                    city: string;
                    /** @default null */
                    company_number?: string | null;
                    country: string;
                    name: string;
                    /** @default null */
                    postal_code?: string | null;
                    /** @default null */
                    region?: string | null;
                    /** @default null */
                    vat_id?: string | null;
                    /** @default null */
                    vat_rate_bps?: number | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalDetails"];
                };
            };
        };
    };
    getLinkDomains: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "checked_at[gte]"?: string;
                "checked_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                host?: string;
                "host[contains]"?: string;
                limit?: string;
                problem?: "record_missing" | "record_differs" | "resolver_away" | "host_taken";
                "problem[in]"?: string;
                q?: string;
                sort?: "id" | "-id" | "host" | "-host" | "created_at" | "-created_at";
                status?: "pending" | "verified" | "failed";
                "status[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
                "verified_at[gte]"?: string;
                "verified_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["LinkDomain"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postLinkDomains: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    android_asset_links?: {
                        [key: string]: components["schemas"]["JsonValue"];
                    }[];
                    /** @description An apple-app-site-association file, served as it is: at most 32768 bytes of JSON, 32 deep. */
                    apple_association?: {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                    host: string;
                    root_url?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkDomain"];
                };
            };
        };
    };
    getLinkDomainsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkDomain"];
                };
            };
        };
    };
    patchLinkDomainsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    android_asset_links?: {
                        [key: string]: components["schemas"]["JsonValue"];
                    }[] | null;
                    apple_association?: {
                        [key: string]: components["schemas"]["JsonValue"];
                    } | null;
                    root_url?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkDomain"];
                };
            };
        };
    };
    postLinkDomainsByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkDomain"];
                };
            };
        };
    };
    postLinkDomainsByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkDomain"];
                };
            };
        };
    };
    postLinkDomainsByIdVerify: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkDomain"];
                };
            };
        };
    };
    postLinkDomainsBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            android_asset_links?: {
                                [key: string]: components["schemas"]["JsonValue"];
                            }[];
                            /** @description An apple-app-site-association file, served as it is: at most 32768 bytes of JSON, 32 deep. */
                            apple_association?: {
                                [key: string]: components["schemas"]["JsonValue"];
                            };
                            host: string;
                            root_url?: string;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            android_asset_links?: {
                                [key: string]: components["schemas"]["JsonValue"];
                            }[] | null;
                            apple_association?: {
                                [key: string]: components["schemas"]["JsonValue"];
                            } | null;
                            root_url?: string | null;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["LinkDomain"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getLinkDomainsExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "checked_at[gte]"?: string;
                "checked_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                host?: string;
                "host[contains]"?: string;
                problem?: "record_missing" | "record_differs" | "resolver_away" | "host_taken";
                "problem[in]"?: string;
                q?: string;
                status?: "pending" | "verified" | "failed";
                "status[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
                "verified_at[gte]"?: string;
                "verified_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postLinkDomainsImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getLinks: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                coupon_code?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                "destination_url[contains]"?: string;
                durable?: "true" | "false";
                "expires_at[gte]"?: string;
                "expires_at[lte]"?: string;
                host?: string;
                "host[in]"?: string;
                limit?: string;
                program_id?: string;
                "program_id[in]"?: string;
                q?: string;
                slug?: string;
                "slug[contains]"?: string;
                sort?: "id" | "-id" | "slug" | "-slug" | "created_at" | "-created_at";
                "starts_at[gte]"?: string;
                "starts_at[lte]"?: string;
                status?: "active" | "disabled";
                "status[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Link"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postLinks: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_id: string;
                    destination_url: string;
                    durable?: boolean;
                    expires_at?: string | null;
                    fallback_url?: string | null;
                    host?: string;
                    program_id: string;
                    rules?: {
                        browsers?: ("chrome" | "safari" | "firefox" | "edge" | "opera" | "samsung" | "in_app" | "other")[];
                        countries?: string[];
                        destination_url: string;
                        devices?: ("desktop" | "mobile" | "tablet" | "other")[];
                        /** Format: date-time */
                        from?: string;
                        id: string;
                        languages?: string[];
                        oses?: ("windows" | "macos" | "ios" | "android" | "linux" | "chromeos" | "other")[];
                        regions?: string[];
                        time?: {
                            days?: number[];
                            from: string;
                            time_zone: string;
                            to: string;
                        };
                        /** Format: date-time */
                        until?: string;
                    }[];
                    slug?: string;
                    starts_at?: string | null;
                    variants?: {
                        destination_url: string;
                        id: string;
                        weight: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Link"];
                };
            };
        };
    };
    getLinksById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Link"];
                };
            };
        };
    };
    patchLinksById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    destination_url?: string;
                    durable?: boolean;
                    expires_at?: string | null;
                    fallback_url?: string | null;
                    rules?: {
                        browsers?: ("chrome" | "safari" | "firefox" | "edge" | "opera" | "samsung" | "in_app" | "other")[];
                        countries?: string[];
                        destination_url: string;
                        devices?: ("desktop" | "mobile" | "tablet" | "other")[];
                        /** Format: date-time */
                        from?: string;
                        id: string;
                        languages?: string[];
                        oses?: ("windows" | "macos" | "ios" | "android" | "linux" | "chromeos" | "other")[];
                        regions?: string[];
                        time?: {
                            days?: number[];
                            from: string;
                            time_zone: string;
                            to: string;
                        };
                        /** Format: date-time */
                        until?: string;
                    }[];
                    starts_at?: string | null;
                    /** @enum {string} */
                    status?: "active" | "disabled";
                    variants?: {
                        destination_url: string;
                        id: string;
                        weight: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Link"];
                };
            };
        };
    };
    postLinksByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Link"];
                };
            };
        };
    };
    postLinksByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Link"];
                };
            };
        };
    };
    postLinksBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            affiliate_id: string;
                            destination_url: string;
                            durable?: boolean;
                            expires_at?: string | null;
                            fallback_url?: string | null;
                            host?: string;
                            program_id: string;
                            rules?: {
                                browsers?: ("chrome" | "safari" | "firefox" | "edge" | "opera" | "samsung" | "in_app" | "other")[];
                                countries?: string[];
                                destination_url: string;
                                devices?: ("desktop" | "mobile" | "tablet" | "other")[];
                                /** Format: date-time */
                                from?: string;
                                id: string;
                                languages?: string[];
                                oses?: ("windows" | "macos" | "ios" | "android" | "linux" | "chromeos" | "other")[];
                                regions?: string[];
                                time?: {
                                    days?: number[];
                                    from: string;
                                    time_zone: string;
                                    to: string;
                                };
                                /** Format: date-time */
                                until?: string;
                            }[];
                            slug?: string;
                            starts_at?: string | null;
                            variants?: {
                                destination_url: string;
                                id: string;
                                weight: number;
                            }[];
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            destination_url?: string;
                            durable?: boolean;
                            expires_at?: string | null;
                            fallback_url?: string | null;
                            rules?: {
                                browsers?: ("chrome" | "safari" | "firefox" | "edge" | "opera" | "samsung" | "in_app" | "other")[];
                                countries?: string[];
                                destination_url: string;
                                devices?: ("desktop" | "mobile" | "tablet" | "other")[];
                                /** Format: date-time */
                                from?: string;
                                id: string;
                                languages?: string[];
                                oses?: ("windows" | "macos" | "ios" | "android" | "linux" | "chromeos" | "other")[];
                                regions?: string[];
                                time?: {
                                    days?: number[];
                                    from: string;
                                    time_zone: string;
                                    to: string;
                                };
                                /** Format: date-time */
                                until?: string;
                            }[];
                            starts_at?: string | null;
                            /** @enum {string} */
                            status?: "active" | "disabled";
                            variants?: {
                                destination_url: string;
                                id: string;
                                weight: number;
                            }[];
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Link"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getLinksExport: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                coupon_code?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                "destination_url[contains]"?: string;
                durable?: "true" | "false";
                "expires_at[gte]"?: string;
                "expires_at[lte]"?: string;
                host?: string;
                "host[in]"?: string;
                program_id?: string;
                "program_id[in]"?: string;
                q?: string;
                slug?: string;
                "slug[contains]"?: string;
                "starts_at[gte]"?: string;
                "starts_at[lte]"?: string;
                status?: "active" | "disabled";
                "status[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postLinksImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getMe: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reached"];
                };
            };
        };
    };
    getMeAffiliates: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ReachedAffiliate"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getMeApplications: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OwnApplication"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postMeApplicationsByIdWithdraw: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnApplication"];
                };
            };
        };
    };
    getMembers: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                created_by?: string;
                "created_by[in]"?: string;
                cursor?: string;
                custom_role_id?: string;
                "custom_role_id[in]"?: string;
                email?: string;
                "email[contains]"?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                person_id?: string;
                "person_id[in]"?: string;
                q?: string;
                "removed_at[gte]"?: string;
                "removed_at[lte]"?: string;
                role?: "owner" | "manager" | "operator" | "agent" | "observer";
                "role[in]"?: string;
                sort?: "id" | "-id" | "email" | "-email" | "created_at" | "-created_at";
                status?: "active" | "removed";
                "status[in]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ListedMember"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postMembers: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    custom_role_id?: string;
                    person_id: string;
                    /** @enum {string} */
                    role?: "owner" | "manager" | "operator" | "agent" | "observer";
                    /**
                     * @default workspace
                     * @enum {string}
                     */
                    scope?: "workspace" | "organisation";
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedMember"];
                };
            };
        };
    };
    getMembersById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedMember"];
                };
            };
        };
    };
    patchMembersById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    custom_role_id?: string;
                    /** @enum {string} */
                    role?: "owner" | "manager" | "operator" | "agent" | "observer";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedMember"];
                };
            };
        };
    };
    postMembersByIdRemove: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedMember"];
                };
            };
        };
    };
    postMembersBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            custom_role_id?: string;
                            person_id: string;
                            /** @enum {string} */
                            role?: "owner" | "manager" | "operator" | "agent" | "observer";
                            /**
                             * @default workspace
                             * @enum {string}
                             */
                            scope?: "workspace" | "organisation";
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            custom_role_id?: string;
                            /** @enum {string} */
                            role?: "owner" | "manager" | "operator" | "agent" | "observer";
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "remove";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["ListedMember"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getMembersExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                created_by?: string;
                "created_by[in]"?: string;
                custom_role_id?: string;
                "custom_role_id[in]"?: string;
                email?: string;
                "email[contains]"?: string;
                name?: string;
                "name[contains]"?: string;
                person_id?: string;
                "person_id[in]"?: string;
                q?: string;
                "removed_at[gte]"?: string;
                "removed_at[lte]"?: string;
                role?: "owner" | "manager" | "operator" | "agent" | "observer";
                "role[in]"?: string;
                status?: "active" | "removed";
                "status[in]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postMembersImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getNotes: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                author?: string;
                "author[in]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                limit?: string;
                pinned?: "true" | "false";
                q?: string;
                sort?: "id" | "-id";
                "text[contains]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Note"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postNotes: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_id: string;
                    pinned?: boolean;
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
        };
    };
    getNotesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
        };
    };
    patchNotesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    pinned?: boolean;
                    text?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
        };
    };
    postNotesByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
        };
    };
    postNotesByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
        };
    };
    postNotesBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            affiliate_id: string;
                            pinned?: boolean;
                            text: string;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            pinned?: boolean;
                            text?: string;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Note"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getNotesExport: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                author?: string;
                "author[in]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                pinned?: "true" | "false";
                q?: string;
                "text[contains]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postNotesImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getNotices: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                status?: "waiting" | "sent" | "failed";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Notice"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getOffers: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                "landing_url[contains]"?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                plan_id?: string;
                "plan_id[in]"?: string;
                program_id?: string;
                "program_id[in]"?: string;
                q?: string;
                sort?: "id" | "-id" | "name" | "-name";
                status?: "draft" | "active" | "paused" | "closed";
                "status[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
                visibility?: "public" | "private" | "application";
                "visibility[in]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Offer"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postOffers: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string | null;
                    landing_url: string;
                    name: string;
                    plan_id?: string | null;
                    program_id: string;
                    /** @enum {string} */
                    status?: "draft" | "active" | "paused" | "closed";
                    terms?: string | null;
                    /** @enum {string} */
                    visibility?: "public" | "private" | "application";
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Offer"];
                };
            };
        };
    };
    getOffersById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Offer"];
                };
            };
        };
    };
    patchOffersById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string | null;
                    landing_url?: string;
                    name?: string;
                    plan_id?: string | null;
                    /** @enum {string} */
                    status?: "draft" | "active" | "paused" | "closed";
                    terms?: string | null;
                    /** @enum {string} */
                    visibility?: "public" | "private" | "application";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Offer"];
                };
            };
        };
    };
    postOffersByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Offer"];
                };
            };
        };
    };
    postOffersByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Offer"];
                };
            };
        };
    };
    postOffersBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            description?: string | null;
                            landing_url: string;
                            name: string;
                            plan_id?: string | null;
                            program_id: string;
                            /** @enum {string} */
                            status?: "draft" | "active" | "paused" | "closed";
                            terms?: string | null;
                            /** @enum {string} */
                            visibility?: "public" | "private" | "application";
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            description?: string | null;
                            landing_url?: string;
                            name?: string;
                            plan_id?: string | null;
                            /** @enum {string} */
                            status?: "draft" | "active" | "paused" | "closed";
                            terms?: string | null;
                            /** @enum {string} */
                            visibility?: "public" | "private" | "application";
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Offer"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getOffersExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                "landing_url[contains]"?: string;
                name?: string;
                "name[contains]"?: string;
                plan_id?: string;
                "plan_id[in]"?: string;
                program_id?: string;
                "program_id[in]"?: string;
                q?: string;
                status?: "draft" | "active" | "paused" | "closed";
                "status[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
                visibility?: "public" | "private" | "application";
                "visibility[in]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postOffersImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    patchOrganisation: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
        };
    };
    postOrganisations: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    workspace: {
                        /** @enum {string} */
                        mode: "live" | "test";
                        name: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reached"];
                };
            };
        };
    };
    getPayoutAccounts: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PayoutAccount"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    putPayoutAccountsByProvider: {
        parameters: {
            path: {
                provider: "csv" | "sepa" | "stripe" | "paypal" | "wise";
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GivenPayoutAccess"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutAccount"];
                };
            };
        };
    };
    getPayoutApprovalLimits: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PayoutApprovalLimit"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    putPayoutApprovalLimitsByCurrency: {
        parameters: {
            path: {
                currency: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    step_up_over_minor: (string | number) | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutApprovalLimit"];
                };
            };
        };
    };
    getPayoutBatches: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                status?: "prepared" | "approved" | "submitting" | "submitted" | "unknown" | "paid" | "failed" | "cancelled";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PayoutBatch"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPayoutBatches: {
        parameters: {
        };
        requestBody?: {
            content: {
                "application/json": {
                    currency?: string;
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutPreview"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutPreparation"];
                };
            };
        };
    };
    getPayoutBatchesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatchWithPayouts"];
                };
            };
        };
    };
    postPayoutBatchesByIdApprove: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatch"];
                };
            };
        };
    };
    postPayoutBatchesByIdCancel: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatch"];
                };
            };
        };
    };
    postPayoutBatchesByIdExecute: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatch"];
                };
            };
        };
    };
    getPayoutBatchesByIdFile: {
        parameters: {
            query?: {
                part?: string;
            };
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                    "text/csv": string;
                };
            };
        };
    };
    postPayoutCallbacksByProviderByWorkspace: {
        parameters: {
            path: {
                provider: string;
                workspace: string;
            };
        };
        requestBody: {
            content: {
                "application/json": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "payout_callback";
                        /** @constant */
                        status: "taken";
                    };
                };
            };
        };
    };
    getPayoutMinimums: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PayoutMinimum"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    putPayoutMinimumsByCurrency: {
        parameters: {
            path: {
                currency: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    minimum_minor: string | number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutMinimum"];
                };
            };
        };
    };
    postPayoutStatements: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/xml": string;
                "text/xml": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookedStatement"];
                };
            };
        };
    };
    getPayoutTerms: {
        parameters: {
            query?: {
                affiliate_id?: string;
                cursor?: string;
                limit?: string;
                program_id?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PayoutTerms"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPayoutTerms: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_id?: string | null;
                    countries?: string[] | null;
                    /** Format: date-time */
                    effective_from?: string;
                    hold_days?: number | null;
                    method_kinds?: ("iban" | "stripe" | "paypal" | "wise")[] | null;
                    minimums?: {
                        [key: string]: string | number;
                    };
                    net?: ("immediate" | "net_7" | "net_15" | "net_30" | "net_45" | "net_60" | "net_90" | "end_of_month" | "end_of_month_net_7" | "end_of_month_net_15" | "end_of_month_net_30" | "end_of_month_net_45" | "end_of_month_net_60" | "end_of_month_net_90") | null;
                    payout_currency?: ("affiliate" | "commission" | string) | null;
                    program_id?: string | null;
                    requires_method?: boolean | null;
                    requires_tax_form?: boolean | null;
                    schedule?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutTerms"];
                };
            };
        };
    };
    getPayoutTermsInForce: {
        parameters: {
            query?: {
                affiliate_id?: string;
                program_id?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutTermsInForce"];
                };
            };
        };
    };
    getPayouts: {
        parameters: {
            query?: {
                affiliate_id?: string;
                batch_id?: string;
                cursor?: string;
                limit?: string;
                status?: "prepared" | "cancelled" | "submitting" | "unknown" | "submitted" | "needs_review" | "paid" | "failed" | "returned";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Payout"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getPayoutsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutHistory"];
                };
            };
        };
    };
    postPayoutsByIdDebit: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    amount_minor: string;
                    currency: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutHistory"];
                };
            };
        };
    };
    postPayoutsByIdResolve: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    debited?: {
                        amount_minor: string;
                        currency: string;
                    };
                    note: string;
                    /** @enum {string} */
                    outcome: "paid" | "failed" | "returned";
                    /** @default null */
                    reference?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutHistory"];
                };
            };
        };
    };
    getPayoutsWaiting: {
        parameters: {
            query?: {
                affiliate_id?: string;
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WaitingPayout"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getPeopleMe: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
        };
    };
    patchPeopleMe: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
        };
    };
    postPeopleMeAuthenticator: {
        parameters: {
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolledAuthenticator"];
                };
            };
        };
    };
    postPeopleMeAuthenticatorConfirm: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmedAuthenticator"];
                };
            };
        };
    };
    postPeopleMeAuthenticatorRevoke: {
        parameters: {
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokedAuthenticator"];
                };
            };
        };
    };
    postPeopleMeEmail: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmailChange"];
                };
            };
        };
    };
    postPeopleMeEmailComplete: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
        };
    };
    getPeopleMeEvents: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PersonEvent"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getPeopleMeEventsVerify: {
        parameters: {
            query?: {
                after?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
        };
    };
    getPeopleMePasskeys: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Passkey"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPeopleMePasskeys: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    id: string;
                    name: string;
                    response: components["schemas"]["GivenPasskeyCredential"];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
        };
    };
    postPeopleMePasskeysByIdRevoke: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokedPasskey"];
                };
            };
        };
    };
    postPeopleMePasskeysOptions: {
        parameters: {
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyChallenge"];
                };
            };
        };
    };
    putPeopleMePassword: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    current_password?: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Password"];
                };
            };
        };
    };
    getPipelines: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                sort?: "id" | "-id" | "name" | "-name";
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Pipeline"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPipelines: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string | null;
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pipeline"];
                };
            };
        };
    };
    getPipelinesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pipeline"];
                };
            };
        };
    };
    patchPipelinesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string | null;
                    name?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pipeline"];
                };
            };
        };
    };
    postPipelinesByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pipeline"];
                };
            };
        };
    };
    postPipelinesByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pipeline"];
                };
            };
        };
    };
    postPipelinesBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            description?: string | null;
                            name: string;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            description?: string | null;
                            name?: string;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Pipeline"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getPipelinesExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postPipelinesImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    postPixel: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    amount?: string;
                    amount_minor?: string | number;
                    click_id?: string;
                    click_ids?: string;
                    coupon_code?: string;
                    currency: string;
                    customer_id?: string;
                    event?: string;
                    order: string;
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        external_id: string;
                        id: string;
                        /** @constant */
                        object: "conversion";
                        /** @constant */
                        status: "accepted";
                    };
                };
            };
        };
    };
    getPixelGif: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/gif": string;
                };
            };
        };
    };
    getPlanExceptions: {
        parameters: {
            query?: {
                affiliate_id?: string;
                cursor?: string;
                limit?: string;
                program_id?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PlanException"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPlanExceptions: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_id: string;
                    /** Format: date-time */
                    effective_from?: string;
                    /** Format: date-time */
                    effective_to?: string;
                    plan_id: string | null;
                    program_id: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanException"];
                };
            };
        };
    };
    getPlans: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Plan"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPlans: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    effective_from?: string;
                    name: string;
                    rule?: components["schemas"]["GivenSimplePlanRule"];
                    terms?: components["schemas"]["GivenPlanTerms"];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
        };
    };
    getPlansById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
        };
    };
    postPlansByIdBacktest: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    from: string;
                    rule?: components["schemas"]["GivenSimplePlanRule"];
                    terms?: components["schemas"]["GivenPlanTerms"];
                    /** Format: date-time */
                    to: string;
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Simulation"];
                };
            };
        };
    };
    getPlansByIdCases: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PlanCase"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPlansByIdCases: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    expected: {
                        affiliate: string;
                        amount_minor: string | number;
                        currency: string;
                        /**
                         * @default sale
                         * @enum {string}
                         */
                        kind?: "sale" | "override" | "bonus";
                    }[];
                    given: {
                        affiliates?: {
                            affiliate: string;
                            /** @default content */
                            class?: string;
                            /** @default null */
                            country?: string | null;
                            earned?: {
                                amount_minor: string | number;
                                /** @enum {string} */
                                period: "lifetime" | "month" | "quarter";
                            }[];
                            /** @default null */
                            group?: string | null;
                            /** @default [] */
                            sponsors?: string[];
                            /** @default [] */
                            tags?: string[];
                            /** @default null */
                            tier?: string | null;
                            volumes?: {
                                amount_minor: string | number;
                                conversions: number;
                                /** @enum {string} */
                                period: "lifetime" | "month" | "quarter";
                            }[];
                        }[];
                        credits?: {
                            affiliate: string;
                            credit_ppm: number;
                        }[];
                        customer?: {
                            /** @default 0 */
                            conversions_before?: number;
                            first_converted_at?: string | null;
                        };
                        journey?: {
                            affiliate: string;
                            /**
                             * @default active
                             * @enum {string}
                             */
                            affiliate_status?: "active" | "suspended";
                            /** @default content */
                            class?: string;
                            /**
                             * @default click
                             * @enum {string}
                             */
                            kind?: "click" | "earlier_order";
                            /**
                             * @default active
                             * @enum {string}
                             */
                            program_status?: "active" | "paused" | "closed";
                            seconds_before_order: number;
                            /**
                             * @default human
                             * @enum {string}
                             */
                            verdict?: "human" | "bot" | "prefetch" | "preview" | "duplicate" | "over_cap" | "blocked" | "head" | "empty_agent";
                        }[];
                        order: {
                            amount_minor: string | number;
                            /** @default null */
                            country?: string | null;
                            coupon?: {
                                affiliate: string;
                                /**
                                 * @default active
                                 * @enum {string}
                                 */
                                affiliate_status?: "active" | "suspended";
                                /** @default content */
                                class?: string;
                                /**
                                 * @default active
                                 * @enum {string}
                                 */
                                program_status?: "active" | "paused" | "closed";
                                /**
                                 * @default active
                                 * @enum {string}
                                 */
                                status?: "active" | "disabled";
                            } | null;
                            /** @default null */
                            coupon_code?: string | null;
                            currency: string;
                            discount_minor?: string | number;
                            /** @default sale */
                            event?: string;
                            items?: {
                                amount_minor: string | number;
                                /** @default null */
                                category?: string | null;
                                /** @default 1 */
                                quantity?: number;
                                sku: string;
                            }[];
                            /** @default {} */
                            metadata?: {
                                [key: string]: string;
                            };
                            /** Format: date-time */
                            occurred_at?: string;
                            shipping_minor?: string | number;
                            tax_minor?: string | number;
                        };
                        policy?: {
                            terms?: {
                                class_priority?: string[];
                                counted_verdicts: ("human" | "bot" | "prefetch" | "preview" | "duplicate" | "over_cap" | "blocked" | "head" | "empty_agent")[];
                                coupon_ppm?: number;
                                /** @enum {string} */
                                coupon_precedence?: "coupon_wins" | "click_wins" | "split" | "ignored";
                                customer_lock?: {
                                    /** @constant */
                                    kind: "none";
                                } | {
                                    /** @enum {string} */
                                    affiliate: "first" | "latest";
                                    days: number;
                                    /** @constant */
                                    kind: "days";
                                } | {
                                    /** @enum {string} */
                                    affiliate: "first" | "latest";
                                    /** @constant */
                                    kind: "lifetime";
                                };
                                half_life_hours?: number;
                                lookback_days: number;
                                min_click_to_conversion_seconds: number;
                                /** @enum {string} */
                                model: "last_click" | "first_click" | "linear" | "position_based" | "time_decay";
                                position_weights?: {
                                    first_ppm: number;
                                    last_ppm: number;
                                };
                                stand_down?: {
                                    before_order_seconds?: number;
                                    in_session_seconds?: number;
                                };
                            };
                            version?: number;
                        };
                        rates?: {
                            currency: string;
                            rate: string;
                        }[];
                    };
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanCase"];
                };
            };
        };
    };
    postPlansByIdCasesByCaseIdRetire: {
        parameters: {
            path: {
                case_id: string;
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanCase"];
                };
            };
        };
    };
    postPlansByIdVersions: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    effective_from?: string;
                    rule?: components["schemas"]["GivenSimplePlanRule"];
                    terms?: components["schemas"]["GivenPlanTerms"];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanVersion"];
                };
            };
        };
    };
    getPortalCommissions: {
        parameters: {
            query?: {
                as_of?: string;
                currency?: string;
                cursor?: string;
                limit?: string;
                status?: "pending" | "approved" | "held" | "batched" | "paid" | "reversed";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OwnCommission"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getPortalCommissionsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnCommission"];
                };
            };
        };
    };
    getPortalCreatives: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OwnCreative"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getPortalDisputes: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                status?: "open" | "answered" | "upheld" | "rejected" | "withdrawn";
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Dispute"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPortalDisputes: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    claimed_minor?: string | number;
                    commission_id?: string;
                    payout_id?: string;
                    /** @enum {string} */
                    reason: "amount_wrong" | "commission_missing" | "wrongly_reversed" | "payout_not_received" | "payout_amount_wrong" | "sale_not_valid" | "suspected_fraud" | "terms_breached";
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dispute"];
                };
            };
        };
    };
    getPortalDisputesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeWithSteps"];
                };
            };
        };
    };
    postPortalDisputesByIdAnswer: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeWithSteps"];
                };
            };
        };
    };
    getPortalDisputesByIdEvidence: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidencePack"];
                };
            };
        };
    };
    postPortalDisputesByIdNotes: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeWithSteps"];
                };
            };
        };
    };
    postPortalDisputesByIdWithdraw: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": {
                    text?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeWithSteps"];
                };
            };
        };
    };
    getPortalDocuments: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Document"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getPortalDocumentsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentWithBody"];
                };
            };
        };
    };
    getPortalDocumentsByIdPdf: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    getPortalLinks: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OwnLink"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPortalLinks: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    destination_url: string;
                    program_id: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnLink"];
                };
            };
        };
    };
    getPortalLinksById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnLink"];
                };
            };
        };
    };
    getPortalMe: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnAffiliate"];
                };
            };
        };
    };
    getPortalPayoutMethods: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PayoutMethod"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPortalPayoutMethods: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default null */
                    address?: {
                        country: string;
                        town: string;
                    } | null;
                    bic?: string | null;
                    holder: string;
                    iban: string;
                    /** @constant */
                    kind: "iban";
                } | {
                    account_id: string;
                    /** @default null */
                    country?: string | null;
                    /** @constant */
                    kind: "stripe";
                } | {
                    /** @default null */
                    country?: string | null;
                    email: string;
                    /** @constant */
                    kind: "paypal";
                } | {
                    /** @default null */
                    country?: string | null;
                    /** @constant */
                    kind: "wise";
                    recipient_id: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutMethod"];
                };
            };
        };
    };
    getPortalPayoutMethodsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutMethod"];
                };
            };
        };
    };
    postPortalPayoutMethodsByIdCancel: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutMethod"];
                };
            };
        };
    };
    getPortalPayoutOutlook: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutOutlook"];
                };
            };
        };
    };
    getPortalPayouts: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OwnPayout"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getPortalPayoutsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnPayoutWithItems"];
                };
            };
        };
    };
    getPortalPrograms: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OwnProgram"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getPortalReports: {
        parameters: {
            query: {
                affiliate?: string;
                as_of?: string;
                compare?: "previous_period" | "previous_year";
                country?: string;
                coupon?: string;
                currency?: string;
                cursor?: string;
                device?: string;
                from: string;
                group_by?: string;
                limit?: string;
                link?: string;
                metrics?: string;
                program?: string;
                referrer?: string;
                sort?: string;
                sub1?: string;
                sub2?: string;
                sub3?: string;
                sub4?: string;
                sub5?: string;
                sub6?: string;
                sub7?: string;
                sub8?: string;
                time_zone?: string;
                to: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
        };
    };
    getPortalStatement: {
        parameters: {
            query?: {
                as_of?: string;
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnStatement"];
                };
            };
        };
    };
    getPortalStatementProof: {
        parameters: {
            query: {
                from: string;
                to: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementWithProofs"];
                };
            };
        };
    };
    getPortalTaxForms: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TaxForm"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getPortalYearlyTotals: {
        parameters: {
            query: {
                cursor?: string;
                limit?: string;
                year: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["YearlyTotal"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getPostback: {
        parameters: {
            query?: {
                amount?: string;
                amount_minor?: string;
                click_id?: string;
                coupon_code?: string;
                currency?: string;
                customer_id?: string;
                event?: string;
                key?: string;
                txid?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "conversion";
                        /** @constant */
                        status: "accepted";
                    };
                };
            };
        };
    };
    postPostback: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    amount?: string;
                    amount_minor?: string;
                    click_id?: string;
                    coupon_code?: string;
                    currency?: string;
                    customer_id?: string;
                    event?: string;
                    key?: string;
                    txid?: string;
                };
                "application/x-www-form-urlencoded": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "conversion";
                        /** @constant */
                        status: "accepted";
                    };
                };
            };
        };
    };
    getPostbacks: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                contact_email?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                "description[contains]"?: string;
                disabled_because?: "by_hand" | "gone" | "failing";
                "disabled_because[in]"?: string;
                "failing_since[gte]"?: string;
                "failing_since[lte]"?: string;
                limit?: string;
                program_id?: string;
                "program_id[in]"?: string;
                q?: string;
                sort?: "id" | "-id" | "created_at" | "-created_at";
                status?: "enabled" | "disabled";
                "status[in]"?: string;
                "types[contains]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
                "url[contains]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Postback"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPostbacks: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_id: string;
                    contact_email?: string | null;
                    description?: string;
                    program_id?: string | null;
                    types: string[];
                    url: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Postback"];
                };
            };
        };
    };
    getPostbacksById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Postback"];
                };
            };
        };
    };
    patchPostbacksById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    contact_email?: string | null;
                    description?: string;
                    /** @enum {string} */
                    status?: "enabled" | "disabled";
                    types?: string[];
                    url?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Postback"];
                };
            };
        };
    };
    postPostbacksByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Postback"];
                };
            };
        };
    };
    getPostbacksByIdDeliveries: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                status?: "waiting" | "delivered" | "failed";
            };
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["EventDelivery"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getPostbacksByIdDeliveriesByEventIdAttempts: {
        parameters: {
            path: {
                event_id: string;
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["EventAttempt"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPostbacksByIdRedeliver: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    failed_since: string;
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redelivery"];
                };
            };
        };
    };
    postPostbacksByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Postback"];
                };
            };
        };
    };
    postPostbacksBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            affiliate_id: string;
                            contact_email?: string | null;
                            description?: string;
                            program_id?: string | null;
                            types: string[];
                            url: string;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            contact_email?: string | null;
                            description?: string;
                            /** @enum {string} */
                            status?: "enabled" | "disabled";
                            types?: string[];
                            url?: string;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Postback"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getPostbacksExport: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                contact_email?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                "description[contains]"?: string;
                disabled_because?: "by_hand" | "gone" | "failing";
                "disabled_because[in]"?: string;
                "failing_since[gte]"?: string;
                "failing_since[lte]"?: string;
                program_id?: string;
                "program_id[in]"?: string;
                q?: string;
                status?: "enabled" | "disabled";
                "status[in]"?: string;
                "types[contains]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
                "url[contains]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    getPrograms: {
        parameters: {
            query?: {
                adds_afsrc?: "true" | "false";
                "allowed_hosts[contains]"?: string;
                "allowed_schemes[contains]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                commission_currency?: "earned" | "sale" | "program" | "affiliate";
                "commission_currency[in]"?: string;
                cookie_mode?: "first_party" | "none";
                "cookie_mode[in]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                currency?: string;
                "currency[in]"?: string;
                cursor?: string;
                durable?: "true" | "false";
                hold_days?: string;
                "hold_days[gte]"?: string;
                "hold_days[lte]"?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                pass_query?: "all" | "utm" | "none";
                "pass_query[in]"?: string;
                plan_id?: string;
                "plan_id[in]"?: string;
                q?: string;
                sort?: "id" | "-id" | "name" | "-name";
                status?: "active" | "paused" | "closed";
                "status[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Program"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postPrograms: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    adds_afsrc?: boolean;
                    allowed_hosts?: string[];
                    allowed_schemes?: string[];
                    click_id_parameter?: string;
                    /** @enum {string} */
                    commission_currency?: "earned" | "sale" | "program" | "affiliate";
                    /** @enum {string} */
                    cookie_mode?: "first_party" | "none";
                    currency: string;
                    durable?: boolean;
                    hold_days?: number;
                    name: string;
                    /** @enum {string} */
                    pass_query?: "all" | "utm" | "none";
                    plan_id: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Program"];
                };
            };
        };
    };
    getProgramsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Program"];
                };
            };
        };
    };
    patchProgramsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    adds_afsrc?: boolean;
                    allowed_hosts?: string[];
                    allowed_schemes?: string[];
                    click_id_parameter?: string;
                    /** @enum {string} */
                    commission_currency?: "earned" | "sale" | "program" | "affiliate";
                    /** @enum {string} */
                    cookie_mode?: "first_party" | "none";
                    durable?: boolean;
                    hold_days?: number;
                    name?: string;
                    /** @enum {string} */
                    pass_query?: "all" | "utm" | "none";
                    plan_id?: string;
                    /** @enum {string} */
                    status?: "active" | "paused" | "closed";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Program"];
                };
            };
        };
    };
    getProgramsByIdApplicationForm: {
        parameters: {
            query?: {
                version?: string;
            };
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationForm"];
                };
            };
        };
    };
    putProgramsByIdApplicationForm: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default [] */
                    auto_approve?: ({
                        /** @constant */
                        everyone: true;
                    } | {
                        answers?: {
                            in?: (boolean | string)[];
                            max?: number;
                            min?: number;
                            question: string;
                        }[];
                        countries?: string[];
                        email_domains?: string[];
                    })[];
                    /** @default null */
                    group?: string | null;
                    /** @default true */
                    open?: boolean;
                    questions: components["schemas"]["GivenApplicationQuestion"][];
                    /** @default 30 */
                    reapply_after_days?: number | null;
                    terms: {
                        /** @default null */
                        text?: string | null;
                        /** @default null */
                        url?: string | null;
                        version: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationForm"];
                };
            };
        };
    };
    postProgramsByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Program"];
                };
            };
        };
    };
    postProgramsByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Program"];
                };
            };
        };
    };
    postProgramsBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            adds_afsrc?: boolean;
                            allowed_hosts?: string[];
                            allowed_schemes?: string[];
                            click_id_parameter?: string;
                            /** @enum {string} */
                            commission_currency?: "earned" | "sale" | "program" | "affiliate";
                            /** @enum {string} */
                            cookie_mode?: "first_party" | "none";
                            currency: string;
                            durable?: boolean;
                            hold_days?: number;
                            name: string;
                            /** @enum {string} */
                            pass_query?: "all" | "utm" | "none";
                            plan_id: string;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            adds_afsrc?: boolean;
                            allowed_hosts?: string[];
                            allowed_schemes?: string[];
                            click_id_parameter?: string;
                            /** @enum {string} */
                            commission_currency?: "earned" | "sale" | "program" | "affiliate";
                            /** @enum {string} */
                            cookie_mode?: "first_party" | "none";
                            durable?: boolean;
                            hold_days?: number;
                            name?: string;
                            /** @enum {string} */
                            pass_query?: "all" | "utm" | "none";
                            plan_id?: string;
                            /** @enum {string} */
                            status?: "active" | "paused" | "closed";
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Program"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getProgramsExport: {
        parameters: {
            query?: {
                adds_afsrc?: "true" | "false";
                "allowed_hosts[contains]"?: string;
                "allowed_schemes[contains]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                commission_currency?: "earned" | "sale" | "program" | "affiliate";
                "commission_currency[in]"?: string;
                cookie_mode?: "first_party" | "none";
                "cookie_mode[in]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                currency?: string;
                "currency[in]"?: string;
                durable?: "true" | "false";
                hold_days?: string;
                "hold_days[gte]"?: string;
                "hold_days[lte]"?: string;
                name?: string;
                "name[contains]"?: string;
                pass_query?: "all" | "utm" | "none";
                "pass_query[in]"?: string;
                plan_id?: string;
                "plan_id[in]"?: string;
                q?: string;
                status?: "active" | "paused" | "closed";
                "status[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postProgramsImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getReports: {
        parameters: {
            query: {
                affiliate?: string;
                as_of?: string;
                compare?: "previous_period" | "previous_year";
                country?: string;
                coupon?: string;
                currency?: string;
                cursor?: string;
                device?: string;
                from: string;
                group_by?: string;
                limit?: string;
                link?: string;
                metrics?: string;
                program?: string;
                referrer?: string;
                sort?: string;
                sub1?: string;
                sub2?: string;
                sub3?: string;
                sub4?: string;
                sub5?: string;
                sub6?: string;
                sub7?: string;
                sub8?: string;
                time_zone?: string;
                to: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
        };
    };
    getReportsClicks: {
        parameters: {
            query: {
                from: string;
                group_by?: "hour" | "day" | "link" | "affiliate" | "program" | "verdict" | "sub1" | "sub2" | "sub3" | "sub4" | "sub5" | "sub6" | "sub7" | "sub8" | "source" | "country" | "device" | "os" | "browser" | "language" | "referrer_host" | "rule" | "variant";
                to: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClickReport"] | components["schemas"]["ClickCounts"];
                };
            };
        };
    };
    getReportsCohorts: {
        parameters: {
            query: {
                from: string;
                months?: string;
                of: "customer" | "affiliate";
                start?: "first_sale" | "first_click";
                time_zone?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cohorts"];
                };
            };
        };
    };
    getReportsCsv: {
        parameters: {
            query: {
                affiliate?: string;
                as_of?: string;
                compare?: "previous_period" | "previous_year";
                country?: string;
                coupon?: string;
                currency?: string;
                device?: string;
                from: string;
                group_by?: string;
                link?: string;
                metrics?: string;
                program?: string;
                referrer?: string;
                sort?: string;
                sub1?: string;
                sub2?: string;
                sub3?: string;
                sub4?: string;
                sub5?: string;
                sub6?: string;
                sub7?: string;
                sub8?: string;
                time_zone?: string;
                to: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    getReportsReconciliation: {
        parameters: {
            query: {
                from: string;
                to: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportReconciliation"];
                };
            };
        };
    };
    getReportsTimeToConvert: {
        parameters: {
            query: {
                affiliate?: string;
                from: string;
                program?: string;
                time_zone?: string;
                to: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversionTimes"];
                };
            };
        };
    };
    getSavedReports: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                owner?: string;
                "owner[in]"?: string;
                q?: string;
                shared?: "true" | "false";
                sort?: "id" | "-id" | "name" | "-name";
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SavedReport"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postSavedReports: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description In the words of whoever saved it: at most 16384 characters of JSON, 20 deep. */
                    definition: {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                    name: string;
                    shared?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedReport"];
                };
            };
        };
    };
    getSavedReportsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedReport"];
                };
            };
        };
    };
    patchSavedReportsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description In the words of whoever saved it: at most 16384 characters of JSON, 20 deep. */
                    definition?: {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                    name?: string;
                    shared?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedReport"];
                };
            };
        };
    };
    postSavedReportsByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedReport"];
                };
            };
        };
    };
    postSavedReportsByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedReport"];
                };
            };
        };
    };
    postSavedReportsBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            /** @description In the words of whoever saved it: at most 16384 characters of JSON, 20 deep. */
                            definition: {
                                [key: string]: components["schemas"]["JsonValue"];
                            };
                            name: string;
                            shared?: boolean;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            /** @description In the words of whoever saved it: at most 16384 characters of JSON, 20 deep. */
                            definition?: {
                                [key: string]: components["schemas"]["JsonValue"];
                            };
                            name?: string;
                            shared?: boolean;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["SavedReport"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getSavedReportsExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                name?: string;
                "name[contains]"?: string;
                owner?: string;
                "owner[in]"?: string;
                q?: string;
                shared?: "true" | "false";
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postSavedReportsImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getSegments: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                sort?: "id" | "-id" | "name" | "-name";
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Segment"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postSegments: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string | null;
                    name: string;
                    rule: components["schemas"]["GivenSegmentRule"];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
        };
    };
    getSegmentsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
        };
    };
    patchSegmentsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string | null;
                    name?: string;
                    rule?: components["schemas"]["GivenSegmentRule"];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
        };
    };
    getSegmentsByIdAffiliates: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                class?: string;
                "class[in]"?: string;
                country?: string;
                "country[in]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                currency?: string;
                "currency[in]"?: string;
                cursor?: string;
                email?: string;
                "email[contains]"?: string;
                group?: string;
                "group[in]"?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                sort?: "id" | "-id" | "name" | "-name" | "email" | "-email" | "created_at" | "-created_at";
                sponsor_id?: string;
                "sponsor_id[in]"?: string;
                stage_id?: string;
                "stage_id[in]"?: string;
                status?: "active" | "suspended";
                "status[in]"?: string;
                "tags[contains]"?: string;
                tier?: string;
                "tier[in]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Affiliate"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postSegmentsByIdApply: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action: "add_tag" | "remove_tag";
                    tag: string;
                } | {
                    /** @constant */
                    action: "stage";
                    stage_id: string | null;
                } | {
                    /** @constant */
                    action: "assign";
                    member_id: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: number;
                        has_more: boolean;
                        /** @constant */
                        object: "segment_application";
                    };
                };
            };
        };
    };
    postSegmentsByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
        };
    };
    getSegmentsByIdCount: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        count: number;
                        /** @constant */
                        object: "segment_count";
                    };
                };
            };
        };
    };
    postSegmentsByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
        };
    };
    postSegmentsBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            description?: string | null;
                            name: string;
                            rule: components["schemas"]["GivenSegmentRule"];
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            description?: string | null;
                            name?: string;
                            rule?: components["schemas"]["GivenSegmentRule"];
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Segment"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getSegmentsExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postSegmentsImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    postSessionSignOut: {
        parameters: {
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokedSession"];
                };
            };
        };
    };
    postSessionStepUp: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    code?: string;
                    passkey?: {
                        id: string;
                        response: components["schemas"]["GivenPasskeyCredential"];
                    };
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepUp"];
                };
            };
        };
    };
    getSessions: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Session"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postSessionsByIdRevoke: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokedSession"];
                };
            };
        };
    };
    postSessionsRevokeOthers: {
        parameters: {
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokedSessions"];
                };
            };
        };
    };
    postSignInCode: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInCode"];
                };
            };
        };
    };
    postSignInCodeVerify: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    id: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"] | components["schemas"]["SecondFactorRequired"];
                };
            };
        };
    };
    postSignInPasskey: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    id: string;
                    response: components["schemas"]["GivenPasskeyCredential"];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"] | components["schemas"]["SecondFactorRequired"];
                };
            };
        };
    };
    postSignInPasskeyOptions: {
        parameters: {
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyChallenge"];
                };
            };
        };
    };
    postSignInPassword: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"] | components["schemas"]["SecondFactorRequired"];
                };
            };
        };
    };
    postSignInPasswordReset: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordReset"];
                };
            };
        };
    };
    postSignInPasswordResetComplete: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                    token: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordReset"];
                };
            };
        };
    };
    postSignInSecondFactor: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    code?: string;
                    recovery_code?: string;
                    token: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"] | components["schemas"]["SecondFactorRequired"];
                };
            };
        };
    };
    getStages: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                pipeline_id?: string;
                "pipeline_id[in]"?: string;
                position?: string;
                "position[gte]"?: string;
                "position[lte]"?: string;
                q?: string;
                sort?: "id" | "-id" | "name" | "-name" | "position" | "-position";
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Stage"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postStages: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    color?: string | null;
                    name: string;
                    pipeline_id: string;
                    position?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stage"];
                };
            };
        };
    };
    getStagesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stage"];
                };
            };
        };
    };
    patchStagesById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    color?: string | null;
                    name?: string;
                    position?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stage"];
                };
            };
        };
    };
    postStagesByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stage"];
                };
            };
        };
    };
    postStagesByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stage"];
                };
            };
        };
    };
    postStagesBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            color?: string | null;
                            name: string;
                            pipeline_id: string;
                            position?: number;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            color?: string | null;
                            name?: string;
                            position?: number;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Stage"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getStagesExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                name?: string;
                "name[contains]"?: string;
                pipeline_id?: string;
                "pipeline_id[in]"?: string;
                position?: string;
                "position[gte]"?: string;
                "position[lte]"?: string;
                q?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postStagesImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getStepUpFactors: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["StepUpFactor"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postStepUpFactors: {
        parameters: {
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolledStepUpFactor"];
                };
            };
        };
    };
    postStepUpFactorsByIdConfirm: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepUpFactor"];
                };
            };
        };
    };
    postStepUpFactorsByIdRevoke: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepUpFactor"];
                };
            };
        };
    };
    postStepUpFactorsByIdVouch: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepUpFactor"];
                };
            };
        };
    };
    getTags: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                color?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                limit?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                sort?: "id" | "-id" | "name" | "-name";
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Tag"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postTags: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    color?: string | null;
                    description?: string | null;
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tag"];
                };
            };
        };
    };
    getTagsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tag"];
                };
            };
        };
    };
    patchTagsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    color?: string | null;
                    description?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tag"];
                };
            };
        };
    };
    postTagsByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tag"];
                };
            };
        };
    };
    postTagsByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tag"];
                };
            };
        };
    };
    postTagsBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            color?: string | null;
                            description?: string | null;
                            name: string;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            color?: string | null;
                            description?: string | null;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Tag"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getTagsExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                color?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                name?: string;
                "name[contains]"?: string;
                q?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postTagsImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getTasks: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                assignee_id?: string;
                "assignee_id[in]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                "done_at[gte]"?: string;
                "done_at[lte]"?: string;
                done_by?: string;
                "done_by[in]"?: string;
                "due_at[gte]"?: string;
                "due_at[lte]"?: string;
                limit?: string;
                q?: string;
                "remind_at[gte]"?: string;
                "remind_at[lte]"?: string;
                sort?: "id" | "-id" | "due_at" | "-due_at";
                "title[contains]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Task"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postTasks: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_id?: string | null;
                    assignee_id?: string | null;
                    done?: boolean;
                    /** Format: date-time */
                    due_at: string;
                    remind_at?: string | null;
                    text?: string | null;
                    title: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
        };
    };
    getTasksById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
        };
    };
    patchTasksById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    affiliate_id?: string | null;
                    assignee_id?: string | null;
                    done?: boolean;
                    /** Format: date-time */
                    due_at?: string;
                    remind_at?: string | null;
                    text?: string | null;
                    title?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
        };
    };
    postTasksByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
        };
    };
    postTasksByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
        };
    };
    postTasksBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        set: {
                            affiliate_id?: string | null;
                            assignee_id?: string | null;
                            done?: boolean;
                            /** Format: date-time */
                            due_at: string;
                            remind_at?: string | null;
                            text?: string | null;
                            title: string;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            affiliate_id?: string | null;
                            assignee_id?: string | null;
                            done?: boolean;
                            /** Format: date-time */
                            due_at?: string;
                            remind_at?: string | null;
                            text?: string | null;
                            title?: string;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["Task"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getTasksExport: {
        parameters: {
            query?: {
                affiliate_id?: string;
                "affiliate_id[in]"?: string;
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                assignee_id?: string;
                "assignee_id[in]"?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                "done_at[gte]"?: string;
                "done_at[lte]"?: string;
                done_by?: string;
                "done_by[in]"?: string;
                "due_at[gte]"?: string;
                "due_at[lte]"?: string;
                q?: string;
                "remind_at[gte]"?: string;
                "remind_at[lte]"?: string;
                "title[contains]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    postTasksImports: {
        parameters: {
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /** @constant */
                        object: "import";
                        refused: number;
                        results: {
                            error?: components["schemas"]["RowError"];
                            id: string | null;
                            row: number;
                            status: string;
                        }[];
                        rows: number;
                        unchanged: number;
                        updated: number;
                    };
                };
            };
        };
    };
    getWebhookEndpoints: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                contact_email?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                cursor?: string;
                "description[contains]"?: string;
                disabled_because?: "by_hand" | "gone" | "failing";
                "disabled_because[in]"?: string;
                "earlier_secret_until[gte]"?: string;
                "earlier_secret_until[lte]"?: string;
                "failing_since[gte]"?: string;
                "failing_since[lte]"?: string;
                limit?: string;
                q?: string;
                sort?: "id" | "-id" | "created_at" | "-created_at";
                status?: "enabled" | "disabled";
                "status[in]"?: string;
                "types[contains]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
                "url[contains]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WebhookEndpoint"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postWebhookEndpoints: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    contact_email?: string | null;
                    description?: string;
                    types: string[];
                    url: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    getWebhookEndpointsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    patchWebhookEndpointsById: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    contact_email?: string | null;
                    description?: string;
                    /** @enum {string} */
                    status?: "enabled" | "disabled";
                    types?: string[];
                    url?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    postWebhookEndpointsByIdArchive: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    getWebhookEndpointsByIdDeliveries: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                status?: "waiting" | "delivered" | "failed";
            };
            path: {
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["EventDelivery"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getWebhookEndpointsByIdDeliveriesByEventIdAttempts: {
        parameters: {
            path: {
                event_id: string;
                id: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["EventAttempt"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    postWebhookEndpointsByIdDeliveriesByEventIdRedeliver: {
        parameters: {
            path: {
                event_id: string;
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redelivery"];
                };
            };
        };
    };
    postWebhookEndpointsByIdRedeliver: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    failed_since: string;
                };
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redelivery"];
                };
            };
        };
    };
    postWebhookEndpointsByIdRestore: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    postWebhookEndpointsByIdRotateSecret: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    postWebhookEndpointsByIdTest: {
        parameters: {
            path: {
                id: string;
            };
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Taken; it is done later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
        };
    };
    postWebhookEndpointsBulk: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    operations: ({
                        id: string;
                        /** @constant */
                        op: "update";
                        set: {
                            contact_email?: string | null;
                            description?: string;
                            /** @enum {string} */
                            status?: "enabled" | "disabled";
                            types?: string[];
                            url?: string;
                        };
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "archive";
                        version?: number;
                    } | {
                        id: string;
                        /** @constant */
                        op: "restore";
                        version?: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            data?: components["schemas"]["WebhookEndpoint"];
                            error?: components["schemas"]["RowError"];
                            status: string;
                        }[];
                        /** @constant */
                        object: "bulk_result";
                    };
                };
            };
        };
    };
    getWebhookEndpointsExport: {
        parameters: {
            query?: {
                archived?: "none" | "only" | "all";
                "archived_at[gte]"?: string;
                "archived_at[lte]"?: string;
                contact_email?: string;
                "created_at[gte]"?: string;
                "created_at[lte]"?: string;
                "description[contains]"?: string;
                disabled_because?: "by_hand" | "gone" | "failing";
                "disabled_because[in]"?: string;
                "earlier_secret_until[gte]"?: string;
                "earlier_secret_until[lte]"?: string;
                "failing_since[gte]"?: string;
                "failing_since[lte]"?: string;
                q?: string;
                status?: "enabled" | "disabled";
                "status[in]"?: string;
                "types[contains]"?: string;
                "updated_at[gte]"?: string;
                "updated_at[lte]"?: string;
                "url[contains]"?: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    getWorkspace: {
        parameters: {
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workspace"];
                };
            };
        };
    };
    patchWorkspace: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    parameter_map?: {
                        click_id?: string[];
                        postback?: {
                            [key: string]: "click_id" | "txid" | "amount" | "currency" | "event" | "coupon_code" | "customer_id";
                        };
                        sub_ids?: {
                            [key: string]: "sub1" | "sub2" | "sub3" | "sub4" | "sub5" | "sub6" | "sub7" | "sub8";
                        };
                        via?: string[];
                    };
                    time_zone?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workspace"];
                };
            };
        };
    };
    postWorkspaces: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    mode: "live" | "test";
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workspace"];
                };
            };
        };
    };
    getYearlyTotals: {
        parameters: {
            query: {
                affiliate_id?: string;
                cursor?: string;
                limit?: string;
                year: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["YearlyTotal"][];
                        has_more: boolean;
                        next_cursor: string | null;
                        /** @constant */
                        object: "list";
                    };
                };
            };
        };
    };
    getYearlyTotalsCsv: {
        parameters: {
            query: {
                year: string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
}
