import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";

const FOLDERS = ["core/money", "core/attribution", "core/commission", "core/ledger"];

/** `npm run test:mutation [-- --folder core/money]`: mutates the money rules folder by folder. */
const { values } = parseArgs({ options: { folder: { type: "string", multiple: true, default: FOLDERS } } });
for (const folder of values.folder) {
  const name = folder.replaceAll("/", "-");
  await new Stryker({
    mutate: [`${folder}/**/*.ts`, `!${folder}/**/*.test.ts`],
    incrementalFile: `.tributary/mutation/${name}.incremental.json`,
    jsonReporter: { fileName: `.tributary/mutation/${name}.json` },
  }).runMutationTest();
}
