import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningStack, startTestStack } from "./running-stack.ts";

let running: RunningStack;
beforeAll(async () => {
  running = await startTestStack();
});
afterAll(() => running.stop());

it("keeps every promise of the demo, run after run on the same data", async () => {
  for (const run of [1, 2]) {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...["--import", "tsx", "local/demo/main.ts", "--data-dir", running.stack.dataDir],
    ]);
    expect(stdout, `run ${run}`).toContain(" 0 failed");
  }
});
