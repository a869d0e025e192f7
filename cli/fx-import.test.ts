import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ECB_2020_08_11, ecbXml } from "../tests/support/ecb-xml.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/postgres.ts";
import { runCommand } from "../tests/support/run-command.ts";
import { EXIT } from "./failure.ts";

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "tributary-fx-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
const run = (...args: string[]) => runCommand(["fx", "import", ...args], database.env);

describe("tributary fx import", () => {
  it("imports a file once, and tells of what differs", async () => {
    const daily = file("daily.xml", ecbXml(ECB_2020_08_11));
    expect(await run(daily)).toMatchObject({
      code: EXIT.done,
      printed: "2 rates added, 0 were there, 0 differ",
    });
    expect(await run(daily)).toMatchObject({
      code: EXIT.done,
      printed: "0 rates added, 2 were there, 0 differ",
    });
    const other = file("other.xml", ecbXml({ "2020-08-11": { USD: "1.2", CHF: "1.0767" } }));
    expect(await run(other)).toMatchObject({
      ...{ code: EXIT.failed, printed: "1 rates added, 0 were there, 1 differ" },
      warned: "2020-08-11 USD is not 1.2; what is there stays",
    });
  });

  it("prints what it did as JSON where it is asked to", async () => {
    const other = file("json.xml", ecbXml({ "2020-08-12": { USD: "1.2" }, "2020-08-11": { CHF: "1.1" } }));
    const { code, printed, warned } = await run(other, "--json");
    expect([code, warned]).toEqual([EXIT.failed, ""]);
    expect(JSON.parse(printed)).toEqual({
      ...{ added: 1, exist: 0 },
      differs: [{ source: "ecb", day: "2020-08-11", currency: "CHF", rate: "1.1" }],
    });
  });

  it("says what to set where the database does not let it in", async () => {
    const daily = file("daily.xml", ecbXml(ECB_2020_08_11));
    const { code, warned } = await runCommand(["fx", "import", daily], {
      ...{ DATABASE_URL: database.ownerUrl, DATABASE_PROXY: database.env.DATABASE_PROXY ?? "" },
    });
    expect(code).toBe(EXIT.failed);
    expect(warned).toMatch(
      /is not bound by row-level security.*Set DATABASE_URL and DATABASE_PROXY as `npm run dev` prints/,
    );
  });

  it.each([
    [[], "name FILE"],
    [["a", "b"], "name one thing"],
    [["/nowhere/rates.xml"], "there is no file /nowhere/rates.xml"],
  ])("with %j says what is wrong", async (args, said) => {
    const { code, warned } = await run(...args);
    expect([code, warned]).toEqual([EXIT.usage, expect.stringContaining(said)]);
  });

  it("refuses a file that is none, and a call that names no database", async () => {
    const page = file("page.html", "<html/>");
    expect(await run(page)).toMatchObject({
      code: EXIT.failed,
      warned: expect.stringContaining("has no rates"),
    });
    const without = await runCommand(["fx", "import", page], {});
    expect([without.code, without.warned]).toEqual([EXIT.usage, expect.stringContaining("DATABASE_URL")]);
  });
});
