import { checkStatement, type StatementFile } from "../core/ledger/statement-file.ts";
import { sha256Bytes } from "../platform/sha256.ts";
import { checkGiven, printCheck, readGiven } from "./given-file.ts";
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
    const given = await readGiven(values.file, "statement");
    const expected = { path: values.file, what: "statement", format: "tributary.statement.v1" } as const;
    const check = checkGiven(given, expected, (file: StatementFile) => checkStatement(file, sha256Bytes));
    return printCheck(check, terminal, values.json === true);
  },
});
