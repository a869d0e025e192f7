import { checkStatement, type StatementFile } from "../core/ledger/statement-file.ts";
import { sha256Bytes } from "../platform/sha256.ts";
import { EXIT, Failure } from "./failure.ts";
import { printCheck, readGiven } from "./given-file.ts";
import { reasonOf } from "./retry.ts";
import { defineVerb, JSON_ARG, onlyOne } from "./verb.ts";

/** `statement verify`. */
export const statementVerify = defineVerb({
  words: "statement verify",
  summary: "checks a statement by itself",
  details:
    "Checks a statement of an affiliate without asking anyone: that each entry is in the root of its day, and that the balances are what the entries make them. Prints the hash of each root, to be compared with what was published. Needs neither an address nor a key.",
  args: { file: { type: "positional", required: true, description: "as the API gave it" }, ...JSON_ARG },
  run: async (values, terminal) => {
    onlyOne(values);
    const given = (await readGiven(values.file, "statement")) as StatementFile;
    return printCheck(checkFile(given, values.file), terminal, values.json === true);
  },
});

/** What is not of the form of a statement cannot be checked, which is no better than a wrong one. */
function checkFile(file: StatementFile, path: string) {
  try {
    if (file.format !== "tributary.statement.v1") throw new Error("another format");
    return checkStatement(file, sha256Bytes);
  } catch (error) {
    throw new Failure(EXIT.broken, `${path} is no statement (${reasonOf(error)})`);
  }
}
