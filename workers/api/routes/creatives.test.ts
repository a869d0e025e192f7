import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { applications } from "../../../db/schema/index.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import { insertApplication, insertForm } from "../../../tests/support/application-rows.ts";
import { insertKey } from "../../../tests/support/call-api.ts";
import { insertPersonRows } from "../../../tests/support/people-rows.ts";
import { PICTURES } from "../../../tests/support/pictures.ts";
import { asOwner } from "../../../tests/support/sample.ts";

const shop = apiWithSample();
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
let offer: string;
let banner: string;

beforeAll(async () => {
  offer = await offerOf({ status: "active" });
});
beforeEach(async () => {
  banner = (await shop.post("/v1/creatives", { offer_id: offer, kind: "banner", name: "Spring" })).body.id;
});

async function offerOf(more: Readonly<Record<string, string>>): Promise<string> {
  const body = {
    program_id: shop.sample.programId,
    name: "Shoes",
    landing_url: "https://shop.example/shoes",
  };
  return (await shop.post("/v1/offers", { ...body, ...more })).body.id;
}

const put = (id: string, bytes: Uint8Array | string, headers: HeadersInit = {}, by = shop.key) =>
  shop.api.call("PUT", `/v1/creatives/${id}/file`, by, new Blob([bytes as never]), headers);
const stored = async (name: string) => (await shop.api.env.CREATIVES.get(name))?.arrayBuffer();

it("takes a picture, whatever it is said to be, and shows where everybody finds it", async () => {
  const { status, body } = await put(banner, PICTURES.lossyWebp, { "content-type": "image/png" });
  const hash = sha256(PICTURES.lossyWebp);
  const name = `${shop.sample.workspaceId}/${hash}.webp`;
  expect([status, body]).toMatchObject([
    200,
    {
      ...{ object: "creative", url: null, width: 7, height: 3, version: 2 },
      ...{ file_sha256: hash, file_kind: "webp", file_bytes: PICTURES.lossyWebp.length },
      file_url: `https://go.example.com/media/${name}`,
    },
  ]);
  expect(new Uint8Array((await stored(name)) as ArrayBuffer)).toEqual(PICTURES.lossyWebp);
  const [act] = await shop.acts(banner);
  expect(act).toMatchObject({
    action: "creative.updated",
    change: { file_sha256: { from: null, to: hash } },
  });
});

it("changes nothing when the same comes again, and takes another in its place", async () => {
  await put(banner, PICTURES.gif);
  const again = await put(banner, PICTURES.gif);
  expect([again.status, again.body.version, (await shop.acts(banner)).length]).toEqual([200, 2, 2]);
  const other = await put(banner, PICTURES.png);
  expect([other.body.file_kind, other.body.version]).toEqual(["png", 3]);
  const stale = await put(banner, PICTURES.gif, { "if-match": '"2"' });
  expect([stale.status, stale.body.error.code]).toEqual([412, "version_stale"]);
});

it.each([
  ["SVG", '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', 415, "unsupported_media_type"],
  ["HTML called a picture", "<script>alert(1)</script>", 415, "unsupported_media_type"],
  ["nothing", "", 415, "unsupported_media_type"],
  ["a picture of too many bytes", new Uint8Array(2 * 1_024 * 1_024 + 1), 413, "body_too_large"],
  [
    "a picture of too many pixels",
    Buffer.from("GIF89a\x11\x27\x01\x00rest", "latin1"),
    422,
    "invalid_parameter",
  ],
] as const)("refuses %s, and keeps nothing of it", async (_, bytes, status, code) => {
  const answer = await put(banner, bytes, { "content-type": "image/png" });
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  expect((await shop.get(`/v1/creatives/${banner}`)).body.file_url).toBeNull();
  expect(await stored(`${shop.sample.workspaceId}/${sha256(Buffer.from(bytes))}.gif`)).toBeUndefined();
});

it("keeps no picture for a creative that is not there, is another's, or is archived", async () => {
  expect((await put(banner, PICTURES.png, {}, shop.otherKey)).status).toBe(404);
  expect((await put("crv_01m80830by76638gx8k11445sq", PICTURES.png)).status).toBe(404);
  expect(await stored(`${shop.other.workspaceId}/${sha256(PICTURES.png)}.png`)).toBeUndefined();
  await shop.post(`/v1/creatives/${banner}/archive`);
  expect((await put(banner, PICTURES.png)).status).toBe(409);
});

it("has one picture: here, or elsewhere", async () => {
  await put(banner, PICTURES.png);
  const url = "https://cdn.example/spring.png";
  const both = await shop.patch(`/v1/creatives/${banner}`, { url });
  expect([both.status, both.body.error.param]).toEqual([422, "url"]);
  const elsewhere = { offer_id: offer, kind: "banner", name: "Elsewhere", url };
  const { id } = (await shop.post("/v1/creatives", elsewhere)).body;
  expect((await put(id, PICTURES.png)).body).toMatchObject({ url: null, file_kind: "png" });
  const made = { offer_id: offer, kind: "text", name: "Nothing" };
  expect((await shop.post("/v1/creatives", made)).body.error.param).toBe("url");
  expect((await shop.patch(`/v1/creatives/${banner}`, { kind: "text" })).status).toBe(200);
});

it("shows an affiliate what it may use: of open offers alone, and nothing that is empty or archived", async () => {
  const { workspaceId, affiliates } = shop.sample;
  const own = await asOwner(
    shop.database.ownerUrl,
    async (db) => (await insertKey(db, workspaceId, { affiliateId: affiliates[0].affiliateId })).key,
  );
  const make = async (offer_id: string, name: string) =>
    (await shop.post("/v1/creatives", { offer_id, kind: "text", name, body: "Buy" })).body.id as string;
  await put(banner, PICTURES.png);
  const seen = [banner, await make(offer, "Seen")];
  await make(await offerOf({ status: "draft" }), "Of a draft");
  await make(await offerOf({ status: "active", visibility: "private" }), "Of a private one");
  await make(await offerOf({ status: "active", visibility: "application" }), "Of one to apply for");
  const archived = await make(offer, "Archived");
  await shop.post(`/v1/creatives/${archived}/archive`);
  const listed = await shop.api.list("/v1/portal/creatives", own, 1);
  const ids = listed.map(({ id }) => id);
  expect(seen.every((id) => ids.includes(id))).toBe(true);
  expect(listed.find(({ id }) => id === banner)).toMatchObject({
    url: `https://go.example.com/media/${workspaceId}/${sha256(PICTURES.png)}.png`,
    offer: { id: offer, name: "Shoes", landing_url: "https://shop.example/shoes" },
  });
  const names = new Set(listed.map(({ name }) => name));
  for (const hidden of ["Of a draft", "Of a private one", "Of one to apply for", "Archived"]) {
    expect(names.has(hidden), hidden).toBe(false);
  }
  expect(listed.every(({ url, body }) => url !== null || body !== null)).toBe(true);
  await asOwner(shop.database.ownerUrl, async (db) => {
    const { programId } = shop.sample;
    const { personId } = await insertPersonRows(db);
    await insertForm(db, { workspaceId, programId });
    const id = await insertApplication(db, { workspaceId, programId, personId });
    const decided = {
      decidedAt: new Date(),
      decidedBy: "system:test",
      affiliateId: affiliates[0].affiliateId,
    };
    const isIt = eq(applications.id, id);
    await db
      .update(applications)
      .set({ status: "approved", ...decided })
      .where(isIt);
  });
  const approved = await shop.api.list("/v1/portal/creatives", own, 100);
  expect(approved.map(({ name }) => name)).toContain("Of one to apply for");
});
