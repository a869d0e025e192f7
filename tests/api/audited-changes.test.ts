import { sql } from "drizzle-orm";
import { beforeAll, expect, it, vi } from "vitest";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { CHANGES_NOTHING, type MutatingCall } from "../support/mutating-call.ts";
import { prepareCalls } from "../support/mutating-calls.ts";
import { asOwner } from "../support/sample.ts";
import { tableDigests } from "../support/table-digests.ts";

vi.setConfig({ testTimeout: 120_000 });

const shop = apiWithSample();
let calls: Readonly<Record<string, MutatingCall>>;

beforeAll(async () => {
  calls = await prepareCalls(shop);
}, 120_000);

/** What a call leaves behind though nothing came of it: that a key or a session was used, or a record was looked for. */
const USES = new Set(["api_keys", "sessions", "link_domains"]);

async function digests(): Promise<Readonly<Record<string, string>>> {
  const all = await asOwner(shop.database.ownerUrl, tableDigests);
  return Object.fromEntries(Object.entries(all).filter(([name]) => !USES.has(name)));
}

it("no route changes anything where its audit row cannot be written", async () => {
  await asOwner(shop.database.ownerUrl, async (db) => {
    await db.execute(sql`
      create function refuse_audit() returns trigger language plpgsql as
      $$ begin raise exception 'the audit log is full'; end $$`);
    await db.execute(sql`
      create trigger refuse_audit before insert on audit_log for each row execute function refuse_audit()`);
  });
  const before = await digests();
  const answered: string[] = [];
  const tried = ROUTES.map(({ method, path }) => `${method} ${path}`).filter((name) => calls[name]);
  for (const name of tried) {
    const { path, body, headers, by } = calls[name] as MutatingCall;
    const [method = ""] = name.split(" ");
    const { status } = await shop.api.fetch(method, path, by ?? shop.key, body, headers);
    if (status < 400) answered.push(name);
  }
  const changeless = [...CHANGES_NOTHING, "POST /v1/affiliate-assignments/end"];
  expect(answered.filter((name) => !changeless.includes(name))).toEqual([]);
  expect(await digests()).toEqual(before);
  expect(tried.length).toBeGreaterThan(60);
});
