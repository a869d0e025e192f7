import { type ConversionMessage, conversionMessage } from "../../contracts/conversion.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { deliverMessage } from "../shared/deliver-message.ts";
import { logProblem } from "../shared/log-problem.ts";
import { withTimeLimit } from "../shared/time-limit.ts";
import type { IntakeEnv } from "./env.ts";

/** How long the bucket may take to say who was first; past that the queue alone is asked. */
const BUCKET_LIMIT_MS = 3_000;

/** How the edge settled a conversion. */
export type Acceptance = "accepted" | "conflict" | "refused";

/** Where the first copy of a conversion is kept. The merchant's id is hashed, since it may hold any character. */
export function conversionObjectKey(workspaceId: string, externalId: string): string {
  return `conversions/${workspaceId}/${sha256Hex(externalId)}.json`;
}

/**
 * Takes a conversion for good: `accepted` once the queue or the bucket's spill holds it, `refused` if
 * neither would. The bucket decides atomically which copy was first. A repeat sends the first copy once
 * more, in case its own send never ended; a repeat that differs is a `conflict`. While the bucket is
 * away the queue alone is enough: its consumer finds conflicts too
 * (docs/decisions/0005-accepting-a-conversion-in-r2.md).
 */
export async function acceptConversion(
  message: ConversionMessage,
  stores: Pick<IntakeEnv, "INTAKE" | "CONVERSIONS">,
): Promise<Acceptance> {
  const first = await findFirst(message, stores.INTAKE);
  if (first.fingerprint !== message.fingerprint) return "conflict";
  const delivery = await deliverMessage({
    send: () => stores.CONVERSIONS.send(first),
    spill: () => stores.INTAKE.put(`spill/conversions/${crypto.randomUUID()}.json`, JSON.stringify(first)),
    onFailure: (store, error) => logRefusal(message, store, error),
  });
  return delivery === "refused" ? "refused" : "accepted";
}

/** Stores the message if it is the first with its external id; gives the first, or the message itself if nobody can tell. */
async function findFirst(message: ConversionMessage, bucket: R2Bucket): Promise<ConversionMessage> {
  const key = conversionObjectKey(message.workspace_id, message.request.external_id);
  try {
    return await withTimeLimit(putOrRead(message, bucket, key), BUCKET_LIMIT_MS);
  } catch (error) {
    logRefusal(message, "bucket", error);
    return message;
  }
}

async function putOrRead(
  message: ConversionMessage,
  bucket: R2Bucket,
  key: string,
): Promise<ConversionMessage> {
  const put = await bucket.put(key, JSON.stringify(message), { onlyIf: { etagDoesNotMatch: "*" } });
  if (put) return message;
  const stored = await bucket.get(key);
  if (!stored) throw new Error("the first copy of a conversion is gone");
  return conversionMessage.parse(await stored.json());
}

function logRefusal(message: ConversionMessage, store: "queue" | "bucket", error: unknown): void {
  logProblem(
    "conversion_store_refused",
    { store, request_id: message.request_id, conversion_id: message.id },
    error,
  );
}
