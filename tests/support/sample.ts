import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { planBody } from "../../core/commission/plan.ts";
import { createClickId } from "../../core/link/click-id.ts";
import type { Verdict } from "../../core/link/verdict.ts";
import type { Currency } from "../../core/money/currency.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import type { AffiliateId, KeyId, LinkId, PlanId, ProgramId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { newId, randomBytes } from "../../platform/random.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { settleConversion } from "../../services/conversions/settle-conversion.ts";
import type { Settlement } from "../../services/conversions/settle-conversions.ts";
import type { Context } from "../../services/shared/context.ts";
import { createWorkspace } from "../../services/workspaces/create-workspace.ts";
import { insertApplicationRows } from "./application-rows.ts";
import { insertCrmRows } from "./crm-rows.ts";
import { insertEventRows } from "./event-rows.ts";
import { insertMemberRows } from "./member-rows.ts";
import { insertPersonRows } from "./people-rows.ts";
import { insertRecipientRows } from "./recipient-rows.ts";
import { insertReportRows } from "./report-rows.ts";

const HMACS = parseClickIdKeys(encodeBase64url(new Uint8Array(32).fill(1)));
const EUR = "EUR" as Currency;

/** A workspace with a 10 % program in euros, and two affiliates with a link each. */
export type Sample = {
  readonly workspaceId: WorkspaceId;
  readonly programId: ProgramId;
  readonly planId: PlanId;
  readonly keyId: KeyId;
  readonly affiliates: readonly [SampleAffiliate, SampleAffiliate];
};
export type SampleAffiliate = { readonly affiliateId: AffiliateId; readonly linkId: LinkId };

/** Sessions of owners, kept while they are in use: a process of Postgres of its own for each look would cost more. */
const ownerPools = new Map<string, pg.Pool>();

/** Runs `work` as the owner of the tables, whom row-level security does not bind. */
export function asOwner<T>(ownerUrl: string, work: (db: Db) => Promise<T>): Promise<T> {
  return work(drizzle(ownerPools.get(ownerUrl) ?? openOwnerPool(ownerUrl)) as Db);
}

function openOwnerPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 6, allowExitOnIdle: true });
  // Its database is dropped at the end of a test, which cuts it.
  pool.on("error", () => undefined);
  ownerPools.set(connectionString, pool);
  return pool;
}

/** Runs `work` as the app role and gives the number of statements it sent. */
export async function countStatements(appUrl: string, work: (db: Db) => Promise<unknown>): Promise<number> {
  const pool = new pg.Pool({ connectionString: appUrl, max: 1 });
  // A connection that is ended while it is idle reports here.
  pool.on("error", () => undefined);
  const statements: string[] = [];
  const logger = { logQuery: (text: string) => void statements.push(text) };
  try {
    await work(drizzle(pool, { logger }) as Db);
    return statements.length;
  } finally {
    await pool.end();
  }
}

/** Makes a sample workspace. Plan and policy have been in force for long; commissions have no hold. */
export async function insertSample(db: Db): Promise<Sample> {
  const now = new Date();
  const nowMs = now.getTime();
  const { workspaceId } = await createWorkspace(
    { db, actor: "system:test", requestId: "req_test", now: new Date(0) },
    { organisationName: "Acme", name: "Acme", mode: "test" },
  );
  const planId = newId("pln", nowMs);
  const programId = newId("prg", nowMs);
  await db.insert(schema.plans).values({ workspaceId, id: planId, name: "10 %" });
  const body = planBody({ kind: "percent", rateBps: 1_000n });
  const effectiveFrom = new Date(0);
  await db
    .insert(schema.planVersions)
    .values({ workspaceId, planId, version: 1, body, hash: "h", effectiveFrom });
  await db
    .insert(schema.programs)
    .values({ workspaceId, id: programId, name: "Shop", currency: EUR, planId, holdDays: 0 });
  const insertAffiliate = async (name: string): Promise<SampleAffiliate> => {
    const affiliateId = newId("aff", nowMs);
    const linkId = newId("lnk", nowMs);
    await db
      .insert(schema.affiliates)
      .values({ workspaceId, id: affiliateId, name, email: `${name.toLowerCase()}@affiliates.example` });
    await db.insert(schema.links).values({
      workspaceId,
      id: linkId,
      programId,
      affiliateId,
      host: "localhost",
      slug: linkId,
      destinationUrl: "https://shop.example/",
    });
    return { affiliateId, linkId };
  };
  const affiliates = [await insertAffiliate("Ada"), await insertAffiliate("Grace")] as const;
  return { workspaceId, programId, planId, keyId: newId("key", nowMs), affiliates };
}

