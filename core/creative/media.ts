import { isId, type WorkspaceId } from "../shared/id.ts";
import { PICTURE_KINDS, type PictureKind } from "./picture.ts";

/** A picture that lies here, by what it holds: another one has another name. */
export type Media = {
  readonly workspaceId: WorkspaceId;
  readonly sha256: string;
  readonly kind: PictureKind;
};

/** What a picture is served as. */
export const MEDIA_TYPES: Readonly<Record<PictureKind, string>> = {
  ...{ png: "image/png", jpg: "image/jpeg", gif: "image/gif", webp: "image/webp" },
};

const NAME = new RegExp(`^(ws_[0-9a-z]+)/([0-9a-f]{64})\\.(${PICTURE_KINDS.join("|")})$`);

/** The name of a picture, in its bucket and after `/media/`. */
export const mediaName = ({ workspaceId, sha256, kind }: Media): string => `${workspaceId}/${sha256}.${kind}`;

/** Reads the name of a picture; null for one that we do not give. */
export function readMediaName(name: string): Media | null {
  const [, workspaceId = "", sha256 = "", kind = ""] = NAME.exec(name) ?? [];
  return isId("ws", workspaceId) ? { workspaceId, sha256, kind: kind as PictureKind } : null;
}
