import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeServer, listenLocally } from "../local/loopback.ts";
import { verifyWebhook } from "../sdk/client/webhooks.ts";
import { insertKey, startTestApi, type TestApi } from "../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/postgres.ts";
import { runCommand } from "../tests/support/run-command.ts";
import { asOwner } from "../tests/support/sample.ts";
import { type ServedApi, serveApi } from "../tests/support/serve-api.ts";
import { openShop, type Shop } from "../tests/support/shop.ts";
import { TestStore } from "../tests/support/test-store.ts";
import { ROUTES } from "../workers/api/routes/index.ts";

let database: TestDatabase;
let api: TestApi;
let served: ServedApi;
let shop: Shop;
let key: string;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ROUTES, { PUBLISHED: new TestStore().binding() });
  served = await serveApi(api);
  shop = await openShop(database);
  key = await asOwner(database.ownerUrl, async (db) => (await insertKey(db, shop.workspaceId)).key);
  for (const order of ["order-1", "order-2", "order-3"]) await shop.sell(order);
});
afterAll(async () => {
  await served.stop();
  await api.stop();
  await database.drop();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-cli-"));
});
afterEach(() => {
  served.fault = () => undefined;
  rmSync(folder, { recursive: true, force: true });
});

const config = () => join(folder, "kept", "config.json");
const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runCommand(args, { TRIBUTARY_URL: served.url, TRIBUTARY_KEY: key, TRIBUTARY_CONFIG: config(), ...env });
/** As from a shell in which nothing is set. */
const runBare = (args: readonly string[]) => runCommand(args, { TRIBUTARY_CONFIG: config() });

describe("login", () => {
  it("keeps address and key for its owner alone, and the commands after it need neither", async () => {
    const { code, printed } = await run(["login"]);
    expect([code, printed]).toEqual([
      0,
      expect.stringMatching(/^Logged in to the workspace .+ \(test\)\. Kept in /),
    ]);
    expect(statSync(config()).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(config(), "utf8"))).toEqual({ url: served.url, key });
    expect((await runBare(["conversions", "list"])).code).toBe(0);
  });

  it("says whose key it kept and where as JSON, never the key", async () => {
    const { printed } = await run(["login", "--json"]);
    const workspace = { id: expect.stringMatching(/^ws_/), name: expect.any(String), mode: "test" };
    expect(JSON.parse(printed)).toEqual({ workspace, kept_in: config() });
  });

  it("keeps nothing of a key that does not work, and says so with 3", async () => {
    const { code } = await run(["login", "--key", "tb_test_nonsense"]);
    expect(code).toBe(3);
    expect(() => statSync(config())).toThrow("ENOENT");
  });

  it("asks nobody where nobody is there", async () => {
    const { code, warned } = await runBare(["login"]);
    expect([code, warned]).toEqual([2, expect.stringContaining("nobody to ask")]);
  });

  it("does not send a kept key to another address", async () => {
    await run(["login"]);
    const { code, warned } = await runBare(["links", "list", "--url", "https://elsewhere.example"]);
    expect([code, warned]).toEqual([2, expect.stringContaining("which API key?")]);
  });

  it("is asked for again where what is kept is damaged", async () => {
    await run(["login"]);
    writeFileSync(config(), "{");
    expect((await runBare(["links", "list"])).warned).toContain("log in again");
  });
});

