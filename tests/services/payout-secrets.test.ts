import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { BatchId } from "../../core/shared/id.ts";
import * as schema from "../../db/schema/index.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { preparePayoutBatches } from "../../services/payouts/prepare-batches.ts";
import { sepaProvider } from "../../services/payouts/providers/sepa/sepa-provider.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { ENVELOPE_KEYS } from "../support/envelope-keys.ts";
import { MemoryFiles } from "../support/memory-files.ts";
import { asOwner, contextOf, insertClick, settleSale } from "../support/sample.ts";
import { newCaller, stepUpHeaders } from "../support/step-up.ts";

/** What is looked for: whole, and every run of it that is longer than its hint. */
const IBAN = "DE89370400440532013000";
const HOLDER = "Canary Featherstonehaugh";
const SECRETS = [IBAN, IBAN.slice(4, 12), IBAN.slice(8, 16), IBAN.slice(12, 20), HOLDER];
const DEBTOR = { name: "Acme", iban: "FR1420041010050500013M02606", bic: null, version: "001.05" } as const;

const shop = apiWithSample();
const files = new MemoryFiles();
const logged: string[] = [];
beforeAll(() => {
  for (const level of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, level).mockImplementation(
      (...said: unknown[]) => void logged.push(JSON.stringify(said)),
    );
  }
});
afterAll(() => vi.restoreAllMocks());

const owner = <T>(work: Parameters<typeof asOwner<T>>[1]) => asOwner(shop.database.ownerUrl, work);

/** Every row of every table, as text, by its table. */
function dump(): Promise<Map<string, string>> {
  return owner(async (db) => {
    const { rows: tables } = (await db.execute(sql`
      select relname as name from pg_class where relnamespace = 'public'::regnamespace
         and relkind in ('r', 'p') and not relispartition`)) as unknown as { rows: { name: string }[] };
    const texts = new Map<string, string>();
    for (const { name } of tables) {
      const { rows } = (await db.execute(
        sql`select coalesce(string_agg(t::text, chr(10)), '') as text from ${sql.identifier(name)} t`,
      )) as unknown as { rows: { text: string }[] };
      texts.set(name, rows[0]?.text ?? "");
    }
    return texts;
  });
}

/** A batch over the bank whose one payout is frozen to the method, paid as far as a file goes. */
async function payByBank(methodId: string): Promise<BatchId> {
  return owner(async (db) => {
    const context = contextOf(db, shop.sample.workspaceId);
    const at = new Date(Date.now() - 600_000);
    const { text } = await insertClick(db, shop.sample, shop.sample.affiliates[0], { at });
    await settleSale(context, shop.sample, { externalId: "A-1", clickIds: [text] });
    await approveDueCommissions({ ...context, now: new Date(Date.now() + 60_000) });
    const prepared = await preparePayoutBatches(context);
    const [batchId] = prepared.batches;
    if (!batchId) throw new Error("nothing is due");
    const frozen = await db.select().from(schema.payouts);
    expect(frozen.map(({ payoutMethodId }) => payoutMethodId)).toEqual([methodId]);
    return batchId;
  });
}

it("keeps a bank account out of the database, the log, answers and audit: it is in the file for the bank alone", async () => {
  const methods = `/v1/affiliates/${shop.sample.affiliates[0].affiliateId}/payout-methods`;
  const body = { kind: "iban", holder: HOLDER, iban: IBAN };
  const keyed = { "idempotency-key": "canary" };
  const call = (method: string, path: string, given?: object, headers: Record<string, string> = {}) =>
    shop.api.call(method, path, shop.key, given, headers);
  const said = [
    await call("POST", methods, { ...body, bic: "WRONG" }, keyed),
    await call("POST", methods, { ...body, iban: `${IBAN}0` }),
    await call("POST", methods, body, keyed),
    await call("POST", methods, body, keyed),
    await call("POST", methods, body),
    await call("GET", methods),
    await call("POST", methods, body, await stepUpHeaders(shop, shop.key)),
  ];
  expect(said.map(({ status }) => status)).toEqual([422, 422, 201, 201, 403, 200, 201]);
  const id: string = said[2]?.body.id;
  const reveal = `${methods}/${id}/reveal`;
  const revealed = await call("GET", reveal, undefined, await stepUpHeaders(shop, shop.key));
  expect(revealed.body).toMatchObject({ iban: IBAN, holder: HOLDER });

  const batchId = await payByBank(id);
  const limit = { step_up_over_minor: "999" };
  await call("PUT", "/v1/payout-approval-limits/EUR", limit, await stepUpHeaders(shop, shop.key));
  const approve = `/v1/payout-batches/${batchId}/approve`;
  expect((await call("POST", approve)).body.error.code).toBe("step_up_required");
  const approver = await newCaller(shop);
  const headers = await stepUpHeaders(shop, approver);
  expect((await shop.api.call("POST", approve, approver, undefined, headers)).body.status).toBe("approved");
  const executed = await owner((db) =>
    executeBatch(contextOf(db, shop.sample.workspaceId), batchId, sepaProvider(files, DEBTOR), {
      ...{ account: null, methodKeys: ENVELOPE_KEYS },
    }),
  );
  expect(executed).toEqual({ ok: true, value: "submitted" });
  said.push(await call("GET", `/v1/payout-batches/${batchId}`), await call("GET", "/v1/audit?limit=100"));

  const tables = await dump();
  expect(tables.size).toBeGreaterThan(40);
  const places = [
    ...tables,
    ["the log", logged.join("\n")] as const,
    ["answers", JSON.stringify(said)] as const,
  ];
  for (const [place, text] of places) {
    for (const secret of SECRETS) expect(text.includes(secret), `${secret} in ${place}`).toBe(false);
  }
  expect([...files.texts.keys()]).toEqual([expect.stringMatching(/\.xml$/)]);
  expect([...files.texts.values()].join("")).toContain(IBAN);
});
