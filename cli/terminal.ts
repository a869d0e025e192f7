/** What a command has of the process that runs it. */
export type Terminal = {
  /** Writes a line of the result. */
  readonly print: (line: string) => void;
  /** Writes a line about the work. */
  readonly warn: (line: string) => void;
  /** Writes over the last line, where somebody is watching; null where nobody is. */
  readonly redraw: ((line: string) => void) | null;
  /** True where somebody can be asked. */
  readonly isInteractive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
};

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  return {
    print: (line) => void stdout.write(`${line}\n`),
    warn: (line) => void stderr.write(`${line}\n`),
    redraw: stderr.isTTY ? (line) => void stderr.write(`\r\u001b[2K${line}`) : null,
    isInteractive: stdin.isTTY === true && stdout.isTTY === true,
    env: process.env,
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
