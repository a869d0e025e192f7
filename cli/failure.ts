/** How a command ends. */
export const EXIT = {
  done: 0,
  /** The network, the server or the disk would not, or something was not foreseen. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The key is missing, not valid, or lacks the scope; or a person is not signed in. */
  refused: 3,
  /** What arrived is not what the log says it is. */
  damaged: 4,
  /** Some bad rows were tried again and stay bad. */
  stillBad: 5,
  /** The ledger, a statement of it, an audit log or evidence is not what it was. */
  broken: 6,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Why a command cannot go on, in words for whoever ran it. */
export class Failure extends Error {
  override readonly name = "Failure";
  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }
}

/** True of an error of the file system with this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
