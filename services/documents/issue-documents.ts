import { sql } from "drizzle-orm";
import {
  DEFAULT_PREFIXES,
  DOCUMENT_KINDS,
  type DocumentKind,
  documentNumber,
} from "../../core/documents/document.ts";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import type { Db } from "../../db/client.ts";
import { newId } from "../../platform/random.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { type AuditEvent, audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { type DocumentTask, loadTasks } from "./load-facts.ts";
import { loadWriter, type NumberedDocument } from "./write-bodies.ts";

/** Documents of one transaction, and of one workspace in one run; what is left waits for the next. */
const DOCUMENTS_PER_TRANSACTION = 200;
const TRANSACTIONS_PER_RUN_MAX = 50;
/** What cannot be made yet is looked at again after that. */
const LOOK_AGAIN_MS = 3_600_000;

/** What became of a task: a document, or what it waits for. */
type Made = NumberedDocument & {
  readonly task: DocumentTask;
  readonly sequence: bigint;
  readonly hash: string;
};
type Waiting = { readonly task: DocumentTask; readonly waitsFor: string };

/**
 * Makes the documents that payouts are to have, each once: their numbers are given under the lock of the series,
 * in the transaction that writes them, so that none is given twice or left out, whoever runs at once or dies.
 *
 * @returns how many were made
 */
export async function issueDocuments(context: Context): Promise<number> {
  let made = 0;
  for (let round = 0; round < TRANSACTIONS_PER_RUN_MAX; round += 1) {
    const done = await transact(context, (tx) => issueSome(tx, context));
    made += done.made;
    if (done.looked < DOCUMENTS_PER_TRANSACTION) break;
  }
  return made;
}

async function issueSome(
  tx: Db,
  context: Context,
): Promise<{ readonly made: number; readonly looked: number }> {
  const series = await lockSeries(tx, context);
  const tasks = await loadTasks(tx, context, DOCUMENTS_PER_TRANSACTION);
  if (tasks.length === 0) return { made: 0, looked: 0 };
  const writer = await loadWriter(tx, context, tasks);
  const made: Made[] = [];
  const waiting: Waiting[] = [];
  for (const task of tasks) {
    const of = series.get(task.kind);
    if (!of) throw new Error(`there is no series of ${task.kind}`);
    const sequence = of.lastSequence + 1n;
    const id = newId("doc", context.now.getTime());
    const number = documentNumber(of.prefix, sequence);
    const written = writer(task, { id, number });
    if ("waitsFor" in written) {
      waiting.push({ task, ...written });
      continue;
    }
    of.lastSequence = sequence;
    made.push({ ...written, task, sequence, hash: sha256Hex(canonicalJson(written.body)) });
  }
  await insertDocuments(tx, context, made);
  await closeTasks(tx, context, made, waiting);
  await audit(tx, context, made.map(actOf));
  return { made: made.length, looked: tasks.length };
}

type Series = Map<DocumentKind, { readonly prefix: string; lastSequence: bigint }>;

/** The series of every kind, locked until the transaction ends; they are there from the first time on. */
export async function lockSeries(tx: Db, { workspaceId }: Context): Promise<Series> {
  const defaults = JSON.stringify(DOCUMENT_KINDS.map((kind) => ({ kind, prefix: DEFAULT_PREFIXES[kind] })));
  await tx.execute(sql`
    insert into document_series (workspace_id, kind, prefix)
    select ${workspaceId}, kind::document_kind, prefix
      from jsonb_to_recordset(${defaults}::jsonb) as given(kind text, prefix text)
        on conflict do nothing`);
  const { rows } = (await tx.execute(sql`
    select kind, prefix, last_sequence::text as "lastSequence" from document_series
     where workspace_id = ${workspaceId} order by kind for update`)) as unknown as {
    rows: { kind: DocumentKind; prefix: string; lastSequence: string }[];
  };
  return new Map(
    rows.map(({ kind, prefix, lastSequence }) => [kind, { prefix, lastSequence: BigInt(lastSequence) }]),
  );
}

async function insertDocuments(tx: Db, context: Context, made: readonly Made[]): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map(({ id, number, body, sequence, hash, correctsId, task }) => ({
    ...{ id, kind: task.kind, sequence: String(sequence), number, affiliate_id: task.affiliateId },
    ...{ payout_id: task.payoutId, corrects_id: correctsId, currency: task.currency, hash },
    ...{ total_minor: body.total_minor, issued_on: body.issued_on, body: canonicalJson(body) },
  }));
  await tx.execute(sql`
    insert into documents (workspace_id, id, kind, sequence, number, affiliate_id, payout_id, corrects_id, currency,
                           total_minor, issued_on, body, hash)
    select ${context.workspaceId}, id, kind::document_kind, sequence, number, affiliate_id, payout_id, corrects_id, currency,
           total_minor, issued_on, body, hash
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(
        id text, kind text, sequence bigint, number text, affiliate_id text, payout_id text, corrects_id text,
        currency text, total_minor bigint, issued_on date, body text, hash text)
     order by kind, sequence`);
  await tx.execute(sql`
    update document_series series set last_sequence = given.last
      from (select kind::document_kind as kind, max(sequence) as last
              from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(kind text, sequence bigint) group by 1) given
     where series.workspace_id = ${context.workspaceId} and series.kind = given.kind`);
}

async function closeTasks(
  tx: Db,
  { workspaceId, now }: Context,
  made: readonly Made[],
  waiting: readonly Waiting[],
): Promise<void> {
  const later = new Date(now.getTime() + LOOK_AGAIN_MS).toISOString();
  const rows = [
    ...made.map(({ task }) => ({ payout_id: task.payoutId, kind: task.kind, done_at: now.toISOString() })),
    ...waiting.map(({ task: { payoutId, kind }, waitsFor }) => ({
      ...{ payout_id: payoutId, kind, waits_for: waitsFor, look_at: later },
    })),
  ];
  await tx.execute(sql`
    update document_tasks task
       set done_at = given.done_at, waits_for = given.waits_for, look_at = coalesce(given.look_at, task.look_at)
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(
        payout_id text, kind text, done_at timestamptz, waits_for text, look_at timestamptz)
     where task.workspace_id = ${workspaceId} and task.payout_id = given.payout_id
       and task.kind = given.kind::document_kind and task.done_at is null`);
}

const actOf = ({ id, number, hash, task }: Made): AuditEvent => ({
  ...{ action: "document.issued", subjectId: id },
  change: { kind: task.kind, number, payout_id: task.payoutId, hash },
});
