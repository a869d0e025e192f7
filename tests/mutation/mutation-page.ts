import type { FolderReport, Survivor } from "./report.ts";
import { UNLOADABLE, type Why } from "./survivors.ts";
import { ATTRIBUTION } from "./why/attribution.ts";
import { COMMISSION } from "./why/commission.ts";
import { LEDGER } from "./why/ledger.ts";
import { MONEY } from "./why/money.ts";

const WHY: Why = { ...MONEY, ...ATTRIBUTION, ...COMMISSION, ...LEDGER };

const HEAD = `# Mutation testing

Stryker changes one expression of the money rules at a time and runs the tests that reach it: a mutant that no test
tells from the code survives. \`npm run test:mutation\` (\`-- --folder core/money\` for one) mutates the folders below
one after the other, reuses what it knows of what did not change, fails below 85 % in any of them, fails if
nobody said why a mutant survives (\`tests/mutation/why/\`), and writes this page.

Only the tests of these folders run (\`vitest.mutation.config.ts\`), with few cases of each property and the same
ones each time; what services, the API or Postgres would have noticed beside them counts for nothing here.
A mutant under which the tests never end is killed too.
`;

/** Says why a mutant survives; null where nobody did. */
export function whyOf({ file, change, isUnloadable }: Survivor): string | null {
  return (
    WHY[file]?.find(({ changes }) => changes.includes(change))?.why ?? (isUnloadable ? UNLOADABLE : null)
  );
}

/** Reasons of mutants that survive no more. */
export function staleReasons(reports: readonly FolderReport[]): readonly string[] {
  const alive = new Set(
    reports.flatMap(({ survivors }) => survivors.map(({ file, change }) => `${file}: ${change}`)),
  );
  return Object.entries(WHY)
    .flatMap(([file, reasons]) =>
      reasons.flatMap(({ changes }) => changes.map((change) => `${file}: ${change}`)),
    )
    .filter((name) => !alive.has(name));
}

/** The page of all folders: figures, and every survivor with the reason why it may. */
export function mutationPage(reports: readonly FolderReport[]): string {
  const rows = reports.map(({ folder, mutants, killed }) => {
    // Rounded down, so that no score looks better than it is.
    const score = Math.floor((killed / mutants) * 1_000) / 10;
    return `| \`${folder}\` | ${mutants} | ${killed} | ${mutants - killed} | ${score.toFixed(1)} % |`;
  });
  const table = [
    "| folder | mutants | killed | survive | score |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ];
  const survivors = reports.flatMap((report) => report.survivors);
  const files = [...new Set(survivors.map(({ file }) => file))];
  const parts = files.map((file) =>
    fileOf(
      file,
      survivors.filter((each) => each.file === file),
    ),
  );
  return `${[HEAD, table.join("\n"), "", "## What survives, and why", "", ...parts].join("\n")}`;
}

function fileOf(file: string, survivors: readonly Survivor[]): string {
  const reasons = [...new Set(survivors.map(whyOf))];
  const lines = reasons.map((why) => {
    const changes = survivors
      .filter((each) => whyOf(each) === why)
      .map(({ change }) => `\`\` ${change} \`\``);
    return `- ${why ?? "Nobody said why."} ${changes.join("; ")}`;
  });
  return `### \`${file}\`\n\n${lines.join("\n")}\n`;
}
