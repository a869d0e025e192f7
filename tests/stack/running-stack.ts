import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DemoAccess, seedDemoWorkspace } from "../../local/seed.ts";
import { type Stack, startStack } from "../../local/stack.ts";

/** The whole system in a temporary folder, with its demo workspace. */
export type RunningStack = { readonly stack: Stack; readonly access: DemoAccess; stop(): Promise<void> };

/** Starts it on free ports; `stop` leaves neither process nor file behind. */
export async function startTestStack(): Promise<RunningStack> {
  const dataDir = mkdtempSync(join(tmpdir(), "tributary-stack-"));
  const stack = await startStack({ root: fileURLToPath(new URL("../..", import.meta.url)), dataDir });
  return {
    stack,
    access: await seedDemoWorkspace(stack),
    stop: async () => {
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
