import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../../platform/sha256.ts";
import { isSignedWith, type Scope, sign } from "./signature.ts";

const EMPTY = sha256Hex("");

/** From the pages of Amazon S3 on signing with the header and with query parameters. */
const S3 = {
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  scope: { time: "20130524T000000Z", region: "us-east-1", service: "s3" },
  host: ["host", "examplebucket.s3.amazonaws.com"],
  hash: ["x-amz-content-sha256", EMPTY],
  time: ["x-amz-date", "20130524T000000Z"],
} as const;

/** From the test suite of Signature Version 4. */
const SUITE = {
  secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  scope: { time: "20150830T123600Z", region: "us-east-1", service: "service" },
  host: ["host", "example.amazonaws.com"],
  time: ["x-amz-date", "20150830T123600Z"],
} as const;
const UNRESERVED = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

type Vector = {
  readonly name: string;
  readonly secret: string;
  readonly scope: Scope;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly payloadHash?: string;
  readonly signature: string;
};

const PUT_HASH = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
const VECTORS: readonly Vector[] = [
  {
    ...S3,
    name: "S3: GET of a range",
    path: "/test.txt",
    headers: [S3.host, ["range", "bytes=0-9"], S3.hash, S3.time],
    signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  },
  {
    ...S3,
    name: "S3: PUT with a character to encode in the path",
    method: "PUT",
    path: "/test$file.text",
    headers: [
      ["date", "Fri, 24 May 2013 00:00:00 GMT"],
      S3.host,
      ["x-amz-content-sha256", PUT_HASH],
      S3.time,
      ["x-amz-storage-class", "REDUCED_REDUNDANCY"],
    ],
    payloadHash: PUT_HASH,
    signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  },
  {
    ...S3,
    name: "S3: a parameter without a value",
    query: "lifecycle",
    headers: [S3.host, S3.hash, S3.time],
    signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  },
  {
    ...S3,
    name: "S3: a list",
    query: "max-keys=2&prefix=J",
    headers: [S3.host, S3.hash, S3.time],
    signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  },
  {
    ...S3,
    name: "S3: a presigned address",
    path: "/test.txt",
    query:
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request" +
      "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=ignored",
    headers: [S3.host],
    payloadHash: "UNSIGNED-PAYLOAD",
    signature: "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  },
  {
    ...SUITE,
    name: "get-vanilla",
    headers: [SUITE.host, SUITE.time],
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  },
  {
    ...SUITE,
    name: "get-vanilla-query-order-key-case",
    query: "Param2=value2&Param1=value1",
    headers: [SUITE.host, SUITE.time],
    signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  },
  {
    ...SUITE,
    name: "get-vanilla-query-unreserved",
    query: `${UNRESERVED}=${UNRESERVED}`,
    headers: [SUITE.host, SUITE.time],
    signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
  },
  {
    ...SUITE,
    name: "get-utf8",
    path: "/%E1%88%B4",
    headers: [SUITE.host, SUITE.time],
    signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
  },
  {
    ...SUITE,
    name: "get-header-value-trim",
    headers: [SUITE.host, ["my-header1", " value1"], ["my-header2", ' "a   b   c"'], SUITE.time],
    signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
  },
];

const partsOf = ({ method = "GET", path = "/", query = "", headers, payloadHash = EMPTY }: Vector) => ({
  method,
  path,
  query,
  headers,
  payloadHash,
});

describe("the signature", () => {
  it.each(VECTORS.map((vector) => [vector.name, vector] as const))("agrees with AWS on %s", (_, vector) => {
    expect(sign(partsOf(vector), vector.scope, vector.secret)).toBe(vector.signature);
    expect(isSignedWith(vector.secret, partsOf(vector), vector.scope, vector.signature)).toBe(true);
  });

  it("is the same however a client encodes the path and a query", () => {
    const [vector] = VECTORS;
    if (!vector) throw new Error("no vector");
    const signed = (path: string, query: string) =>
      sign({ ...partsOf(vector), path, query }, vector.scope, vector.secret);
    expect(signed("/day=1/a%2Bb", "b=%2f&a=x%20y")).toBe(signed("/day%3D1/a+b", "a=x+y&b=/"));
  });

  it("is another one for each part that is changed", () => {
    const [vector] = VECTORS;
    if (!vector) throw new Error("no vector");
    const parts = partsOf(vector);
    const changed = [
      sign({ ...parts, method: "HEAD" }, vector.scope, vector.secret),
      sign({ ...parts, path: "/test.txt/" }, vector.scope, vector.secret),
      sign({ ...parts, query: "a=" }, vector.scope, vector.secret),
      sign({ ...parts, headers: parts.headers.slice(1) }, vector.scope, vector.secret),
      sign({ ...parts, payloadHash: "UNSIGNED-PAYLOAD" }, vector.scope, vector.secret),
      sign(parts, { ...vector.scope, time: "20130524T000001Z" }, vector.secret),
      sign(parts, { ...vector.scope, region: "eu-west-1" }, vector.secret),
      sign(parts, vector.scope, `${vector.secret}x`),
    ];
    expect(new Set([vector.signature, ...changed]).size).toBe(changed.length + 1);
  });
});