/**
 * Writes a row into each table that a sale does not touch: a cap, a coupon, a link domain that is not
 * proved, an erasure, a kept answer of its key, an exception and a case of the plan, a case of the policy, an event of a payout, terms of payouts and a run of them, a closed month, a published root, and an hour of clicks with its comparison. Samples do not have them, so that lists begin empty.
 */
export async function insertSideRows(
  db: Db,
  { workspaceId, programId, planId, keyId, affiliates: [first] }: Sample,
): Promise<void> {
  const nowMs = Date.now();
  const { affiliateId, linkId } = first;
  const hour = new Date(0);
  await db.insert(schema.caps).values({
    ...{ workspaceId, id: newId("cap", nowMs), linkId, max: 1_000 },
    ...{ metric: "clicks", period: "day" },
  });
  await db
    .insert(schema.coupons)
    .values({ workspaceId, id: newId("cpn", nowMs), code: "SPRING", programId, affiliateId });
  const id = newId("dom", nowMs);
  await db
    .insert(schema.linkDomains)
    .values({ workspaceId, id, host: "go.shop.example", verificationToken: "t" });
  await db.insert(schema.erasures).values({ workspaceId, id: newId("era", nowMs), visitorIds: ["v"] });
  await db.insert(schema.apiKeys).values({
    ...{ workspaceId, id: keyId, name: "side", kind: "secret_test", hash: keyId, last4: "side", scopes: [] },
  });
  await db.insert(schema.idempotencyKeys).values({
    ...{ workspaceId, callerId: keyId, method: "POST", path: "/v1/links", idempotencyKey: "k" },
    ...{ fingerprint: "0".repeat(64), status: 201, headers: {}, sealedBody: "" },
  });
  await db.insert(schema.planExceptions).values({
    ...{ workspaceId, id: newId("pex", nowMs), programId, affiliateId, planId, effectiveFrom: hour },
  });
  await db
    .insert(schema.formerTerms)
    .values({ workspaceId, programId, planId, commissionCurrency: "sale", endedAt: new Date(0) });
  await db
    .insert(schema.planCases)
    .values({ workspaceId, id: newId("pcs", nowMs), planId, name: "One sale", given: {}, expected: [] });
  await db.insert(schema.policyCases).values({
    ...{ workspaceId, id: newId("poc", nowMs), name: "One click", given: {}, expected: {} },
  });
  const end = { lastSequence: 1n, lastHash: "0".repeat(64) };
  const told = { said: "paid", occurredAt: hour, receivedAt: hour, outcome: "unknown_payout" };
  await db.insert(schema.payoutEvents).values({ workspaceId, provider: "wise", eventId: "1", ...told });
  const account = { workspaceId, provider: "wise", identity: "7" } as const;
  await db
    .insert(schema.payoutAccounts)
    .values({ ...account, sealed: "", hint: "…7", putBy: "system:test", putAt: hour });
  await db
    .insert(schema.payoutCallbacks)
    .values({ ...account, digest: "0".repeat(64), sealed: "", events: [], receivedAt: hour });
  await db
    .insert(schema.payoutCallbackRefusals)
    .values({ workspaceId, provider: "wise", day: "1970-01-01", reason: "signature_invalid", count: 1 });
  await db.insert(schema.ledgerPeriods).values({
    ...{ workspaceId, period: "1970-01", startsAt: hour, endsAt: hour, ...end },
    ...{ balances: [], closedBy: "system:test" },
  });
  await db.insert(schema.ledgerRoots).values({
    ...{ workspaceId, day: "1970-01-01", firstSequence: 1n, ...end, entriesCount: 0 },
    ...{ root: "0".repeat(64), documentHash: "0".repeat(64) },
  });
  await insertCrmRows(db, { workspaceId, affiliateId, programId });
  await insertEventRows(db, workspaceId);
  await insertRecipientRows(db, { workspaceId, affiliateId, keyId });
  const { personId } = await insertPersonRows(db);
  await insertMemberRows(db, { workspaceId, affiliateId, personId });
  await insertApplicationRows(db, { workspaceId, programId, affiliateId, personId });
  await db
    .insert(schema.payoutTerms)
    .values({ workspaceId, id: newId("trm", nowMs), affiliateId, programId, effectiveFrom: hour });
  await db.insert(schema.payoutRuns).values({
    ...{ workspaceId, schedule: "daily", period: "1970-01-01", cutoffAt: hour, preparedAt: hour },
    batchesCount: 0,
  });
  const simulationId = newId("sim", nowMs);
  await db.insert(schema.simulations).values({
    ...{ workspaceId, id: simulationId, policy: {}, policyHash: "0".repeat(64) },
    ...{ fromAt: hour, untilAt: new Date(nowMs) },
  });
  await db.insert(schema.simulationTotals).values({
    ...{ workspaceId, simulationId, affiliateId, month: "1970-01", currency: "EUR" as Currency },
    ...{ conversionsNow: 0n, conversionsThen: 1n, creditNowPpm: 0n, creditThenPpm: 1n },
    ...{ commissionNowMinor: 0n, commissionThenMinor: 1n },
  });
  await db.insert(schema.simulationCredits).values({
    ...{ workspaceId, simulationId, conversionId: newId("cnv", nowMs), position: 0, affiliateId, programId },
    ...{ planId, creditPpm: 1_000_000, month: "1970-01", baseMinor: 1n, baseCurrency: "EUR" as Currency },
    ...{ amountMinor: 1n, currency: "EUR" as Currency, customerKeys: [] },
  });
  await db
    .insert(schema.simulationBonuses)
    .values({ workspaceId, simulationId, affiliateId, bonusKey: "one" });
  await db
    .insert(schema.simulationApplications)
    .values({ workspaceId, simulationId, locked: "stay", requestedBy: "system:test" });
  await insertReportRows(db, { workspaceId, programId, ...first });
}

