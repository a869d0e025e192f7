import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createWorkspace } from "../services/workspaces/create-workspace.ts";
import { insertKey, startTestApi, type TestApi } from "../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/postgres.ts";
import { runCommand } from "../tests/support/run-command.ts";
import { asOwner } from "../tests/support/sample.ts";
import { type ServedApi, serveApi } from "../tests/support/serve-api.ts";
import { TestStore } from "../tests/support/test-store.ts";
import { ROUTES } from "../workers/api/routes/index.ts";

const PROGRAM = ["--program-name", "My shop", "--currency", "EUR", "--rate-bps", "1250"];
const ALL = [
  ...PROGRAM,
  ...["--affiliate-name", "Ada", "--affiliate-email", "ada@affiliates.example"],
  ...["--destination-url", "https://shop.example/"],
];

let database: TestDatabase;
let api: TestApi;
let served: ServedApi;
let key: string;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ROUTES, { PUBLISHED: new TestStore().binding() });
  served = await serveApi(api);
});
afterAll(async () => {
  await served.stop();
  await api.stop();
  await database.drop();
});
/** Each test has a workspace with nothing in it. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-init-"));
  key = await asOwner(database.ownerUrl, async (db) => {
    const call = { db, actor: "system:test", requestId: "req_test", now: new Date() } as const;
    const named = { organisationName: "New", name: "New", mode: "test" } as const;
    const { workspaceId } = await createWorkspace(call, named);
    return (await insertKey(db, workspaceId)).key;
  });
});
afterEach(() => {
  served.fault = () => undefined;
  rmSync(folder, { recursive: true, force: true });
});

const config = () => join(folder, "config.json");
const access = () => ["--url", served.url, "--key", key];
const run = (args: readonly string[]) => runCommand(["init", ...args], { TRIBUTARY_CONFIG: config() });
const rowsOf = async (path: string): Promise<readonly { id: string; name: string }[]> =>
  JSON.parse(await (await api.fetch("GET", path, key)).text()).data;
const counts = () =>
  Promise.all(
    ["plans", "programs", "affiliates", "links"].map(async (what) => (await rowsOf(`/v1/${what}`)).length),
  );

it("makes what a new merchant needs, and shows what to do next", async () => {
  const { code, printed } = await run([...access(), ...ALL]);
  expect([code, await counts()]).toEqual([0, [1, 1, 1, 1]]);
  expect((await rowsOf("/v1/plans"))[0]?.name).toBe("12.5 % of each sale");
  expect(printed).toMatch(/^Program {4}My shop \(prg_\w+\)$/m);
  expect(printed).toContain('/t.js"></script>');
  expect(printed).toContain(`curl ${served.url}/v1/conversions`);
});

it("makes nothing when it runs again, with what it was given before and without", async () => {
  const first = await run([...access(), ...ALL, "--json"]);
  const again = await run([...ALL, "--json"]);
  const bare = await run(["--json"]);
  expect([first.code, again.printed, bare.printed]).toEqual([0, first.printed, first.printed]);
  expect(await counts()).toEqual([1, 1, 1, 1]);
});

it("makes another where another is named", async () => {
  await run([...access(), ...ALL]);
  expect((await run(["--destination-url", "https://shop.example/sale"])).code).toBe(0);
  const { code } = await run(["--affiliate-email", "bob@affiliates.example", "--affiliate-name", "Bob"]);
  expect([code, await counts()]).toEqual([2, [1, 1, 1, 2]]);
});

it("names all that is missing where nobody can be asked, and makes and keeps nothing", async () => {
  const { code, warned } = await run([...access(), "--program-name", "My shop", "--currency", "EUR"]);
  expect([code, warned]).toEqual([
    2,
    expect.stringContaining("give --rate-bps, --affiliate-name, --affiliate-email, --destination-url"),
  ]);
  expect([await counts(), existsSync(config())]).toEqual([[0, 0, 0, 0], false]);
});

it("goes on where a run before it ended, with the plan that was made then", async () => {
  served.fault = (path) => (path === "/v1/programs" ? { kind: "status", status: 400 } : undefined);
  expect((await run([...access(), ...ALL])).code).toBe(1);
  expect(await counts()).toEqual([1, 0, 0, 0]);
  served.fault = () => undefined;
  expect((await run(ALL)).code).toBe(0);
  expect(await counts()).toEqual([1, 1, 1, 1]);
});

it.each([
  ["12.5 %", 2, "--rate-bps must be a whole number"],
  ["20000", 1, "rate_bps"],
])("refuses a rate of %s", async (rate, ends, said) => {
  const { code, warned } = await run([...access(), ...ALL, "--rate-bps", rate]);
  expect([code, warned]).toEqual([ends, expect.stringContaining(said)]);
});

it("makes nothing under a key that is none", async () => {
  const { code } = await run(["--url", served.url, "--key", "tb_test_nonsense", ...ALL]);
  expect([code, existsSync(config())]).toEqual([3, false]);
});
