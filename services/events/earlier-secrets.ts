import { type EnvelopeKeys, openJson } from "../../platform/envelope.ts";
import { type EventTarget, secretPlace } from "./targets.ts";

/** A secret that was replaced, and until when it signs as well. */
export type EarlierSecret = { readonly secret: string; readonly untilMs: number };

/** The secrets of a target that were replaced and sign still, oldest first. */
export async function earlierSecrets(
  target: EventTarget,
  { keys, now }: { readonly keys: EnvelopeKeys; readonly now: Date },
): Promise<readonly EarlierSecret[]> {
  const { sealedEarlierSecret: sealed, earlierUntil } = target;
  if (sealed === null || earlierUntil === null || earlierUntil <= now) return [];
  const kept = await openJson<string | readonly EarlierSecret[]>(sealed, {
    ...{ keys, place: secretPlace(target) },
  });
  // A single one was sealed as it is before several were kept.
  if (typeof kept === "string") return [{ secret: kept, untilMs: earlierUntil.getTime() }];
  return kept.filter(({ untilMs }) => untilMs > now.getTime());
}
