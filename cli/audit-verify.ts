import { ApiClient } from "./api-client.ts";
import { readSettings } from "./settings.ts";
import { API_ARGS, defineVerb, JSON_ARG } from "./verb.ts";
import { verifyChain } from "./verify-chain.ts";

/** `audit verify`. */
export const auditVerify = defineVerb({
  words: "audit verify",
  summary: "recomputes the audit log's hash chain",
  details:
    "Has the hash chain of the audit log recomputed from its rows, from the first to the last. Names the first bad row and its kind: changed, missing, reordered, cut_off.",
  args: { ...API_ARGS, ...JSON_ARG },
  run: async (values, terminal) => {
    const client = new ApiClient(await readSettings(values, terminal), terminal);
    const chain = { path: "/v1/audit/verify", counted: ["acts"] };
    return verifyChain(client, terminal, { ...chain, asJson: values.json === true });
  },
});