describe("lists", () => {
  it("are lines parted by tabs, or a JSON object a line, as many as are asked for", async () => {
    const { code, printed } = await run(["conversions", "list", "--status", "attributed"]);
    const lines = printed.split("\n").map((line) => line.split("\t"));
    expect([code, lines.length]).toEqual([0, 3]);
    expect(lines.map((cells) => cells[3])).toEqual(["order-3", "order-2", "order-1"]);
    const two = (await run(["conversions", "list", "--json", "--limit", "2"])).printed.split("\n");
    expect(two.map((line) => JSON.parse(line).external_id)).toEqual(["order-3", "order-2"]);
  });

  it("have a head where somebody is watching, and say when there is nothing", async () => {
    const env = { TRIBUTARY_URL: served.url, TRIBUTARY_KEY: key };
    const watched = await runCommand(["payouts", "list"], env, { isWatched: true });
    expect([watched.printed.split("\t")[0], watched.warned]).toEqual(["id", "There is nothing."]);
  });

  it.each(["programs", "affiliates", "links", "conversions", "commissions", "payouts"])(
    "of %s name fields that its rows have",
    async (what) => {
      const { code, printed } = await run([what, "list", "--limit", "1"]);
      expect(code).toBe(0);
      if (what !== "payouts")
        expect(printed.split("\t").filter((cell) => cell === "-").length).toBeLessThan(3);
    },
  );

  it("prints all for --limit 0, and says that there is nothing where there is nothing", async () => {
    const all = await run(["conversions", "list", "--limit", "0"]);
    expect([all.printed.split("\n").length, all.warned]).toEqual([3, ""]);
    expect((await run(["payouts", "list", "--limit", "0"])).warned).toContain("There is nothing.");
  });

  it("tells all that is wrong, and which call it was", async () => {
    const args = ["conversions", "list", "--status", "odd", "--reason", "odd"];
    const { code, printed, warned } = await run(args);
    expect([code, printed]).toEqual([1, ""]);
    expect(warned).toMatch(/^tributary: status .+ \(req_[0-9a-f]{32}\)\n {2}reason /);
    const { error } = JSON.parse((await run([...args, "--json"])).printed);
    expect(error.errors.map(({ param }: { param: string }) => param)).toEqual(["status", "reason"]);
    expect(error.request_id).toMatch(/^req_/);
  });

  it.each([
    [["links", "list", "--limit", "many"], "--limit"],
    [["links", "list", "--colour", "red"], "--colour"],
    [["links", "list", "lnk_1"], "lnk_1"],
    [["links", "list", "--limit"], "--limit"],
    [["clicks", "export", "--kind", "csv"], "--kind must be one of parquet, raw"],
    [["links", "create"], "--program-id is missing"],
    [["conversions", "show"], "name ID"],
    [["conversions", "show", "a", "b"], "name one thing"],
    [
      ["conversions", "send", "--external-id", "a", "--amount-minor", "12.90", "--currency", "EUR"],
      "--amount-minor",
    ],
  ])("%j ends with 2 and names what is wrong", async (args, named) => {
    const { code, warned } = await run(args);
    expect([code, warned]).toEqual([2, expect.stringContaining(named)]);
  });

  it("tells what the API says of a filter it does not take", async () => {
    const { code, warned } = await run(["conversions", "list", "--status", "unheard"]);
    expect([code, warned]).toEqual([1, expect.stringContaining("status")]);
  });
});

describe("one thing", () => {
  it("is shown field by field, or as JSON", async () => {
    const { printed } = await run(["conversions", "show", "ext:order-1"]);
    expect(printed).toMatch(/^id\tcnv_/m);
    expect(printed).toMatch(/^external_id\torder-1$/m);
    const json = JSON.parse((await run(["conversions", "show", "ext:order-1", "--json"])).printed);
    expect(json).toMatchObject({ object: "conversion", external_id: "order-1" });
    expect((await run(["payouts", "show", "pay_none"])).code).toBe(1);
  });

  it("is explained in the order in which it was decided", async () => {
    const { code, printed } = await run(["explain", "ext:order-1"]);
    expect(code).toBe(0);
    expect(printed).toMatch(/^cnv_\w+ \(order-1\) \d+ EUR minor, attributed/);
    for (const part of [
      "in  ",
      "decision dec_",
      "credit 1000000 of 1000000 to aff_",
      "commission com_",
      "journal jrn_",
    ]) {
      expect(printed).toContain(`\n${part}`);
    }
  });
});

describe("writing", () => {
  it("creates a link once, though the first answer is lost", async () => {
    const answers = [503];
    served.fault = (path) => {
      const status = path === "/v1/links" ? answers.shift() : undefined;
      return status === undefined ? undefined : { kind: "status", status };
    };
    const given = JSON.parse((await run(["links", "list", "--json", "--limit", "1"])).printed);
    const args = [
      "--program-id",
      given.program_id,
      "--affiliate-id",
      given.affiliate_id,
      "--slug",
      "from-the-shell",
    ];
    const made = await run([
      "links",
      "create",
      ...args,
      "--destination-url",
      "https://shop.example/",
      "--json",
    ]);
    expect([made.code, JSON.parse(made.printed).slug]).toEqual([0, "from-the-shell"]);
    expect((await run(["links", "show", JSON.parse(made.printed).id])).printed).toMatch(
      /^slug\tfrom-the-shell$/m,
    );
  });
});

