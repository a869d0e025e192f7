import { assert } from "./assert.ts";

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Ids are texts with a prefix; each kind is a type of its own, so that one is never taken for another. */
export type OrganisationId = Branded<"organisation">;
export type WorkspaceId = Branded<"workspace">;
export type ProgramId = Branded<"program">;
export type PlanId = Branded<"plan">;
export type AffiliateId = Branded<"affiliate">;
export type LinkId = Branded<"link">;
export type KeyId = Branded<"key">;
export type ConversionId = Branded<"conversion">;
export type JourneyId = Branded<"journey">;
export type DecisionId = Branded<"decision">;
export type CommissionId = Branded<"commission">;
export type JournalId = Branded<"journal">;
export type BatchId = Branded<"batch">;
export type PayoutId = Branded<"payout">;
export type PlanCaseId = Branded<"plan case">;
export type PlanExceptionId = Branded<"plan exception">;
export type CouponId = Branded<"coupon">;
export type CapId = Branded<"cap">;
export type ChangeId = Branded<"change">;
export type DisputeId = Branded<"dispute">;
export type DomainId = Branded<"domain">;
export type ErasureId = Branded<"erasure">;
export type PayoutTermsId = Branded<"payout terms">;
export type PolicyCaseId = Branded<"policy case">;
export type PayoutMethodId = Branded<"payout method">;
export type StepUpFactorId = Branded<"step-up factor">;
export type NoticeId = Branded<"notice">;
export type SimulationId = Branded<"simulation">;
export type DocumentId = Branded<"document">;
export type LegalDetailsId = Branded<"legal details">;
export type SelfBillingId = Branded<"self-billing agreement">;
export type TaxFormId = Branded<"tax form">;
export type EventId = Branded<"event">;
export type WebhookEndpointId = Branded<"webhook endpoint">;
export type PostbackId = Branded<"postback">;
/** Where events are told. */
export type EventTargetId = WebhookEndpointId | PostbackId;
export type OfferId = Branded<"offer">;
export type CreativeId = Branded<"creative">;
export type GroupId = Branded<"group">;
export type TagId = Branded<"tag">;
export type ContactId = Branded<"contact">;
export type NoteId = Branded<"note">;
export type TaskId = Branded<"task">;
export type PipelineId = Branded<"pipeline">;
export type StageId = Branded<"stage">;
export type SegmentId = Branded<"segment">;
export type SavedReportId = Branded<"saved report">;
export type PersonId = Branded<"person">;
export type SessionId = Branded<"session">;
export type ProofId = Branded<"proof">;
export type PasskeyId = Branded<"passkey">;
export type PersonFactorId = Branded<"person's factor">;
export type PersonMailId = Branded<"person's mail">;
export type MemberId = Branded<"member">;
export type CustomRoleId = Branded<"custom role">;
export type InvitationId = Branded<"invitation">;
export type ApplicationId = Branded<"application">;

/** The prefix of each kind of id, and the type it gives. */
export type IdByPrefix = {
  org: OrganisationId;
  ws: WorkspaceId;
  prg: ProgramId;
  pln: PlanId;
  aff: AffiliateId;
  lnk: LinkId;
  key: KeyId;
  cnv: ConversionId;
  jny: JourneyId;
  dec: DecisionId;
  com: CommissionId;
  jrn: JournalId;
  bat: BatchId;
  pay: PayoutId;
  pcs: PlanCaseId;
  pex: PlanExceptionId;
  cpn: CouponId;
  cap: CapId;
  chg: ChangeId;
  dom: DomainId;
  dsp: DisputeId;
  era: ErasureId;
  trm: PayoutTermsId;
  poc: PolicyCaseId;
  pmt: PayoutMethodId;
  suf: StepUpFactorId;
  ntc: NoticeId;
  sim: SimulationId;
  doc: DocumentId;
  lgl: LegalDetailsId;
  sba: SelfBillingId;
  tax: TaxFormId;
  evt: EventId;
  whe: WebhookEndpointId;
  pbk: PostbackId;
  ofr: OfferId;
  crv: CreativeId;
  grp: GroupId;
  tag: TagId;
  con: ContactId;
  nte: NoteId;
  tsk: TaskId;
  ppl: PipelineId;
  stg: StageId;
  seg: SegmentId;
  rpt: SavedReportId;
  per: PersonId;
  ses: SessionId;
  prf: ProofId;
  psk: PasskeyId;
  pfa: PersonFactorId;
  pml: PersonMailId;
  mem: MemberId;
  rol: CustomRoleId;
  inv: InvitationId;
  app: ApplicationId;
};

/** Crockford's base 32 in lower case: no i, l, o, u. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const ID_BYTES = 16;
const BODY = /^[0-9a-hjkmnp-tv-z]{26}$/;

/** Writes 16 bytes as `prefix_` and 26 characters; ids made of ascending bytes sort ascending. */
export function formatId<Prefix extends keyof IdByPrefix>(
  prefix: Prefix,
  bytes: Uint8Array,
): IdByPrefix[Prefix] {
  assert(bytes.length === ID_BYTES, "an id is made of 16 bytes");
  let body = "";
  // 26 digits hold 130 bits: two that are 0 come before the 128.
  let waiting = 0;
  let bits = 2;
  for (const byte of bytes) {
    waiting = (waiting << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) body += ALPHABET[(waiting >>> (bits - 5)) & 31];
    waiting &= 31;
  }
  return `${prefix}_${body}` as IdByPrefix[Prefix];
}

/** The lowest id that can have been made at an instant or later: ids of a kind sort by age. */
export function lowestId<Prefix extends keyof IdByPrefix>(prefix: Prefix, atMs: number): IdByPrefix[Prefix] {
  const bytes = new Uint8Array(ID_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(atMs / 2 ** 32));
  view.setUint32(2, atMs % 2 ** 32);
  return formatId(prefix, bytes);
}

/** True if the text has the form of an id of the kind. */
export function isId<Prefix extends keyof IdByPrefix>(
  prefix: Prefix,
  text: string,
): text is IdByPrefix[Prefix] {
  return text.startsWith(`${prefix}_`) && BODY.test(text.slice(prefix.length + 1));
}
