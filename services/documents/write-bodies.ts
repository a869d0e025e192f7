import { sql } from "drizzle-orm";
import {
  type DocumentBody,
  type DocumentFacts,
  type DocumentLine,
  type DocumentSource,
  documentBody,
  missingForInvoice,
  type Party,
  takeBack,
} from "../../core/documents/document-body.ts";
import { groupBy } from "../../core/shared/group-by.ts";
import type { DocumentId } from "../../core/shared/id.ts";
import { localDayText } from "../../core/shared/local-day.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import {
  type DocumentTask,
  type LineRow,
  loadLines,
  loadMade,
  loadParties,
  loadSources,
  type PartyRow,
  type SourceRow,
} from "./load-facts.ts";

/** A document with its number. */
export type NumberedDocument = {
  readonly id: DocumentId;
  readonly number: string;
  readonly body: DocumentBody;
  readonly correctsId: DocumentId | null;
};
type Original = Pick<NumberedDocument, "id" | "body">;
type Workspace = { readonly name: string; readonly mode: string; readonly timeZone: string };
type World = {
  readonly workspace: Workspace;
  readonly today: string;
  readonly parties: ReadonlyMap<string | null, PartyRow>;
  readonly lines: ReadonlyMap<string, readonly LineRow[]>;
  readonly sources: ReadonlyMap<string, readonly SourceRow[]>;
  /** By payout and kind; what is written is added. */
  readonly made: Map<string, Original>;
};

/** Writes what a document says under its number, or says what it waits for. */
type Writer = (
  task: DocumentTask,
  as: Pick<NumberedDocument, "id" | "number">,
) => NumberedDocument | { readonly waitsFor: string };

/** Loads all that the documents are made of, in a constant number of statements, and gives what writes them in their order. */
export async function loadWriter(tx: Db, context: Context, tasks: readonly DocumentTask[]): Promise<Writer> {
  const payoutIds = [...new Set(tasks.map(({ payoutId }) => payoutId))];
  const affiliateIds = [...new Set(tasks.map(({ affiliateId }) => affiliateId))];
  const workspace = await loadWorkspace(tx, context);
  const parties = await loadParties(tx, context, affiliateIds);
  const made = await loadMade(tx, context, payoutIds);
  const world: World = {
    ...{ workspace, today: localDayText(context.now.getTime(), workspace.timeZone) },
    parties: new Map(parties.map((party) => [party.affiliateId, party])),
    lines: groupBy(await loadLines(tx, context, payoutIds, workspace.timeZone), ({ payoutId }) => payoutId),
    sources: groupBy(await loadSources(tx, context, payoutIds), ({ payoutId }) => payoutId),
    made: new Map(
      made.map(({ id, payoutId, kind, body }) => [`${payoutId} ${kind}`, { id, body: JSON.parse(body) }]),
    ),
  };
  return (task, as) => {
    const written = writeOne(world, task, as);
    if ("body" in written) world.made.set(`${task.payoutId} ${task.kind}`, written);
    return written;
  };
}

async function loadWorkspace(tx: Db, { workspaceId }: Context): Promise<Workspace> {
  const { rows } = (await tx.execute(
    sql`select name, mode, time_zone as "timeZone" from workspaces where id = ${workspaceId}`,
  )) as unknown as { rows: Workspace[] };
  const [row] = rows;
  if (!row) throw new Error("a workspace has a row");
  return row;
}

const writeOne = (world: World, task: DocumentTask, as: Parameters<Writer>[1]): ReturnType<Writer> => {
  const { kind } = task;
  if (kind === "statement_return" || kind === "credit_note") {
    const taken = kind === "credit_note" ? "invoice" : "statement";
    const original = world.made.get(`${task.payoutId} ${taken}`);
    if (!original) return { waitsFor: taken };
    const returnedOn = dayOf(world, task.endedAt ?? task.paidAt);
    const body = takeBack(original.body, { kind, number: as.number, issuedOn: world.today, returnedOn });
    return { ...as, body, correctsId: original.id };
  }
  if (task.bookedMinor !== task.amountMinor) return { waitsFor: "ledger" };
  const facts = factsOf(world, { ...task, kind }, as.number);
  const missing = kind === "invoice" ? missingForInvoice(facts) : null;
  if (missing !== null) return { waitsFor: missing };
  return { ...as, body: documentBody(facts), correctsId: null };
};

function factsOf(
  world: World,
  task: DocumentTask & { readonly kind: DocumentFacts["kind"] },
  number: string,
): DocumentFacts {
  const affiliate = world.parties.get(task.affiliateId);
  return {
    ...{ kind: task.kind, number, issuedOn: world.today, timeZone: world.workspace.timeZone },
    isTest: world.workspace.mode === "test",
    merchant: partyOf(world.parties.get(null), world.workspace.name),
    affiliate: partyOf(affiliate, task.recipientName),
    selfBillingTerms: task.kind === "invoice" ? task.selfBillingTerms : null,
    vatRateBps: affiliate?.vatRateBps ?? null,
    payout: {
      ...{ id: task.payoutId, batchId: task.batchId, reference: task.reference },
      ...{
        paidOn: dayOf(world, task.paidAt),
        currency: task.currency,
        amountMinor: BigInt(task.amountMinor),
      },
    },
    sources: sourcesOf(world, task),
  };
}

function sourcesOf(world: World, task: DocumentTask): readonly DocumentSource[] {
  const lines = world.lines.get(task.payoutId) ?? [];
  const sources = world.sources.get(task.payoutId) ?? [];
  return sources.map(({ currency, amountMinor, convertedMinor, fx }) => {
    const ofSource = lines.filter((line) => line.currency === currency).map(lineOf);
    const rest = BigInt(amountMinor) - ofSource.reduce((sum, line) => sum + line.amountMinor, 0n);
    return {
      ...{ currency, totalMinor: BigInt(amountMinor), convertedMinor: BigInt(convertedMinor) },
      rates: [fx?.from, fx?.to].flatMap((rate) => (rate ? [rate] : [])),
      // What it netted was set free again when it came back, before there was a document of it.
      lines: rest !== 0n && task.status === "returned" ? [...ofSource, netted(world, task, rest)] : ofSource,
    };
  });
}

const lineOf = ({ kind, id, program, count, fromDay, toDay, amountMinor }: LineRow): DocumentLine => ({
  ...{ kind, id, program, count, fromDay, toDay, amountMinor: BigInt(amountMinor) },
});

function netted(world: World, task: DocumentTask, amountMinor: bigint): DocumentLine {
  const day = dayOf(world, task.paidAt);
  return { kind: "adjustment", id: null, program: "Netted", count: 1, fromDay: day, toDay: day, amountMinor };
}

const dayOf = ({ workspace }: World, at: string): string =>
  localDayText(new Date(at).getTime(), workspace.timeZone);

/** A party by its details; by its name alone where there are none. */
function partyOf(row: PartyRow | undefined, name: string): Party {
  if (!row) return { name, address: [], country: null, companyNumber: null, vatId: null };
  const { country, companyNumber, vatId } = row;
  const address = row.address.filter((each) => each !== null && each !== "") as string[];
  return { name: row.name, address, country, companyNumber, vatId };
}
