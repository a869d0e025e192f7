import type { EVENTS, EventType } from "./catalogue.ts";

/**
 * Acts of the audit log that no event tells of by their name, and why: `{object}.*` stands for all of an object. An act
 * that is neither here nor in the catalogue of events does not compile.
 */
export const UNTOLD_ACTS = {
  "affiliate.earlier_contact_forgotten": "keeps a promise to the affiliate, and names what is gone",
  "application.erased": "keeps a promise to the applicant, and names what is gone",
  "bad_row.*": "repairs what came in; what comes of it is told as of any other",
  "commission.*": "told as the commission stands, by the verb that moved it",
  "conversion.*": "told as the conversion stands, by the verb that decided it",
  "conversion_change.applied": "told as the change of the sale, by the verb that applied it",
  "conversion_import.done": "each conversion of the file is told",
  "dispute_settings.set": "how disputes run; each of them is told",
  "document_series.set": "how documents are numbered; each of them is told",
  "envelopes.resealed": "another key of the deployment; what is sealed stays",
  "erasure.requested": "`erasure.done` tells once it is so",
  "group.*": "a name that people sort by",
  "invitation.resent": "the same invitation; who it is sent to is not told",
  "ledger.root_published": "comes every day, at an address that is known",
  "legal_details.set": "where somebody lives, and what they are taxed by",
  "note.*": "what people write of people",
  "payout.failed": "told as the payout stands, by the verb that moved it",
  "payout.needs_review": "told as the payout stands, by the verb that moved it",
  "payout.returned": "told as the payout stands, by the verb that moved it",
  "payout_batch.reported": "what the provider said of single payouts, each of which is told",
  "payout_batch.submitting": "`payout_batch.submitted` tells once it is so",
  "payout_method.revealed": "a reading, which changed nothing",
  "personal_data.read": "a reading, which changed nothing",
  "pipeline.*": "how people sort affiliates",
  "postback.redelivered": "would tell of telling",
  "saved_report.*": "what people look at",
  "segment.*": "how people sort affiliates",
  "simulation.application_requested": "`simulation.applied` tells once it is so",
  "simulation.created": "a question, which changed nothing",
  "stage.*": "how people sort affiliates",
  "step_up.*": "how somebody proves who they are",
  "step_up_factor.*": "how somebody proves who they are",
  "tag.*": "a name that people sort by",
  "webhook_endpoint.redelivered": "would tell of telling",
  "webhook_endpoint.test_requested": "the test itself is the event",
  "workspace.created": "nobody listens yet",
} as const satisfies Readonly<Record<string, string>>;

type ChangeType = { [T in EventType]: (typeof EVENTS)[T]["shape"] extends "change" ? T : never }[EventType];
type Untold<Key> = Key extends `${infer Noun}.*` ? `${Noun}.${string}` : Key;

/** The name of an act of the audit log: of a type of events that tells what changed, or one that none tells of. */
export type Act = ChangeType | Untold<keyof typeof UNTOLD_ACTS>;
