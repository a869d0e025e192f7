import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { recordValue } from "../../core/link/domain-check.ts";
import { withDatabase } from "../../db/client.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { publishAll } from "../../tests/support/published-links.ts";
import { asOwner, contextOf, insertSample, type Sample } from "../../tests/support/sample.ts";
import { TestStore } from "../../tests/support/test-store.ts";
import { createLink } from "../links/links.ts";
import { markAllDirty } from "../publishing/mark-all-dirty.ts";
import { writeRow, writeRows } from "../resources/write-rows.ts";
import type { Context } from "../shared/context.ts";
import { checkDueDomains } from "./check-due-domains.ts";
import {
  createDomain,
  DOMAINS_MAX,
  domainResource,
  getDomain,
  type LinkDomain,
  updateDomain,
} from "./domains.ts";
import { verifyDomain } from "./verify-domain.ts";

const HOUR = 3_600_000;
const BORN = Date.now();

let database: TestDatabase;
let sample: Sample;
let other: Sample;
/** What the DNS holds; a name that is away is not answered. */
let records: Map<string, readonly string[]>;
let asked: string[];
let isAway: (name: string) => boolean;
/** A host that no other test has. */
let host: string;
let hosts = 0;

const resolveTxt = async (name: string): Promise<readonly string[]> => {
  asked.push(name);
  if (isAway(name)) throw new Error("the resolver is away");
  return records.get(name) ?? [];
};

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  [sample, other] = await asOwner(database.ownerUrl, async (db) => [
    await insertSample(db),
    await insertSample(db),
  ]);
  hosts += 1;
  host = `go${hosts}.example`;
  records = new Map();
  asked = [];
  isAway = () => false;
});
afterAll(() => database.drop());

/** Runs `work` as the app role in a workspace, some hours after the domains were made. */
const at = <T>(hours: number, work: (context: Context) => Promise<T>, of = sample): Promise<T> =>
  withDatabase(database.env, (db) => work(contextOf(db, of.workspaceId, new Date(BORN + hours * HOUR))));
const check = (hours: number, of = sample) =>
  at(hours, (context) => checkDueDomains(context, resolveTxt), of);

async function claim(host: string, of = sample): Promise<LinkDomain> {
  const made = await at(0, (context) => createDomain(context, { host }), of);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}
const prove = (...domains: readonly LinkDomain[]): void => {
  const [first] = domains;
  records.set(
    `_tributary.${first?.host}`,
    domains.map(({ verificationToken }) => recordValue(verificationToken)),
  );
};
const stateOf = async ({ id }: LinkDomain, of = sample) => {
  const found = await at(0, (context) => getDomain(context, id), of);
  return found && [found.status, found.problem];
};
/** All that is published, by the key of the edge's store. */
async function published(...of: readonly Sample[]): Promise<TestStore> {
  const store = new TestStore();
  for (const each of of.length > 0 ? of : [sample])
    await at(0, (context) => publishAll(context, store), each);
  return store;
}
const linkOn = (host: string, slug: string) =>
  at(0, (context) =>
    createLink(context, {
      ...{ programId: sample.programId, affiliateId: sample.affiliates[0].affiliateId },
      ...{ host, slug, isOwnHost: true, destinationUrl: "https://shop.example/" },
    }),
  );

