import type * as z from "zod/mini";
import { type ChangeMessage, changeMessage } from "../../contracts/change.ts";
import { type ConversionMessage, conversionMessage } from "../../contracts/conversion.ts";
import { changeObjectKey, conversionObjectKey } from "../../platform/accepted-object-key.ts";
import { deliverMessage } from "../shared/deliver-message.ts";
import { logProblem } from "../shared/log-problem.ts";
import { withTimeLimit } from "../shared/time-limit.ts";
import type { IntakeEnv } from "./env.ts";

/** How long the bucket may take to say who was first; past that the queue alone is asked. */
const BUCKET_LIMIT_MS = 3_000;

/** How the edge settled a conversion, or a change of one. */
export type Acceptance = "accepted" | "conflict" | "refused";

type Stores = Pick<IntakeEnv, "INTAKE" | "CONVERSIONS">;
type Message = ConversionMessage | ChangeMessage;

/**
 * Takes a conversion for good: `accepted` once the queue or the bucket's spill holds it, `refused` if
 * neither would. The bucket decides atomically which copy was first. A repeat sends the first copy once
 * more, in case its own send never ended; a repeat that differs is a `conflict`. While the bucket is
 * away the queue alone is enough: its consumer finds conflicts too
 * (docs/decisions/0005-accepting-a-conversion-in-r2.md).
 */
export function acceptConversion(message: ConversionMessage, stores: Stores): Promise<Acceptance> {
  const key = conversionObjectKey(message.workspace_id, message.request.external_id);
  return accept(message, stores, { key, schema: conversionMessage });
}

/** Takes a change of a conversion for good, as `acceptConversion` does. */
export function acceptChange(message: ChangeMessage, stores: Stores): Promise<Acceptance> {
  const key = changeObjectKey(message.workspace_id, message.id);
  return accept(message, stores, { key, schema: changeMessage });
}

/** Where the first copy of a message lies, and how it is read. */
type Copy = { readonly key: string; readonly schema: z.ZodMiniType<Message> };

async function accept(message: Message, stores: Stores, copy: Copy): Promise<Acceptance> {
  const first = await findFirst(message, stores.INTAKE, copy);
  if (first.fingerprint !== message.fingerprint) return "conflict";
  const delivery = await deliverMessage({
    send: () => stores.CONVERSIONS.send(first),
    spill: () => stores.INTAKE.put(`spill/conversions/${crypto.randomUUID()}.json`, JSON.stringify(first)),
    onFailure: (store, error) => logRefusal(message, store, error),
  });
  return delivery === "refused" ? "refused" : "accepted";
}

/** Stores the message if it is the first of its id; gives the first, or the message itself if nobody can tell. */
async function findFirst(message: Message, bucket: R2Bucket, copy: Copy): Promise<Message> {
  try {
    return await withTimeLimit(putOrRead(message, bucket, copy), BUCKET_LIMIT_MS);
  } catch (error) {
    logRefusal(message, "bucket", error);
    return message;
  }
}

async function putOrRead(message: Message, bucket: R2Bucket, { key, schema }: Copy): Promise<Message> {
  const put = await bucket.put(key, JSON.stringify(message), { onlyIf: { etagDoesNotMatch: "*" } });
  if (put) return message;
  const stored = await bucket.get(key);
  if (!stored) throw new Error("the first copy of a message is gone");
  return schema.parse(await stored.json());
}

function logRefusal(message: Message, store: "queue" | "bucket", error: unknown): void {
  const named = "conversion_id" in message ? { change_id: message.id } : { conversion_id: message.id };
  logProblem("conversion_store_refused", { store, request_id: message.request_id, ...named }, error);
}
