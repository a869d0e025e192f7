import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readDemoAccess } from "./seed.ts";

it("says what to start where no system has run on the data folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-seed-"));
  try {
    expect(() => readDemoAccess(folder)).toThrow(/demo\.json: start the system with npm run dev/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
