import * as z from "zod/mini";
import { linesOf } from "../text.ts";
import { id, name, webAddress } from "./parts.ts";

const offer = {
  description: z.optional(z.nullable(linesOf(2_000))),
  terms: z.optional(z.nullable(linesOf(10_000))),
  plan_id: z.optional(z.nullable(id)),
  status: z.optional(z.enum(["draft", "active", "paused", "closed"])),
  visibility: z.optional(z.enum(["public", "private", "application"])),
};

/** `POST /v1/offers`. */
export const createOfferRequest = z.strictObject({ program_id: id, name, landing_url: webAddress, ...offer });

/** `PATCH /v1/offers/{id}`. */
export const updateOfferRequest = z.strictObject({
  name: z.optional(name),
  landing_url: z.optional(webAddress),
  ...offer,
});

const pixels = z.int().check(z.minimum(1), z.maximum(10_000));
const creative = {
  url: z.optional(z.nullable(webAddress)),
  body: z.optional(z.nullable(linesOf(5_000))),
  width: z.optional(z.nullable(pixels)),
  height: z.optional(z.nullable(pixels)),
};
const kind = z.enum(["banner", "text", "link", "video"]);

/** `POST /v1/creatives`. */
export const createCreativeRequest = z.strictObject({ offer_id: id, kind, name, ...creative });

/** `PATCH /v1/creatives/{id}`. */
export const updateCreativeRequest = z.strictObject({
  name: z.optional(name),
  kind: z.optional(kind),
  ...creative,
});
