import { readCommandLine, readParentPid } from "./processes.ts";

const ORPHAN_POLL_MS = 500;

/** Command lines of what only passes a start on. */
const GO_BETWEEN = /^\S*sh -c |\/tsx /;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Signals this close together are one: Ctrl-C reaches the whole group, and npm and tsx pass it on again. */
const SAME_SIGNAL_MS = 1_500;

/** How this process ends. */
export type Shutdown = {
  /** Sets what is to be done first, and takes back the signals that libraries have taken meanwhile. */
  before(stop: () => Promise<void>): void;
  /** Ends the process in good order. */
  end(reason: string): void;
};

/**
 * Ends this process in good order on a signal, or when what started it is gone: npm and tsx do not
 * pass every signal on, and none when they are killed. A second signal later on ends it at once.
 *
 * Until `before` is called there is nothing to wait for, and `exit` handlers kill what has been started.
 */
export function prepareShutdown(): Shutdown {
  let stop: () => Promise<void> = async () => undefined;
  let endingSinceMs: number | undefined;
  const end = (reason: string): void => {
    if (endingSinceMs !== undefined) {
      if (Date.now() - endingSinceMs > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    endingSinceMs = Date.now();
    console.log(`\nStopping (${reason}).`);
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, end);
  const startedBy = starters();
  setInterval(() => {
    if (starters() !== startedBy && endingSinceMs === undefined) end("what started it is gone");
  }, ORPHAN_POLL_MS).unref();
  return {
    before: (work) => {
      stop = work;
      // The listeners of wrangler and Miniflare would end the process before `stop` is done.
      for (const signal of SIGNALS) {
        for (const listener of process.listeners(signal)) {
          if (listener !== end) process.off(signal, listener);
        }
      }
    },
    end,
  };
}

/**
 * The processes this one was started by, up to the first that is no mere go-between: from here over
 * tsx and a shell to npm. Any of them may be killed and leave the rest behind.
 */
function starters(): string {
  const pids: number[] = [];
  let pid: number | undefined = process.ppid;
  while (pid !== undefined) {
    pids.push(pid);
    pid = GO_BETWEEN.test(readCommandLine(pid) ?? "") ? readParentPid(pid) : undefined;
  }
  return pids.join(" ");
}
