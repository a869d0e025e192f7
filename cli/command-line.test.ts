import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify, stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { runCommand } from "../tests/support/run-command.ts";

const COMMANDS = [
  ["clicks", "export"],
  ["bad-rows", "list"],
  ["bad-rows", "replay"],
  ["ledger", "verify"],
  ["links", "list"],
  ["conversions", "show"],
  ["payouts", "list"],
];

describe("tributary", () => {
  it("tells of every command, whether asked to or not", async () => {
    const asked = await runCommand(["--help"], {});
    expect([asked.code, asked.warned]).toEqual([0, ""]);
    const bare = await runCommand([], {});
    expect([bare.code, bare.printed, bare.warned]).toEqual([2, "", asked.printed]);
    for (const words of COMMANDS) expect(asked.printed).toContain(words.join(" "));
  });

  it.each(COMMANDS)("%s %s tells what it does, with every option", async (...words) => {
    for (const flag of ["--help", "-h"]) {
      const { code, printed } = await runCommand([...words, flag], {});
      expect(code).toBe(0);
      expect(printed).toContain(`tributary ${words.join(" ")}`);
      for (const option of ["--url", "--key", "--help"]) expect(printed).toContain(option);
    }
  });

  it.each(COMMANDS)("%s %s says what is missing where nothing is set", async (...words) => {
    const span = words[1] === "export" ? ["--from", "2026-11-20", "--to", "2026-11-21", "--out", "x"] : [];
    const args = [...words, ...span, ...(/replay|show/.test(words[1] ?? "") ? ["1"] : [])];
    const nowhere = { TRIBUTARY_CONFIG: "no-such-folder/config.json" };
    expect(await runCommand(args, nowhere)).toMatchObject({
      code: 2,
      warned: expect.stringContaining("TRIBUTARY_URL"),
    });
    const url = { ...nowhere, TRIBUTARY_URL: "https://api.example.com" };
    expect(await runCommand(args, url)).toMatchObject({
      code: 2,
      warned: expect.stringContaining("TRIBUTARY_KEY"),
    });
  });

  it("tells its version, of which the package has the same", async () => {
    const { version } = JSON.parse(await readFile("package.json", "utf8"));
    for (const args of [["--version"], ["links", "list", "--version"]]) {
      expect(await runCommand(args, {})).toMatchObject({
        code: 0,
        printed: `tributary ${version}`,
        warned: "",
      });
    }
    expect((await runCommand(["--help"], {})).printed).toContain("--version");
  });

  it("does not know another command", async () => {
    const { code, warned } = await runCommand(["clicks", "import"], {});
    expect([code, warned]).toEqual([2, expect.stringContaining('There is no command "clicks import".')]);
  });

  it("is a program, with an exit code, as npm links it", async () => {
    const command = promisify(execFile)(process.execPath, ["cli/tributary.mjs", "clicks", "export"], {
      timeout: 20_000,
    });
    await expect(command).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--from is missing"),
    });
    const { stdout } = await promisify(execFile)(process.execPath, ["cli/tributary.mjs", "--help"], {
      timeout: 20_000,
    });
    expect(stdout).toContain("clicks export");
  });

  it("colours nothing where no terminal is", async () => {
    const { CI: _ci, TEST: _test, NO_COLOR: _colour, ...env } = process.env;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["cli/tributary.mjs", "explain", "--help"],
      {
        ...{ timeout: 20_000, env: { ...env, TERM: "xterm" } },
      },
    );
    expect(stdout).toContain("--json");
    expect(stripVTControlCharacters(stdout)).toBe(stdout);
  });
});
