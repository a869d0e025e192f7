import { parseEnvelopeKeys } from "../../platform/envelope.ts";
import { resealPeople, resealWorkspace } from "../../services/envelopes/reseal.ts";
import { eachApart } from "../../services/shared/each-apart.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Wraps what is sealed under older keys under the first one, as long as there are older ones. */
export const resealSecrets: Job = async (run) => {
  const envelopes = parseEnvelopeKeys(run.env.ENVELOPE_KEYS);
  const accounts = parseEnvelopeKeys(run.env.PAYOUT_ACCOUNT_KEYS);
  if (envelopes.length + accounts.length === 2) return { resealed: 0 };
  const ofPeople = () => resealPeople(run.db, envelopes);
  const ofWorkspaces = () =>
    forEachWorkspace(run, "system:reseal-secrets", (context) =>
      resealWorkspace(context, { envelopes, accounts }),
    );
  let resealed = 0;
  await eachApart([ofPeople, ofWorkspaces], async (reseal) => {
    resealed += await reseal();
  });
  return { resealed };
};
