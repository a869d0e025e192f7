import { describe, expect, it } from "vitest";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { apiWithSample } from "../support/api-with-sample.ts";

const shop = apiWithSample();
const LISTS = ["/v1/audit", "/v1/events", "/v1/plans"];

const page = async (path: string, cursor = "", key = shop.key) => {
  const { status, body } = await shop.get(`${path}?limit=1${cursor && `&cursor=${cursor}`}`, key);
  return { status, next: body.next_cursor ?? null, param: body.error?.param ?? null };
};

/** Two plans, and the acts and events of them. */
const fill = async (key = shop.key) => {
  for (const name of ["One", "Two"]) {
    const rule = { kind: "percent", rate_bps: 1_000 };
    expect((await shop.post("/v1/plans", { name, rule }, key)).status).toBe(201);
  }
};

describe("a cursor", () => {
  it("goes on in the list of the workspace that gave it, and in no other", async () => {
    await fill();
    await fill(shop.otherKey);
    const cursors = await Promise.all(LISTS.map(async (path) => (await page(path)).next));
    for (const [index, path] of LISTS.entries()) {
      for (const [of, cursor] of cursors.entries()) {
        expect(cursor, path).toEqual(expect.any(String));
        expect((await page(path, cursor)).status, `${path} ${LISTS[of]}`).toBe(of === index ? 200 : 422);
      }
      expect((await page(path, cursors[index], shop.otherKey)).status, path).toBe(422);
    }
  });

  it("is not one that somebody made up or changed", async () => {
    await fill();
    for (const path of LISTS) {
      const { next } = await page(path);
      const changed = `${next.slice(0, -2)}${next.endsWith("AA") ? "BA" : "AA"}`;
      const keys = ["1", "com_1", "2026-01-01T00:00:00.000Z"].map((text) =>
        encodeBase64url(Buffer.from(text)),
      );
      for (const cursor of [changed, next.slice(1), ...keys]) {
        expect(await page(path, cursor), `${path} ${cursor}`).toMatchObject({ status: 422, param: "cursor" });
      }
    }
  });
});
