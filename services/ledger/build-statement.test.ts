import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkStatement, type StatementFile } from "../../core/ledger/statement-file.ts";
import { sha256Bytes } from "../../platform/sha256.ts";
import { sha256Short } from "../../platform/sha256-short.ts";
import { textObjects } from "../../platform/text-objects.ts";
import { ageLedger } from "../../tests/support/age-ledger.ts";
import { byPerson } from "../../tests/support/by-person.ts";
import { type Answer, insertKey, startTestApi, type TestApi } from "../../tests/support/call-api.ts";
import { insertAssignments, insertMember, insertSignedIn } from "../../tests/support/member-rows.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { runCommand } from "../../tests/support/run-command.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { ledgerStatementRoutes } from "../../workers/api/routes/ledger-statements.ts";
import { buildStatement } from "./build-statement.ts";
import { publishRoots } from "./publish-roots.ts";

const DAY_MS = 86_400_000;

let database: TestDatabase;
let api: TestApi;
let shop: Shop;
let key: string;
let file: StatementFile;
const folder = mkdtempSync(join(tmpdir(), "tributary-statement-"));

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ledgerStatementRoutes);
  shop = await openShop(database);
  key = await shop.owner(async (db) => (await insertKey(db, shop.workspaceId)).key);
  for (const order of ["a", "b", "c"]) await shop.sell(order);
  await shop.sell("other's", { affiliate: 1 });
  await shop.owner((db) => ageLedger(db, shop.workspaceId, 1));
  for (const order of ["d", "e"]) await shop.sell(order);
  await shop.owner((db) => ageLedger(db, shop.workspaceId, 1));
  await shop.as("system:test", (context) => publishRoots(context, textObjects(api.env.LEDGER_ROOTS), 9));
  await shop.sell("today's");
  file = (await statement()).body;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.stop();
  await database.drop();
});

const at = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const statement = (
  from = at(-5),
  to = at(1),
  affiliate = shop.affiliates[0].affiliateId as string,
  by = key,
) => api.call("GET", `/v1/affiliates/${affiliate}/statement/proof?from=${from}&to=${to}`, by);
const check = (changed: StatementFile) => checkStatement(changed, sha256Bytes);
const change = (work: (copy: Answer["body"]) => void): StatementFile => {
  const copy = structuredClone(file);
  work(copy);
  return copy;
};

