import { ApiClient } from "./api-client.ts";
import { readSettings } from "./settings.ts";
import { API_ARGS, defineVerb, JSON_ARG } from "./verb.ts";
import { verifyChain } from "./verify-chain.ts";

/** `ledger verify`. */
export const ledgerVerify = defineVerb({
  words: "ledger verify",
  summary: "recomputes the ledger's hash chain",
  details:
    "Has the hash chain of the ledger recomputed from its journals, from the first to the last, and compared with the roots that were published. Names the first bad row and its kind: changed, missing, reordered, cut_off, root_damaged.",
  args: { ...API_ARGS, ...JSON_ARG },
  run: async (values, terminal) => {
    const client = new ApiClient(await readSettings(values, terminal), terminal);
    const chain = { path: "/v1/ledger/verify", counted: ["journals", "entries", "roots"] };
    return verifyChain(client, terminal, { ...chain, asJson: values.json === true });
  },
});
