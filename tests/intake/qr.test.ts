import fc from "fast-check";
import { decode } from "fast-png";
import readQr from "jsqr";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { awayStore, publishLink } from "../support/worker-fakes.ts";
import { refusalOf } from "./intake-calls.ts";
import { createTestIntake } from "./intake-env.ts";

let intake: ReturnType<typeof createTestIntake>;
let slug: string;
const ask = (path: string, host = "https://localhost") => intake.call(`${host}/${path}`);

/** Points of a picture: red, green, blue and opacity, line by line. */
type Picture = { readonly data: Uint8ClampedArray<ArrayBuffer>; readonly size: number };

/** Reads a PNG with a decoder that is not ours. */
async function pictureOf(response: Response): Promise<Picture> {
  const { width, height, depth, data, palette } = decode(new Uint8Array(await response.arrayBuffer()), {
    checkCrc: true,
  });
  expect([width, depth, palette?.length]).toEqual([height, 1, 2]);
  const points = new Uint8ClampedArray(width * width * 4);
  const lineBytes = Math.ceil(width / 8);
  for (let at = 0; at < width * width; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const bit = ((data[y * lineBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
    points.set([...(palette?.[bit] ?? []), 255].slice(0, 4), at * 4);
  }
  return { data: points, size: width };
}

/** Paints our SVG, which is two paths of rectangles. */
function paint(svg: string, scale = 4): Picture {
  const modules = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const [background = "", color = ""] = [...svg.matchAll(/fill="#(\w{6})"/g)].map(([, hex]) => hex ?? "");
  const size = modules * scale;
  const data = new Uint8ClampedArray(size * size * 4);
  const fill = (hex: string, [left, top, width, height]: readonly number[]) => {
    const rgb = [0, 2, 4].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
    for (let y = (top ?? 0) * scale; y < ((top ?? 0) + (height ?? 0)) * scale; y += 1) {
      for (let x = (left ?? 0) * scale; x < ((left ?? 0) + (width ?? 0)) * scale; x += 1) {
        data.set([...rgb, 255], (y * size + x) * 4);
      }
    }
  };
  fill(background, [0, 0, modules, modules]);
  for (const [, x, y, width] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g))
    fill(color, [Number(x), Number(y), Number(width), 1]);
  return { data, size };
}

/** A picture is read point by point, by a scanner that is in no hurry either. */
const SLOW = { timeout: 60_000 };
const scan = ({ data, size }: Picture): string | undefined => readQr(data, size, size)?.data;

beforeEach(async () => {
  intake = createTestIntake();
  slug = await publishLink();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("the code of a link", () => {
  it("is an SVG that scans as the link's address, and no more than that", async () => {
    const response = await ask(`${slug}/qr`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expect(response.headers.get("cache-control")).toBe("public, max-age=3600");
    expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(response.headers.get("content-security-policy")).toBe("default-src 'none'");
    const svg = await response.text();
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="[\d ]+" width="512" height="512"/,
    );
    expect(scan(paint(svg))).toBe(`https://localhost/${slug}`);
  });

  it("is a PNG that scans as the same", async () => {
    const response = await ask(`${slug}/qr.png`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/png"]);
    const picture = await pictureOf(response);
    expect([picture.size, scan(picture)]).toEqual([512, `https://localhost/${slug}`]);
  });

  it.each([
    "size=64&margin=0&ecc=L",
    "size=2048&ecc=H",
    "size=333&margin=16",
    "ecc=Q&color=7a0000&background=ffe9c9",
    "color=%23003366&background=%23FFFFFF",
  ])("scans however it is drawn: %s", SLOW, async (query) => {
    const address = `https://localhost/${slug}`;
    expect(scan(paint(await (await ask(`${slug}/qr?${query}`)).text()))).toBe(address);
    const picture = await pictureOf(await ask(`${slug}/qr.png?${query}`));
    expect([picture.size, scan(picture)]).toEqual([Number(/size=(\d+)/.exec(query)?.[1] ?? 512), address]);
  });

  it("has the colours and the margin that are asked for", async () => {
    const { data, size } = await pictureOf(
      await ask(`${slug}/qr.png?margin=4&color=7a0000&background=ffe9c9`),
    );
    const at = (point: number) => [...data.subarray(point * 4, point * 4 + 3)];
    expect(at(0)).toEqual([0xff, 0xe9, 0xc9]);
    const found = new Set(Array.from({ length: size * size }, (_, point) => at(point).join()));
    expect([...found].sort()).toEqual(["122,0,0", "255,233,201"]);
  });

  it("leads to the host that was asked, by https but on this machine", async () => {
    const own = await publishLink({ host: "go.shop.example" });
    const scanned = async (host: string, path: string) =>
      scan(paint(await (await ask(`${path}/qr`, host)).text()));
    expect(await scanned("https://go.shop.example", own)).toBe(`https://go.shop.example/${own}`);
    expect(await scanned("http://go.shop.example", own)).toBe(`https://go.shop.example/${own}`);
    expect(await scanned("http://localhost:8787", slug)).toBe(`http://localhost:8787/${slug}`);
  });

  it("scans for any slug, in either form", SLOW, async () => {
    const slugs = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/).filter((each) => !/^v1$/i.test(each));
    await fc.assert(
      fc.asyncProperty(slugs, fc.constantFrom("L", "M", "Q", "H"), async (each, ecc) => {
        await publishLink({ slug: each });
        const address = `https://localhost/${each}`;
        intake = createTestIntake();
        expect(scan(await pictureOf(await ask(`${each}/qr.png?ecc=${ecc}`)))).toBe(address);
        expect(scan(paint(await (await ask(`${each}/qr?ecc=${ecc}`)).text()))).toBe(address);
      }),
      { numRuns: 25 },
    );
  });
});

describe("what cannot be drawn", () => {
  it.each([
    ["size", "63"],
    ["size", "2049"],
    ["size", "1e3"],
    ["size", "-1"],
    ["size", ""],
    ["margin", "17"],
    ["margin", "1.5"],
    ["ecc", "X"],
    ["ecc", "l"],
    ["color", "red"],
    ["color", "12345"],
    ["color", "ffffff"],
    ["color", '"/><script>'],
    ["background", "000000"],
    ["logo", "x"],
  ])("for %s=%s is 422 that names it", async (param, value) => {
    for (const path of ["qr", "qr.png"]) {
      const error = await refusalOf(await ask(`${slug}/${path}?${new URLSearchParams({ [param]: value })}`));
      const named = param === "background" ? "color" : param;
      expect([error.code, error.param]).toEqual(["invalid_parameter", named]);
    }
  });

  it("so small is 422, and twice asked for is too", async () => {
    const long = await publishLink({ slug: "x".repeat(64) });
    expect((await refusalOf(await ask(`${long}/qr.png?size=64&margin=16&ecc=H`))).param).toBe("size");
    expect((await refusalOf(await ask(`${slug}/qr?size=64&size=65`))).param).toBe("size");
  });

  it("since there is no such link is 404, and 503 while nobody can tell", async () => {
    expect((await refusalOf(await ask("none/qr"))).code).toBe("not_found");
    expect((await refusalOf(await ask("v1/qr"))).code).toBe("not_found");
    expect((await ask(`${"x".repeat(65)}/qr`)).status).toBe(404);
    expect((await ask(`${slug}/qr.gif`)).status).toBe(404);
    intake = createTestIntake({ PUBLISHED: awayStore<KVNamespace>() });
    const response = await ask(`${slug}/qr.png`);
    expect([response.headers.get("retry-after"), (await refusalOf(response)).code]).toEqual([
      "5",
      "unavailable",
    ]);
  });

  it("by another method is 405", async () => {
    const response = await intake.call(`https://localhost/${slug}/qr`, { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
  });
});
