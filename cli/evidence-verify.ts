import { checkEvidence, type EvidenceFile } from "../core/ledger/evidence-file.ts";
import { sha256Bytes } from "../platform/sha256.ts";
import { checkGiven, printCheck, readGiven } from "./given-file.ts";
import { defineVerb, JSON_ARG, onlyOne } from "./verb.ts";

/** `evidence verify`. */
export const evidenceVerify = defineVerb({
  words: "evidence verify",
  summary: "checks the evidence of a dispute by itself",
  details:
    "Checks the evidence of a dispute without asking anyone: that each piece and the pack are what their hashes say, and that each entry is in the root of its day. Prints the hash of each root, to be compared with what was published. Needs neither an address nor a key.",
  args: { file: { type: "positional", required: true, description: "as the API gave it" }, ...JSON_ARG },
  run: async (values, terminal) => {
    onlyOne(values);
    const given = await readGiven(values.file, "evidence");
    const expected = { path: values.file, what: "evidence", format: "tributary.evidence.v1" } as const;
    const check = checkGiven(given, expected, (file: EvidenceFile) => checkEvidence(file, sha256Bytes));
    return printCheck(check, terminal, values.json === true);
  },
});
