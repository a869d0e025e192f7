import { withoutPersonal } from "../../core/access/personal.ts";
import { packHash } from "../../core/ledger/evidence-file.ts";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import { sha256Bytes, sha256Hex } from "../../platform/sha256.ts";
import { textObjects } from "../../platform/text-objects.ts";
import type { Speaker } from "../../services/disputes/load-dispute.ts";
import { loadEvidence } from "../../services/disputes/load-evidence.ts";
import { orNotFound, pathId } from "./params.ts";
import type { Call } from "./route.ts";
import { evidencePieces } from "./views/evidence.ts";

/**
 * Answers with the evidence of a dispute. Each piece comes with the SHA-256 of its canonical JSON, and the pack with that of
 * the names and hashes of its pieces; the same state gives the same bytes. What its caller is not shown is left out before
 * it is hashed, so that the hashes are those of what is answered.
 */
export async function showEvidence(
  { context, env, params, caller }: Call,
  speaker: Speaker,
): Promise<Response> {
  const id = pathId("dsp", params.id);
  const evidence = orNotFound(await loadEvidence(context, textObjects(env.LEDGER_ROOTS), { id, speaker }));
  const isWhole = speaker.party === "affiliate" || caller.permissions.has("personal:read");
  const pieces = evidencePieces(evidence, speaker).map(({ name, content: whole }) => {
    const content = isWhole ? whole : withoutPersonal(whole);
    return { name, sha256: sha256Hex(canonicalJson(content)), content };
  });
  const pack = {
    ...{ object: "evidence_pack", format: "tributary.evidence.v1" },
    ...{ dispute_id: id, workspace_id: context.workspaceId, for: speaker.party },
    ...{ sha256: packHash(pieces, sha256Bytes), pieces },
  };
  return new Response(canonicalJson(pack), { headers: { "content-type": "application/json" } });
}
