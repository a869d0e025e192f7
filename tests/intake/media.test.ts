import { beforeEach, expect, it, vi } from "vitest";
import { PICTURES } from "../support/pictures.ts";
import { createTestIntake } from "./intake-env.ts";

const NAME = `ws_01m80830by76638gx8k11445sq/${"ab".repeat(32)}.png`;
let intake: ReturnType<typeof createTestIntake>;
const ask = (name: string, init: RequestInit = {}) => intake.call(`https://localhost/media/${name}`, init);

beforeEach(async () => {
  intake = createTestIntake();
  await intake.env.CREATIVES.put(NAME, PICTURES.png);
});

it("shows a picture to everybody, for ever, and lets it run nothing", async () => {
  const shown = await ask(NAME);
  expect([shown.status, new Uint8Array(await shown.arrayBuffer())]).toEqual([200, PICTURES.png]);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "content-type": "image/png",
    "cross-origin-resource-policy": "cross-origin",
    etag: `"${"ab".repeat(32)}"`,
    "x-content-type-options": "nosniff",
  });
  expect(shown.headers.get("set-cookie")).toBeNull();
});

it("sends it no second time to who has it", async () => {
  const again = await ask(NAME, { headers: { "if-none-match": `"${"ab".repeat(32)}"` } });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  const head = await ask(NAME, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
    200,
    String(PICTURES.png.length),
    "",
  ]);
});

it.each([
  NAME.replace("ab", "cd"),
  NAME.replace(".png", ".gif"),
  NAME.replace(".png", ".svg"),
  NAME.replace(".png", ""),
  NAME.replace("ws_", "org_"),
  "ws_01m80830by76638gx8k11445sq/..%2f..%2fsecret.png",
])("shows nothing at %s", async (name) => {
  const answer = await ask(name);
  await answer.text();
  expect(answer.status).toBe(404);
});

it("takes no other method, and is 503 while its bucket is away", async () => {
  expect((await ask(NAME, { method: "POST", body: "x" })).status).toBe(405);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  intake.env.CREATIVES = { get: () => Promise.reject(new Error("away")) } as unknown as R2Bucket;
  expect((await ask(NAME)).status).toBe(503);
  vi.restoreAllMocks();
});
