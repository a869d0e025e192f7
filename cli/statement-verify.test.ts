import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runCommand } from "../tests/support/run-command.ts";
import { EXIT } from "./failure.ts";

const folder = mkdtempSync(join(tmpdir(), "statement-"));
afterAll(() => rmSync(folder, { recursive: true }));

const FORMAT = "its format is not tributary.statement.v1";
const PARTS = "parts of it are missing or of another form";
const STATEMENT = {
  ...{ format: "tributary.statement.v1", workspace_id: "ws_1", affiliate_id: "aff_1" },
  ...{ from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z", balances: [], entries: [], roots: [] },
};

async function verify(text: string) {
  const path = join(folder, "statement.json");
  writeFileSync(path, text);
  const { code, printed, warned } = await runCommand(["statement", "verify", path], {});
  return { code, printed, warned: warned.replace(folder, "") };
}

it.each([
  ["null", FORMAT],
  ["7", FORMAT],
  ["[]", FORMAT],
  ["{}", FORMAT],
  [JSON.stringify({ ...STATEMENT, format: "tributary.evidence.v1" }), FORMAT],
  ['{"format":"tributary.statement.v1"}', PARTS],
  [JSON.stringify({ ...STATEMENT, entries: [{}] }), PARTS],
  [
    JSON.stringify({ ...STATEMENT, balances: [{ account: "a", closing_minor: "x", opening_minor: "" }] }),
    PARTS,
  ],
])("says of %s in plain words that it is no statement", async (text, said) => {
  expect(await verify(text)).toEqual({
    ...{ code: EXIT.broken, printed: "" },
    warned: `tributary: /statement.json is no statement: ${said}`,
  });
});

it("takes one without entries for intact", async () => {
  expect(await verify(JSON.stringify(STATEMENT))).toMatchObject({ code: EXIT.done, warned: "" });
});
