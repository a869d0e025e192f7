import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sourceFiles } from "./source-files.ts";

const LINES_MAX = 300;

/** Holds an example of everything that is banned. */
const SELF = "tests/config/tidy.test.ts";

const files = sourceFiles().filter((path) => path !== SELF);
const code = files.filter((path) => /\.(ts|mjs)$/.test(path));
/** What a deployable ships, and what prepares its data: tests and configuration aside. */
const shipped = code.filter(
  (path) =>
    /^(core|contracts|platform|db|services|workers|functions)\//.test(path) && !path.endsWith(".test.ts"),
);
const within = (folders: RegExp): string[] => shipped.filter((path) => folders.test(path));

/** Written by a tool, from what is checked elsewhere. */
const GENERATED =
  /^(package-lock\.json|db\/migrations\/|tests\/contracts\/samples\/|sdk\/client\/api\.d\.ts)/;

type Rule = {
  readonly claim: string;
  readonly in: readonly string[];
  readonly banned: RegExp;
  readonly instead: string;
  /** Lines the pattern must find, and lines it must let pass. */
  readonly bad: readonly string[];
  readonly good: readonly string[];
};

const RULES: readonly Rule[] = [
  {
    claim: "the core knows no clock, chance, network or console",
    in: within(/^core\//),
    banned: /\bDate\.now\(|\bnew Date\(|\bMath\.random\(|\bcrypto\.|\bconsole\.|\bfetch\(|\bperformance\./,
    instead: "take it as an argument",
    bad: [
      "const at = Date.now();",
      "const at = new Date();",
      "const day = new Date(ms);",
      "Math.random() < 0.5",
      "crypto.randomUUID()",
      "console.log(x)",
      "await fetch(url)",
    ],
    good: ["/** Never reads Date.now(). */", "const now = clock.now", "prefetch(x)"],
  },
  {
    claim: "the core waits for nothing",
    in: within(/^core\//),
    banned: /\bawait\b|\basync\b|\bPromise\b/,
    instead: "wait in the shell and pass what came",
    bad: ["const x = await load();", "export async function f() {}", "(x: Promise<void>)"],
    good: ["// The caller must await this.", "const awaited = 1;"],
  },
  {
    claim: "nothing is left for later",
    in: code,
    banned: /\b(TODO|FIXME|XXX|HACK)\b/,
    instead: "do it, or open an issue",
    bad: ["// TODO: later", "/* FIXME */"],
    good: ["const todoList = 1;"],
  },
  {
    claim: "no test runs alone or is left out for good",
    in: code.filter((path) => path.endsWith(".test.ts")),
    banned: /\b(it|test|describe)\.(only|todo)\(/,
    instead: "run all of them",
    bad: ["it.only('x', f)", "describe.todo('x')"],
    good: ["it('only', f)"],
  },
  {
    claim: "nothing depends on where somebody's machine keeps things",
    in: files.filter((path) => !GENERATED.test(path)),
    banned: /(?<![\w.:/$}*-])\/(tmp|work|root|Users|home\/\w+)\/|[A-Z]:\\Users/,
    instead: "use os.tmpdir() or a path from the repository",
    bad: ['const file = "/tmp/x";', "cd /work/main && ls", "see /home/somebody/notes"],
    good: ['join(tmpdir(), "x")', "https://example.com/work/1", "./tmp/x"],
  },
  {
    claim: "zod comes as its small build, whole, so that the bundler can shake it",
    in: shipped,
    banned: /import (?!(type )?\* as z from "zod\/mini";).*from "zod(\/[^"]*)?"/,
    instead: 'import * as z from "zod/mini"',
    bad: [
      'import { z } from "zod";',
      'import * as z from "zod";',
      'import { z } from "zod/mini";',
      'import z from "zod/v4";',
    ],
    good: ['import * as z from "zod/mini";', 'import type * as z from "zod/mini";'],
  },
  {
    claim: "only one place acknowledges messages",
    in: within(/^functions\//).filter((path) => path !== "functions/queues/consume.ts"),
    banned: /\.(ack|ackAll|retry|retryAll)\(/,
    instead: "return an outcome; functions/queues/consume.ts acts on it",
    bad: ["message.ack();", "batch.retryAll({ delaySeconds: 1 });"],
    good: ["// consume.ts calls message.ack().", "retryAfter(1)"],
  },
  {
    claim: "a check is switched off only with a reason",
    in: code,
    banned: /@ts-(ignore|nocheck)|@ts-expect-error\s*$|eslint-disable/,
    instead: "@ts-expect-error or biome-ignore with a reason",
    bad: ["// @ts-ignore", "// @ts-expect-error"],
    good: ["// @ts-expect-error the driver has no type for this"],
  },
];

/** Each line of the files that the pattern finds, as `file:line: text`. */
function find(banned: RegExp, paths: readonly string[]): string[] {
  return paths.flatMap((path) =>
    readFileSync(path, "utf8")
      .split("\n")
      .flatMap((line, index) => (isBad(line, banned) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** Prose may name what code must not do; marks for later and orders to tools are comments by nature. */
function isBad(line: string, banned: RegExp): boolean {
  const isOrder = /TODO|FIXME|XXX|HACK|@ts-|eslint-/.test(line);
  return banned.test(isOrder ? line : line.replace(/^\s*(\/?\*+|\/\/).*$|\s\/\/ .*$/, ""));
}

const PROMISING = /^export (default )?(async )?(abstract )?(function|class|type|interface) /;
/** Told where the value is told of, or by the line above in a group of aliases. */
const READ_OFF_A_VALUE = /= (z\.\w+<|keyof )?typeof /;
const ALIAS = /^export type .*;$/;

/** The exported functions and types of a file that no comment stands above. */
function undocumented(path: string): string[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line, index) => {
    const above = lines[index - 1] ?? "";
    const isTold =
      above.endsWith("*/") || READ_OFF_A_VALUE.test(line) || (ALIAS.test(line) && ALIAS.test(above));
    return PROMISING.test(line) && !isTold;
  });
}

describe("the source keeps its rules", () => {
  it.each(RULES.map((rule) => [rule.claim, rule] as const))("%s", (_, { in: paths, banned, instead }) => {
    expect(find(banned, paths), instead).toEqual([]);
  });

  it.each(RULES.map((rule) => [rule.claim, rule] as const))("by a pattern that finds: %s", (_, rule) => {
    expect(rule.bad.filter((line) => !isBad(line, rule.banned))).toEqual([]);
    expect(rule.good.filter((line) => isBad(line, rule.banned))).toEqual([]);
  });

  it(`has no file above ${LINES_MAX} lines`, () => {
    const long = files
      .filter((path) => !GENERATED.test(path) && /\.(ts|mjs|md|sql|toml|json)$/.test(path))
      .map((path) => ({ path, lines: readFileSync(path, "utf8").split("\n").length - 1 }))
      .filter(({ lines }) => lines > LINES_MAX);
    expect(long).toEqual([]);
  });

  it("says of every exported function and type what it promises", () => {
    expect(shipped.flatMap((path) => undocumented(path).map((line) => `${path}: ${line}`))).toEqual([]);
  });

  it("names every file in kebab-case", () => {
    const name = /(^|\/)\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/;
    expect(code.filter((path) => !name.test(path))).toEqual([]);
  });
});
