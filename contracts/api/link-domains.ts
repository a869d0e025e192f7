import * as z from "zod/mini";
import { recordName } from "../../core/link/domain-check.ts";
import { jsonObject, shownAs } from "../described.ts";
import { storableJson } from "../storable-json.ts";
import { hostName, webAddress } from "./parts.ts";

/** Longest host whose record has a name that the DNS can hold. */
const HOST_CHARS_MAX = 253 - recordName("").length;
/** Most bytes of an association file. */
const FILE_BYTES_MAX = 32_768;

const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const LIMITS = `served as it is: at most ${FILE_BYTES_MAX} bytes of JSON, 32 deep.`;

/** The file of a domain as Apple reads it. */
export const appleFile = jsonObject(`An apple-app-site-association file, ${LIMITS}`);
/** The file of a domain as Android reads it. */
export const androidFile = z.array(jsonObject(`A statement of an assetlinks.json file, ${LIMITS}`));

const appleAssociation = shownAs(
  storableJson(FILE_BYTES_MAX).check(z.refine(isObject, "must be a JSON object")),
  appleFile,
);
const androidAssetLinks = shownAs(
  storableJson(FILE_BYTES_MAX).check(
    z.refine((value) => Array.isArray(value) && value.every(isObject), "must be a JSON list of objects"),
  ),
  androidFile,
);

/** `POST /v1/link-domains`. */
export const createLinkDomainRequest = z.strictObject({
  host: hostName.check(z.maxLength(HOST_CHARS_MAX, `must not be longer than ${HOST_CHARS_MAX}`)),
  root_url: z.optional(webAddress),
  apple_association: z.optional(appleAssociation),
  android_asset_links: z.optional(androidAssetLinks),
});

/** `PATCH /v1/link-domains/{id}`; a null lifts what was set. */
export const updateLinkDomainRequest = z.strictObject({
  root_url: z.optional(z.nullable(webAddress)),
  apple_association: z.optional(z.nullable(appleAssociation)),
  android_asset_links: z.optional(z.nullable(androidAssetLinks)),
});
