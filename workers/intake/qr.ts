import type { Context } from "hono";
import * as z from "zod/mini";
import { linkKey } from "../../core/link/published-keys.ts";
import { clickSettingsOf } from "../click/click-env.ts";
import { errorResponse, RequestError } from "../shared/errors.ts";
import { checked } from "../shared/read-json.ts";
import type { IntakeBindings } from "./env.ts";
import type { IntakeMemory } from "./memory.ts";
import { invalid } from "./parameters.ts";
import { contrastOf, drawPng, drawSvg, makeQr, type QrCode, type QrStyle } from "./qr-picture.ts";

/** A dark on a light colour that a reader still tells apart. */
const CONTRAST_MIN = 3;
const LOOPBACK = new Set(["localhost", "127.0.0.1"]);

const whole = (min: number, max: number, standard: number) =>
  z._default(
    z.pipe(
      z.string().check(z.regex(/^\d{1,4}$/, `must be a whole number from ${min} to ${max}`)),
      z.pipe(
        z.transform(Number),
        z.number().check(z.minimum(min, `must be at least ${min}`), z.maximum(max, `must be at most ${max}`)),
      ),
    ),
    standard,
  );
const colour = (standard: string) =>
  z._default(
    z.pipe(
      z.string().check(z.regex(/^#?[0-9a-f]{6}$/i, "must be a colour such as 1a2b3c")),
      z.transform((text) => text.replace("#", "").toLowerCase()),
    ),
    standard,
  );

/** The query of `GET /{slug}/qr` and `/{slug}/qr.png`. */
const qrQuery = z.strictObject({
  size: whole(64, 2_048, 512),
  margin: whole(0, 16, 4),
  ecc: z._default(z.enum(["L", "M", "Q", "H"], "must be one of L, M, Q, H"), "M"),
  color: colour("000000"),
  background: colour("ffffff"),
});

/**
 * Draws the code of a published link, as SVG or PNG: it holds the link's address and nothing else. Throws
 * `RequestError`: 404 for no such link, 422 naming what cannot be drawn or read, 503 if nobody can tell.
 */
export async function showQr(
  c: Context<IntakeBindings>,
  memory: IntakeMemory,
  format: "svg" | "png",
): Promise<Response> {
  const url = new URL(c.req.url);
  const slug = c.req.param("slug") ?? "";
  const host = clickSettingsOf(c.env).canonicalHost(url.hostname);
  const found = await memory.links.find(c.env.PUBLISHED, linkKey(host, slug));
  if (found.status === "away") throw new RequestError("unavailable", "The link cannot be looked up now.");
  if (found.status === "absent") return errorResponse(c, "not_found", "There is no such link.");
  const style = readStyle(url);
  const code = makeQr(`${originOf(url)}/${slug}`, style);
  checkDrawing(code, style);
  c.header("Cache-Control", "public, max-age=3600");
  c.header("Cross-Origin-Resource-Policy", "cross-origin");
  c.header("X-Content-Type-Options", "nosniff");
  if (format === "png") return c.body(drawPng(code, style), 200, { "Content-Type": "image/png" });
  c.header("Content-Security-Policy", "default-src 'none'");
  return c.body(drawSvg(code, style), 200, { "Content-Type": "image/svg+xml" });
}

function readStyle({ searchParams }: URL): QrStyle {
  for (const name of new Set(searchParams.keys())) {
    if (searchParams.getAll(name).length > 1) throw invalid(name.slice(0, 64), "must be given once");
  }
  return checked(Object.fromEntries(searchParams), qrQuery);
}

/** Whoever prints a code finds out here that it cannot be read, and not from customers. */
function checkDrawing({ modules }: QrCode, { size, color, background }: QrStyle): void {
  if (size < modules) throw invalid("size", `must be at least ${modules} for this link`);
  if (contrastOf(color, background) < CONTRAST_MIN) {
    throw invalid("color", `must be darker than background, with a contrast of at least ${CONTRAST_MIN}`);
  }
}

/** A code is read by phones far away: it leads to https, but on this machine. */
function originOf({ protocol, hostname, host, origin }: URL): string {
  return protocol === "http:" && !LOOPBACK.has(hostname) ? `https://${host}` : origin;
}