/** Writes the row of a click on an affiliate's link, and gives its id as it travels. */
export async function insertClick(
  db: Db,
  { workspaceId, programId }: Sample,
  { affiliateId, linkId }: SampleAffiliate,
  {
    at = new Date(),
    verdict = "human",
    velocity = 1,
    id = clickIdOf(workspaceId, at),
  }: {
    readonly at?: Date;
    readonly verdict?: Verdict;
    readonly velocity?: number;
    /** One that was signed before, as a visitor brought it to the shop ahead of its row. */
    readonly id?: ReturnType<typeof clickIdOf>;
  } = {},
): Promise<{ readonly text: string; readonly uuid: string }> {
  await db.insert(schema.clicks).values({
    id: id.uuid,
    workspaceId,
    clickedAt: at,
    linkId,
    affiliateId,
    programId,
    visitorId: `visitor-${id.uuid}`,
    visitorKind: "cookie",
    verdict,
    evidence: ["browser"],
    networkHash: "a network",
    country: "DE",
    asn: 3320,
    subIds: ["newsletter"],
    isOptedOut: false,
    velocity,
  });
  return id;
}

/** A click id that is signed, whether or not there is a click of it. */
export function clickIdOf(
  workspaceId: WorkspaceId,
  at: Date,
): { readonly text: string; readonly uuid: string } {
  const parts = {
    timestampMs: at.getTime(),
    workspaceTag: workspaceTag(workspaceId),
    random6: randomBytes(6),
  };
  return createClickId(parts, HMACS[0]);
}

/** Reports a sale as the consumer of the queue does, and settles it. */
export function settleSale(
  context: Context,
  sample: Sample,
  sale: {
    readonly externalId: string;
    readonly clickIds: readonly string[];
    readonly amountMinor?: bigint;
    readonly currency?: Currency;
  },
): Promise<Settlement> {
  return settleConversion(
    context,
    {
      id: conversionId(sample.workspaceId, sale.externalId),
      keyId: sample.keyId,
      fingerprint: sale.externalId,
      receivedAt: context.now,
      externalId: sale.externalId,
      event: "purchase",
      clickIds: sale.clickIds,
      customerExternalId: `customer of ${sale.externalId}`,
      customerEmailSha256: null,
      couponCode: null,
      amountMinor: sale.amountMinor ?? 10_000n,
      currency: sale.currency ?? EUR,
      items: null,
      metadata: { channel: "web" },
      occurredAt: context.now,
    },
    HMACS,
  );
}

/** The context of a call on a workspace. */
export function contextOf(db: Db, workspaceId: WorkspaceId, now = new Date()): Context {
  return { db, workspaceId, actor: "system:test", requestId: "req_test", now };
}
