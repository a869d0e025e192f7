import * as z from "zod/mini";
import { ACCOUNTS } from "../../../core/ledger/accounts.ts";
import { count, currency, day, idOf, instant, maybe, minor, several, text, view } from "./schema.ts";

/** An instant of the ledger, whose microseconds are part of what is hashed. */
const exactInstant = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/));
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** An entry with the way from it up to the root of its day, which is null until that is published. */
export const provenEntry = view("ProvenEntry", {
  entry: z.strictObject({
    ...{ workspaceId: idOf("ws"), sequence: text, journalId: idOf("jrn"), key: text, kind: text },
    ...{ bookedAt: exactInstant, createdAt: exactInstant, adjustsPeriod: maybe(text), line: count },
    ...{ account: z.enum(ACCOUNTS), affiliateId: maybe(idOf("aff")), currency, amountMinor: minor },
  }),
  proof: maybe(z.strictObject({ day, leaf_index: count, path: several(sha256) })),
});
/** The root of a day as it was published. */
export const publishedRoot = view("PublishedLedgerRoot", {
  ...{ format: z.literal("tributary.root.v1"), workspace_id: idOf("ws"), day },
  ...{ first_sequence: text, last_sequence: text, last_hash: sha256, entries_count: count },
  ...{ merkle_root: sha256, previous_document_sha256: maybe(sha256) },
});
/** An affiliate's entries of a span with their proofs, by which it can be checked without us: docs/ledger.md. */
export const statementWithProofs = view("StatementWithProofs", {
  ...{ format: z.literal("tributary.statement.v1"), workspace_id: idOf("ws"), affiliate_id: idOf("aff") },
  ...{ from: instant, to: instant },
  balances: several(
    z.strictObject({ account: z.enum(ACCOUNTS), currency, opening_minor: minor, closing_minor: minor }),
  ),
  entries: several(provenEntry),
  roots: several(publishedRoot),
});
