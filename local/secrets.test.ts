import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadSecrets, SECRETS_FILE } from "./secrets.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-secrets-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("makes six different keys of 32 bytes once, and keeps them", () => {
  const secrets = loadSecrets(folder);
  const keys = Object.values(secrets);
  expect(new Set(keys).size).toBe(6);
  expect(keys.map((key) => Buffer.from(key, "base64url").length)).toEqual(keys.map(() => 32));
  expect(loadSecrets(folder)).toEqual(secrets);
});

it("lets only the owner read them", () => {
  loadSecrets(folder);
  expect(statSync(join(folder, SECRETS_FILE)).mode & 0o777).toBe(0o600);
});

it("does not replace a damaged file", () => {
  writeFileSync(join(folder, SECRETS_FILE), "{}");
  expect(() => loadSecrets(folder)).toThrow(/damaged.*--fresh/);
});