describe("the check of domains", () => {
  it("asks for pending ones each time, and for verified ones once a day", async () => {
    const proved = await claim(host);
    await claim("b.example");
    prove(proved);
    expect([await check(1), asked.sort()]).toEqual([1, ["_tributary.b.example", `_tributary.${host}`]]);
    for (const [hours, names] of [
      [2, ["_tributary.b.example"]],
      [24, ["_tributary.b.example"]],
      [25, ["_tributary.b.example", `_tributary.${host}`]],
      [26, ["_tributary.b.example"]],
    ] as const) {
      asked = [];
      expect(await check(hours)).toBe(0);
      expect(asked.sort()).toEqual([...names].sort());
    }
  });

  it("verifies, fails and revives a host with its links", async () => {
    const domain = await claim(host);
    prove(domain);
    await check(1);
    expect((await linkOn(host, "sale")).ok).toBe(true);
    const live = await published();
    expect(live.read(`host:${host}`)).toMatchObject({ status: "verified" });
    expect(live.read(`link:${host}:sale`)).toMatchObject({ status: "active" });
    records.clear();
    await check(25);
    expect(await stateOf(domain)).toEqual(["verified", "record_missing"]);
    expect((await published()).puts).toEqual([]);
    expect(await check(49)).toBe(1);
    expect(await stateOf(domain)).toEqual(["failed", "record_missing"]);
    const dead = await published();
    expect(dead.read(`host:${host}`)).toMatchObject({ status: "failed" });
    expect(dead.read(`link:${host}:sale`)).toMatchObject({ status: "disabled" });
    expect((await linkOn(host, "other")).ok).toBe(false);
  });

  it("waits for the record of one that came back as long as for that of a new one", async () => {
    const domain = await claim(host);
    const write = (hours: number, kind: "archive" | "restore") =>
      at(hours, (context) => writeRow(context, domainResource, { kind, id: domain.id }));
    await write(1, "archive");
    await write(500, "restore");
    await check(501);
    expect(await stateOf(domain)).toEqual(["pending", "record_missing"]);
    await check(499 + 7 * 24);
    expect(await stateOf(domain)).toEqual(["pending", "record_missing"]);
    await check(500 + 7 * 24);
    expect(await stateOf(domain)).toEqual(["failed", "record_missing"]);
  });

  it("kills no live link while the DNS is away, however long", async () => {
    const domain = await claim(host);
    prove(domain);
    await check(1);
    await published();
    isAway = () => true;
    for (let hours = 25; hours < 25 + 30 * 24; hours += 24) await check(hours);
    expect(await stateOf(domain)).toEqual(["verified", null]);
    expect((await published()).puts).toEqual([]);
    isAway = () => false;
    records.clear();
    await check(1_000);
    expect(await stateOf(domain)).toEqual(["verified", "record_missing"]);
  });

  it("stops asking a resolver that answers nothing, and goes on past one name that it cannot tell", async () => {
    for (let index = 0; index < 12; index += 1) await claim(`n${String(index).padStart(2, "0")}.example`);
    isAway = () => true;
    await check(1);
    expect(asked).toHaveLength(5);
    asked = [];
    isAway = (name) => name === "_tributary.n00.example";
    await check(2);
    expect(asked).toHaveLength(12);
  });

  it("gives up on a domain that is not proved in seven days", async () => {
    const domain = await claim(host);
    await check(7 * 24 - 1);
    expect(await stateOf(domain)).toEqual(["pending", "record_missing"]);
    await check(7 * 24 + 1);
    expect(await stateOf(domain)).toEqual(["failed", "record_missing"]);
    asked = [];
    await check(7 * 24 + 2);
    expect(asked).toEqual([]);
  });
});

it("a workspace has no more domains than it may, though calls at once make them", async () => {
  const calls = Array.from({ length: 4 }, (_, call) =>
    at(0, (context) =>
      writeRows(
        context,
        domainResource,
        Array.from({ length: 30 }, (_each, index) => ({
          ...{ kind: "create" as const, fields: { host: `many${call}-${index}.example` } },
        })),
        {},
      ),
    ),
  );
  const made = (await Promise.all(calls)).flat().filter(({ ok }) => ok);
  expect(made).toHaveLength(DOMAINS_MAX);
});

describe("a version of a domain", () => {
  it("ends with what a check found, and not with the check", async () => {
    const domain = await claim(host);
    const version = () => at(0, async (context) => (await getDomain(context, domain.id))?.version);
    await check(1);
    const waiting = (await version()) ?? 0;
    await check(2);
    expect(await version()).toBe(waiting);
    prove(domain);
    await check(3);
    expect(await version()).toBe(waiting + 1);
    await check(27);
    expect(await version()).toBe(waiting + 1);
    await at(28, (context) => updateDomain(context, domain.id, { rootUrl: "https://shop.example/" }));
    expect(await version()).toBe(waiting + 2);
  });
});

describe("a host that changes hands", () => {
  it("is published by whoever proved it last, and never again by the one that lost it", async () => {
    const mine = await claim(host);
    const theirs = await claim(host, other);
    prove(mine);
    await check(1);
    await linkOn(host, "sale");
    await published();
    prove(theirs);
    await check(2, other);
    // While it is proved by one, the other cannot have it.
    expect(await stateOf(theirs, other)).toEqual(["failed", "host_taken"]);
    await check(25);
    await check(49);
    expect(await stateOf(mine)).toEqual(["failed", "record_differs"]);
    await at(50, (context) => verifyDomain(context, theirs.id, resolveTxt), other);
    const store = await published(sample, other);
    expect(store.read(`host:${host}`)).toMatchObject({
      workspace_id: other.workspaceId,
      status: "verified",
    });
    expect(store.read(`link:${host}:sale`)).toMatchObject({ status: "disabled" });
    await at(51, (context) => updateDomain(context, mine.id, { rootUrl: "https://evil.example/" }));
    expect((await published(sample, other)).puts).toEqual([]);
    const all = await withDatabase(database.env, (db) =>
      markAllDirty(db, [sample.workspaceId, other.workspaceId]),
    );
    expect(all).toBeGreaterThan(1);
    const again = await published(sample, other);
    expect(again.read(`host:${host}`)).toMatchObject({ workspace_id: other.workspaceId });
    expect(again.read(`link:${host}:sale`)).toMatchObject({ status: "disabled" });
  });
});