describe("a statement", () => {
  it("has the entries of the affiliate alone, each proved but those of today", () => {
    expect(file.entries.map(({ proof }) => proof?.day ?? null)).toEqual([
      ...[0, 1, 2].map(() => file.roots[0]?.day),
      ...[3, 4].map(() => file.roots[1]?.day),
      null,
    ]);
    expect(check(file)).toMatchObject({ problems: [], proven: 5, unproven: 1 });
    expect(checkStatement(file, sha256Short)).toEqual(check(file));
    expect(file.balances).toEqual([
      { account: "affiliate_pending", currency: "EUR", opening_minor: "0", closing_minor: "-6000" },
    ]);
  });

  it("proves to an agent, who sees no entries of others, the same as to everybody", async () => {
    const { workspaceId, affiliates } = shop;
    const agent = await shop.owner(async (db) => {
      const signedIn = await insertSignedIn(db);
      const memberId = await insertMember(db, signedIn.personId, { workspaceId, role: "agent" });
      await insertAssignments(db, { workspaceId, memberId }, [affiliates[0].affiliateId]);
      return byPerson(signedIn, workspaceId);
    });
    const ask = async (affiliate: string) => {
      const span = `from=${file.from}&to=${file.to}`;
      const path = `/v1/affiliates/${affiliate}/statement/proof?${span}`;
      return api.call("GET", path, null, undefined, agent);
    };
    expect((await ask(affiliates[0].affiliateId)).body).toEqual(file);
    expect((await ask(affiliates[1].affiliateId)).status).toBe(404);
  });

  it("is refused where its days have more entries to read than one statement may cost", async () => {
    const store = textObjects(api.env.LEDGER_ROOTS);
    const span = { affiliateId: shop.affiliates[0].affiliateId, from: new Date(at(-5)), to: new Date(at(1)) };
    const build = (readsMax: number, from = span.from) =>
      shop.as("system:test", (context) => buildStatement(context, store, { ...span, from, readsMax }));
    const reads = file.roots.reduce((sum, { entries_count }) => sum + entries_count, 0);
    expect(reads).toBe(12);
    expect(await build(reads - 1)).toBe("too_many_reads");
    expect(await build(reads)).toMatchObject({ entries: file.entries, roots: file.roots });
    expect(await build(4, new Date(at(-1.5)))).toMatchObject({ roots: [{ entries_count: 4 }] });
  });

  it("begins with what was there before its span", async () => {
    const { body } = await statement(at(-1.5));
    expect(check(body)).toMatchObject({ problems: [], proven: 2, unproven: 1 });
    expect(body.balances[0]).toMatchObject({ opening_minor: "-3000", closing_minor: "-6000" });
  });

  it.each<[string, (copy: Answer["body"]) => void, RegExp]>([
    ["an amount", (copy) => (copy.entries[1].entry.amountMinor = "-1"), /is not in the root/],
    [
      "a date",
      (copy) => (copy.entries[1].entry.bookedAt = "2026-01-01T00:00:00.000000Z"),
      /is not in the root/,
    ],
    ["a path", (copy) => (copy.entries[1].proof.path[0] = "0".repeat(64)), /is not in the root/],
    ["a path of no hash", (copy) => (copy.entries[1].proof.path[0] = "x"), /is not in the root/],
    ["a place", (copy) => (copy.entries[1].proof.leaf_index += 1), /is not in the root/],
    [
      "a proof, taken out",
      (copy) => (copy.entries[1].proof = null),
      /is of a day with a root, and has no proof/,
    ],
    ["a root", (copy) => (copy.roots[0].merkle_root = "0".repeat(64)), /is not in the root/],
    ["a root, taken out", (copy) => copy.roots.shift(), /has no root/],
    ["a root of another workspace", (copy) => (copy.roots[0].workspace_id = "ws_x"), /not of this workspace/],
    ["an entry, there twice", (copy) => copy.entries.push(copy.entries[0]), /is there twice/],
    ["an entry, taken out", (copy) => copy.entries.pop(), /the balance of affiliate_pending in EUR/],
    ["an entry of another", (copy) => (copy.entries[0].entry.affiliateId = "aff_x"), /not of this affiliate/],
    [
      "a balance",
      (copy) => (copy.balances[0].closing_minor = "0"),
      /the balance of affiliate_pending in EUR/,
    ],
    ["a balance, taken out", (copy) => copy.balances.pop(), /has entries and no balance/],
  ])("that was changed is found out: %s", (_, work, problem) => {
    expect(check(change(work)).problems.join("\n")).toMatch(problem);
  });

  it("is checked by a command that asks no one, which prints the roots to compare", async () => {
    const path = join(folder, "statement.json");
    writeFileSync(path, JSON.stringify(file));
    const good = await runCommand(["statement", "verify", path], {});
    expect([good.code, good.printed]).toEqual([
      0,
      expect.stringMatching(
        /^root\t[\d-]+\t[0-9a-f]{64}\n.*\nintact: 5 entries proven, 1 not published yet$/,
      ),
    ]);
    writeFileSync(path, JSON.stringify(change((copy) => (copy.entries[0].entry.amountMinor = "-5"))));
    const bad = await runCommand(["statement", "verify", path], {});
    expect([bad.code, bad.printed]).toEqual([6, expect.stringContaining("broken: 2 problems")]);
    const forged = "\u001b[2K\nintact: 5 entries proven, 0 not published yet";
    writeFileSync(path, JSON.stringify(change((copy) => (copy.entries[0].entry.journalId = forged))));
    const sly = await runCommand(["statement", "verify", path], {});
    expect([sly.code, sly.printed]).toEqual([6, expect.not.stringMatching(/\p{Cc}\[|^intact/mu)]);
    writeFileSync(path, "{}");
    expect((await runCommand(["statement", "verify", path], {})).code).toBe(6);
    expect((await runCommand(["statement", "verify", join(folder, "none")], {})).code).toBe(1);
    expect((await runCommand(["statement", "verify"], {})).code).toBe(2);
  });

  it("is not given of who is not there, nor to another workspace", async () => {
    const other = await openShop(database);
    const foreign = await other.owner(async (db) => (await insertKey(db, other.workspaceId)).key);
    expect((await statement(at(-1), at(1), "aff_00000000000000000000000000")).status).toBe(404);
    expect((await statement(at(-1), at(1), shop.affiliates[0].affiliateId, foreign)).status).toBe(404);
    expect((await statement(at(1), at(-1))).status).toBe(422);
  });
});
