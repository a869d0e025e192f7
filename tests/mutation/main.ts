import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { mutationPage, staleReasons, whyOf } from "./mutation-page.ts";
import { type FolderReport, readReport, reportPath } from "./report.ts";

const FOLDERS = ["core/money", "core/attribution", "core/commission", "core/ledger"];

/**
 * `npm run test:mutation [-- --folder core/money]`: mutates the money rules folder by folder, and writes what
 * survived to docs/mutation.md. Exits with 1 if a folder falls below the threshold or nobody said why a mutant
 * survives. `--force` reuses nothing of the run before, `--page` only writes the page again.
 */
const { values } = parseArgs({
  options: {
    folder: { type: "string", multiple: true, default: FOLDERS },
    force: { type: "boolean", default: false },
    page: { type: "boolean", default: false },
  },
});
for (const folder of values.page ? [] : values.folder) {
  const report = reportPath(folder);
  await new Stryker({
    force: values.force,
    mutate: [`${folder}/**/*.ts`, `!${folder}/**/*.test.ts`],
    incrementalFile: report.replace(/json$/, "incremental.json"),
    jsonReporter: { fileName: report },
  }).runMutationTest();
}
const reports = FOLDERS.map(readReport).filter((report): report is FolderReport => report !== null);
const untold = reports.flatMap(({ survivors }) => survivors.filter((each) => whyOf(each) === null));
for (const { file, change } of untold) console.log(`survives, and nobody says why: ${file}: ${change}`);
if (untold.length > 0) process.exitCode = 1;
if (reports.length === FOLDERS.length) {
  for (const name of staleReasons(reports)) console.log(`does not survive any more: ${name}`);
  writeFileSync("docs/mutation.md", mutationPage(reports));
}
