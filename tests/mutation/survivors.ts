/** Mutants of one file that survive for the same reason. */
export type Reason = {
  /** As a report names them: what stood there, an arrow, what was put in its place. */
  readonly changes: readonly string[];
  readonly why: string;
};

/** Why each mutant that survives may, by file. */
export type Why = Readonly<Record<string, readonly Reason[]>>;

/** Why a mutant survives under which no test ran at all. */
export const UNLOADABLE =
  "Killed in truth: the module throws while it loads, so that its test files fail as a whole, which Stryker does not count.";
