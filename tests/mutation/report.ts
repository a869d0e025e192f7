import { existsSync, readFileSync } from "node:fs";

type Mutant = {
  readonly status: "Killed" | "Timeout" | "Survived" | "NoCoverage";
  readonly replacement: string;
  readonly static?: boolean;
  readonly testsCompleted?: number;
  readonly location: Record<"start" | "end", { readonly line: number; readonly column: number }>;
};

/** A mutant that no test told from the code. */
export type Survivor = {
  readonly file: string;
  /** What stood there and what was put in its place, each in one line and cut short. */
  readonly change: string;
  /** Broken so early that no test ran: the module does not load, and its test files fail as a whole. */
  readonly isUnloadable: boolean;
};

/** What came of the mutants of one folder. */
export type FolderReport = {
  readonly folder: string;
  readonly mutants: number;
  readonly killed: number;
  readonly survivors: readonly Survivor[];
};

const WIDTH_MAX = 60;

/** Where the report of a folder lies. */
export const reportPath = (folder: string): string =>
  `.tributary/mutation/${folder.replaceAll("/", "-")}.json`;

/** Reads the report of a folder; null if it was never mutated here. A time-out counts as killed. */
export function readReport(folder: string): FolderReport | null {
  const path = reportPath(folder);
  if (!existsSync(path)) return null;
  const { files } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly files: Readonly<
      Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>
    >;
  };
  const all = Object.entries(files).flatMap(([file, { source, mutants }]) =>
    [...mutants].sort(byPlace).map((mutant) => ({ file, source, mutant })),
  );
  const isKilled = ({ status }: Mutant) => status === "Killed" || status === "Timeout";
  const alive = all.filter(({ mutant }) => !isKilled(mutant));
  const survivors = alive.map(({ file, source, mutant }) => ({
    ...{ file, change: `${short(originalOf(source, mutant))} → ${short(mutant.replacement)}` },
    isUnloadable: mutant.static === true && mutant.status === "Survived" && mutant.testsCompleted === 0,
  }));
  return { folder, mutants: all.length, killed: all.length - alive.length, survivors };
}

const byPlace = ({ location: { start: left } }: Mutant, { location: { start: right } }: Mutant): number =>
  left.line - right.line || left.column - right.column;

function originalOf(source: string, { location: { start, end } }: Mutant): string {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const cut = lines.map((line, index) => (index === last ? line.slice(0, end.column - 1) : line));
  return cut.map((line, index) => (index === 0 ? line.slice(start.column - 1) : line)).join(" ");
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > WIDTH_MAX ? `${line.slice(0, WIDTH_MAX - 1)}…` : line;
}
