import * as z from "zod/mini";
import { decodeBase64url, encodeBase64url } from "../../../core/shared/encoding.ts";
import type { ClickLog } from "../../../services/reading/click-hours.ts";
import { type ListedParts, listClickParts } from "../../../services/reading/list-click-parts.ts";
import { encodePath } from "./canonical-request.ts";
import { S3Error } from "./s3-error.ts";
import { xmlDocument } from "./xml.ts";

const KEYS_MAX = 1_000;
const text = z.string().check(z.maxLength(1_024));

const listParameters = z.strictObject({
  "list-type": z.literal("2"),
  prefix: z.optional(text),
  delimiter: z.optional(text),
  "start-after": z.optional(text),
  "continuation-token": z.optional(z.string().check(z.maxLength(4_096))),
  "max-keys": z.optional(z.string().check(z.regex(/^\d{1,9}$/))),
  "encoding-type": z.optional(z.literal("url")),
  "fetch-owner": z.optional(z.enum(["true", "false"])),
});

/** Answers ListObjectsV2. Throws `S3Error` `InvalidArgument` naming the parameter at fault. */
export async function listObjects(
  log: ClickLog,
  bucket: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const parsed = listParameters.safeParse(parameters);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path.join(".");
    throw new S3Error("InvalidArgument", `${name}: ${issue?.message ?? "is not valid"}`);
  }
  const given = parsed.data;
  const token = given["continuation-token"];
  const { prefix = "", delimiter = "" } = given;
  const limit = Math.min(Number(given["max-keys"] ?? KEYS_MAX), KEYS_MAX);
  const after = token === undefined ? (given["start-after"] ?? "") : readToken(token);
  const listed = await listClickParts(log, { prefix, delimiter, after, limit });
  const encode = given["encoding-type"] === "url" ? encodePath : (name: string) => name;
  return xmlDocument("ListBucketResult", {
    Name: bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    StartAfter: given["start-after"] === undefined ? undefined : encode(given["start-after"]),
    EncodingType: given["encoding-type"],
    MaxKeys: limit,
    KeyCount: listed.parts.length + listed.commonPrefixes.length,
    IsTruncated: listed.nextAfter !== null,
    ContinuationToken: token,
    NextContinuationToken: listed.nextAfter === null ? undefined : writeToken(listed.nextAfter),
    Contents: contents(listed, encode),
    CommonPrefixes: listed.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  });
}

function contents({ parts }: ListedParts, encode: (name: string) => string) {
  return parts.map(({ name, sizeBytes, sha256, writtenAt }) => ({
    Key: encode(name),
    LastModified: writtenAt.toISOString(),
    ETag: `"${sha256}"`,
    Size: sizeBytes,
    StorageClass: "STANDARD",
  }));
}

const writeToken = (after: string): string => encodeBase64url(new TextEncoder().encode(after));

function readToken(token: string): string {
  const bytes = decodeBase64url(token);
  if (!bytes || bytes.length === 0)
    throw new S3Error("InvalidArgument", "The continuation token is not ours.");
  return new TextDecoder().decode(bytes);
}
