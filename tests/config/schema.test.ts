import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

type Journal = { readonly entries: readonly { readonly tag: string }[] };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-schema-"));
  cpSync("db", join(folder, "db"), { recursive: true });
  cpSync("core", join(folder, "core"), { recursive: true });
  for (const name of ["drizzle.config.ts", "package.json", "tsconfig.json"]) cpSync(name, join(folder, name));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const journal = (root: string): string[] => {
  const text = readFileSync(join(root, "db/migrations/meta/_journal.json"), "utf8");
  return (JSON.parse(text) as Journal).entries.map(({ tag }) => tag);
};

describe("the migrations", () => {
  it("say all that the schema says: generating them again adds nothing", async () => {
    const { stdout, stderr } = await promisify(execFile)(
      resolve("node_modules/.bin/drizzle-kit"),
      ["generate", "--name", "forgotten"],
      { cwd: folder, timeout: 50_000 },
    );
    const added = journal(folder).filter((tag) => !journal(".").includes(tag));
    const statements = added.map((tag) => readFileSync(join(folder, `db/migrations/${tag}.sql`), "utf8"));
    expect(statements, `run npm run db:generate and review what it writes\n${stdout}`).toEqual([]);
    expect(stdout, stderr.split("\n    at ")[0]).toContain("No schema changes");
  });
});
