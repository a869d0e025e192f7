import * as z from "zod/mini";
import { line } from "./text.ts";

/** Where the edge finds a link: `link:{host}:{slug}`. */
export const linkKey = (host: string, slug: string): string => `link:${host}:${slug}`;
/** Where the edge finds an API key by its keyed hash: `key:{hex}`. */
export const apiKeyKey = (hash: string): string => `key:${hash}`;
/** Where the edge keeps the salt of a UTC day. */
export const saltKey = (day: string): string => `salt:${day}`;

/** The published copy of a link, version 1. */
export const publishedLink = z.object({
  v: z.literal(1),
  link_id: line(64),
  workspace_id: line(64),
  program_id: line(64),
  affiliate_id: line(64),
  destination_url: z.string(),
  status: z.enum(["active", "disabled"]),
  expires_at_ms: z.nullable(z.number()),
  cookie_mode: z.enum(["first_party", "none"]),
});
export type PublishedLink = z.infer<typeof publishedLink>;

/** The published copy of an API key, version 1. A revoked key stays published as revoked. */
export const publishedKey = z.object({
  v: z.literal(1),
  key_id: line(64),
  workspace_id: line(64),
  kind: z.enum(["secret_live", "secret_test", "publishable"]),
  scopes: z.array(z.string()),
  status: z.enum(["active", "revoked"]),
  expires_at_ms: z.nullable(z.number()),
});
export type PublishedKey = z.infer<typeof publishedKey>;
