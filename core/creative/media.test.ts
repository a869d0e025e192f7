import { expect, it } from "vitest";
import type { WorkspaceId } from "../shared/id.ts";
import { mediaName, readMediaName } from "./media.ts";

const media = {
  workspaceId: "ws_01m80830by76638gx8k11445sq" as WorkspaceId,
  sha256: "0f".repeat(32),
  kind: "webp",
} as const;

it("reads the name that it gives", () => {
  expect(readMediaName(mediaName(media))).toEqual(media);
});

it.each([
  mediaName(media).replace("webp", "svg"),
  mediaName(media).replace("webp", "webp.html"),
  mediaName(media).replace("0f", "0F"),
  mediaName(media).replace("ws_01", "ws_0"),
  `../${mediaName(media)}`,
  "",
])("takes %j for no name", (name) => {
  expect(readMediaName(name)).toBeNull();
});