describe("events", () => {
  /** Has something happen at each pause, as if time passed meanwhile. */
  const while_ = (happen: (() => Promise<unknown>)[], args: readonly string[]) =>
    runCommand(
      [...args, "--for", "6"],
      { TRIBUTARY_URL: served.url, TRIBUTARY_KEY: key },
      {
        pause: async () => void (await happen.shift()?.()),
      },
    );
  const newAffiliate = () =>
    api.call("POST", "/v1/affiliates", key, { name: "Ada", email: "ada@affiliates.example" });

  it("are followed as they happen, each once, in their order", async () => {
    await newAffiliate();
    const happen = [newAffiliate, () => Promise.all([newAffiliate(), newAffiliate()])];
    const { code, printed } = await while_(happen, ["events", "tail"]);
    const lines = printed.split("\n").map((line) => line.split("\t"));
    expect([code, lines.map(([, , type]) => type)]).toEqual([0, Array(3).fill("affiliate.created")]);
    const ids = lines.map(([id]) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    expect(
      (await run(["events", "list", "--limit", "3"])).printed.split("\n").map((line) => line.split("\t")[0]),
    ).toEqual(ids.toReversed());
  });

  it("are sent on to a server of this machine, signed, and what came of it is told", async () => {
    const got: { body: string; headers: IncomingHttpHeaders }[] = [];
    const server = createServer(async (request, response) => {
      got.push({ body: Buffer.concat(await request.toArray()).toString(), headers: request.headers });
      response.writeHead(204).end();
    });
    const port = await listenLocally(server, 0);
    const to = ["--forward-to", `http://127.0.0.1:${port}/webhooks`];
    const { printed, warned } = await while_([newAffiliate], ["webhooks", "listen", ...to]);
    await closeServer(server);
    expect(printed).toMatch(/^evt_\w+\t.+\taffiliate\.created\t204$/);
    const [secret = ""] = /whsec_\S+/.exec(warned) ?? [];
    const [{ body, headers } = { body: "", headers: {} }] = got;
    expect(await verifyWebhook(body, headers as Record<string, string>, { secret })).toMatchObject({
      ...{ object: "event", type: "affiliate.created" },
    });
    const away = await while_([newAffiliate], ["webhooks", "listen", ...to, "--json"]);
    const told = { object: "event", answered: expect.stringContaining("ECONNREFUSED") };
    expect(JSON.parse(away.printed)).toMatchObject(told);
  });

  it.each([
    [["events", "tail", "--for", "soon"], "--for"],
    [["webhooks", "listen"], "--forward-to is missing"],
    [["webhooks", "listen", "--forward-to", "here"], "no address"],
  ])("%j ends with 2 and names what is wrong", async (args, named) => {
    const { code, warned } = await run(args);
    expect([code, warned]).toEqual([2, expect.stringContaining(named)]);
  });
});

describe("doctor", () => {
  it("finds all well, in a line for each thing", async () => {
    const { code, printed } = await run(["doctor"]);
    const names = printed.split("\n").map((line) => line.split(":")[0]);
    expect([code, names]).toEqual([
      0,
      ["API", "database", "clock", "key", "bad rows", "ledger"].map((name) => `ok    ${name}`),
    ]);
  });

  it("ends with 1 and says what is wrong, and goes on to the rest", async () => {
    served.fault = (path) => (path === "/readyz" ? { kind: "status", status: 503 } : undefined);
    const { code, printed } = await run(["doctor", "--json", "--key", "tb_test_nonsense"]);
    const found = printed.split("\n").map((line) => JSON.parse(line));
    expect(code).toBe(1);
    expect(found.filter(({ status }) => status === "wrong").map(({ check }) => check)).toEqual([
      ...["database", "key", "bad rows", "ledger"],
    ]);
  });
});
