import { ApiClient, type Caller } from "./api-client.ts";
import { EXIT, type ExitCode, Failure } from "./failure.ts";
import { readOrigin, readSettings } from "./settings.ts";
import { asPerson } from "./sign-in.ts";
import { API_ARGS, defineVerb, JSON_ARG } from "./verb.ts";
import { verifyChain } from "./verify-chain.ts";

/** `audit verify`. */
export const auditVerify = defineVerb({
  words: "audit verify",
  summary: "recomputes the audit log's hash chain",
  details:
    "Has the hash chain of the audit log recomputed from its rows, from the first to the last. Names the first bad row and its kind: changed, missing, reordered, cut_off. With --me it is the log of your own account, which no key opens: you sign in by a mailed code, or set TRIBUTARY_SESSION.",
  args: {
    me: {
      type: "boolean",
      description: "verifies what happened to your own account, in place of a workspace",
    },
    ...API_ARGS,
    ...JSON_ARG,
  },
  run: async (values, terminal) => {
    const verify = (caller: Caller, path: string): Promise<ExitCode> => {
      const chain = { path, counted: ["acts"], asJson: values.json === true };
      return verifyChain(new ApiClient(caller, terminal), terminal, chain);
    };
    if (values.me !== true) return verify(await readSettings(values, terminal), "/v1/audit/verify");
    if (values.key) throw new Failure(EXIT.usage, "--me is of a person, and --key of a workspace");
    const origin = await readOrigin(values, terminal);
    return asPerson(origin, terminal, (cookie) => verify({ origin, cookie }, "/v1/people/me/events/verify"));
  },
});
