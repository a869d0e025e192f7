import * as z from "zod/mini";
import { mediaName } from "../../../core/creative/media.ts";
import { PICTURE_KINDS } from "../../../core/creative/picture.ts";
import type { ShownCreative } from "../../../services/offers/shown-creatives.ts";
import type { ApiEnv } from "../env.ts";
import { sharedOrigin } from "../link-hosts.ts";
import { showInstant } from "./money.ts";
import { count, idOf, instant, maybe, maybeInstant, oneOf, text, view } from "./schema.ts";

type Creative = ShownCreative["creative"];
type Env = Pick<ApiEnv, "LINK_HOSTS" | "LINK_ORIGIN">;

const kind = oneOf("banner", "text", "link", "video");

/** A creative: what it shows lies elsewhere at `url`, or here at `file_url`. */
export const creativeView = view("Creative", {
  id: idOf("crv"),
  object: z.literal("creative"),
  offer_id: idOf("ofr"),
  kind,
  name: text,
  url: maybe(text),
  file_url: maybe(text),
  file_sha256: maybe(text),
  file_kind: maybe(oneOf(...PICTURE_KINDS)),
  file_bytes: maybe(count),
  body: maybe(text),
  width: maybe(count),
  height: maybe(count),
  archived_at: maybeInstant,
  created_at: instant,
  updated_at: instant,
  version: count,
});
/** A creative as affiliates see it. */
export const ownCreativeView = view("OwnCreative", {
  id: idOf("crv"),
  object: z.literal("creative"),
  program_id: idOf("prg"),
  offer: z.strictObject({ id: idOf("ofr"), name: text, landing_url: text }),
  kind,
  name: text,
  url: maybe(text),
  body: maybe(text),
  width: maybe(count),
  height: maybe(count),
  updated_at: instant,
});

/** Shows a creative, but for its version. */
export function showCreative(creative: Creative, env: Env): Omit<z.output<typeof creativeView>, "version"> {
  return {
    id: creative.id,
    object: "creative",
    offer_id: creative.offerId,
    ...{ kind: creative.kind, name: creative.name, url: creative.url },
    file_url: fileUrl(creative, env),
    file_sha256: creative.fileSha256,
    file_kind: creative.fileKind,
    file_bytes: creative.fileBytes,
    ...{ body: creative.body, width: creative.width, height: creative.height },
    archived_at: creative.archivedAt && showInstant(creative.archivedAt),
    created_at: showInstant(creative.createdAt),
    updated_at: showInstant(creative.updatedAt),
  };
}

/** Shows a creative to an affiliate, who need not know where its picture lies. */
export function showOwnCreative(
  { creative, offer }: ShownCreative,
  env: Env,
): z.output<typeof ownCreativeView> {
  return {
    id: creative.id,
    object: "creative",
    program_id: offer.programId,
    offer: { id: offer.id, name: offer.name, landing_url: offer.landingUrl },
    ...{ kind: creative.kind, name: creative.name },
    url: fileUrl(creative, env) ?? creative.url,
    ...{ body: creative.body, width: creative.width, height: creative.height },
    updated_at: showInstant(creative.updatedAt),
  };
}

/** The address of a picture that lies here, for everybody. */
function fileUrl({ workspaceId, fileSha256: sha256, fileKind }: Creative, env: Env): string | null {
  if (sha256 === null || fileKind === null) return null;
  return `${sharedOrigin(env)}/media/${mediaName({ workspaceId, sha256, kind: fileKind })}`;
}
