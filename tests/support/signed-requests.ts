import { AwsClient } from "aws4fetch";
import { deriveSecret } from "../../platform/keys.ts";
import type { TestApi } from "./call-api.ts";

/** How a client of the S3 door signs; what is left out is as a client of that key would have it. */
export type Signing = {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secret?: string;
  readonly headers?: Record<string, string>;
  /** In the address instead of in the header. */
  readonly isPresigned?: boolean;
  /** How long ago it was signed. */
  readonly agoMs?: number;
  readonly service?: string;
  readonly region?: string;
  /** Signs also what clients as a rule do not sign, e.g. `Range`. */
  readonly allHeaders?: boolean;
};
/** A request as it goes out; a test may change it on its way. */
export type Signed = { readonly method: string; readonly url: URL; readonly headers: Headers };

/** Signs a GET with an independent implementation of Signature Version 4. */
export async function signGet({ env }: TestApi, signing: Signing): Promise<Signed> {
  const { url, accessKeyId, headers = {}, agoMs = 0 } = signing;
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey: signing.secret ?? deriveSecret(env.API_KEY_PEPPER, "s3", accessKeyId),
    service: signing.service ?? "s3",
    region: signing.region ?? "auto",
  });
  const datetime = new Date(Date.now() - agoMs).toISOString().replace(/[:-]|\.\d{3}/g, "");
  const { isPresigned: signQuery = false, allHeaders = false } = signing;
  const signed = await client.sign(url, { headers, aws: { signQuery, datetime, allHeaders } });
  return { method: "GET", url: new URL(signed.url), headers: new Headers(signed.headers) };
}

/** Sends it, and gives the status and the code of the refusal, null if it was none. */
export async function sendSigned(
  api: TestApi,
  { method, url, headers }: Signed,
): Promise<readonly [status: number, code: string | null]> {
  const answer = await api.fetch(method, url.href, null, undefined, headers);
  return [answer.status, /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] ?? null];
}
