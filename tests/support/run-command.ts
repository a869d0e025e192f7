import { run } from "../../cli/run.ts";

/** What a command did: its exit code, what it wrote, and how long it paused, in milliseconds. */
export type CommandRun = {
  readonly code: number;
  readonly printed: string;
  readonly warned: string;
  readonly drawn: readonly string[];
  readonly slept: readonly number[];
};

/** Runs the command line in this process. Its pauses are noted and left out, or are what `pause` does. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { isWatched = false, pause }: { readonly isWatched?: boolean; readonly pause?: () => Promise<void> } = {},
): Promise<CommandRun> {
  const printed: string[] = [];
  const warned: string[] = [];
  const drawn: string[] = [];
  const slept: number[] = [];
  let nowMs = Date.now();
  const code = await run(args, {
    print: (line) => void printed.push(line),
    warn: (line) => void warned.push(line),
    redraw: isWatched ? (line) => void drawn.push(line) : null,
    isInteractive: false,
    env,
    now: () => nowMs,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
      await pause?.();
    },
  });
  return { code, printed: printed.join("\n"), warned: warned.join("\n"), drawn, slept };
}
