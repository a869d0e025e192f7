import { readPairs } from "./canonical-request.ts";
import { S3Error } from "./s3-error.ts";
import { ALGORITHM, type Scope } from "./signature.ts";

/** What a request says of its signature, its form checked and no more. */
export type Authorization = {
  readonly accessKeyId: string;
  readonly scope: Scope;
  /** The time of the scope. */
  readonly timeMs: number;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** How long a presigned address works, in seconds from its time; null where the header carries the signature. */
  readonly expiresSeconds: number | null;
};

/** The id of the key, the day, any region, this service. */
const CREDENTIAL = /^([\w-]{1,128})\/(\d{8})\/([\w-]{1,64})\/s3\/aws4_request$/;
const TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const HEADERS = /^[a-z0-9-]+(;[a-z0-9-]+)*$/;
const SIGNATURE = /^[0-9a-f]{64}$/;
/** A week, as with S3. */
const EXPIRES_SECONDS_MAX = 604_800;

/**
 * Reads the signature from the `Authorization` header or from a presigned address.
 *
 * Throws `S3Error`: `AccessDenied` where there is none, and for one of wrong form what S3 says of it.
 */
export function readAuthorization(headers: Headers, query: string): Authorization {
  const pairs = new Map(readPairs(query));
  const header = headers.get("authorization");
  const isPresigned = pairs.has("X-Amz-Algorithm") || pairs.has("X-Amz-Signature");
  if (header === null && !isPresigned) throw new S3Error("AccessDenied", "The request is not signed.");
  if (header !== null && isPresigned) {
    throw new S3Error("InvalidArgument", "Sign in the header or in the query, not in both.");
  }
  return header === null ? readQuery(pairs) : readHeader(header, headers);
}

function readHeader(header: string, headers: Headers): Authorization {
  const refuse = (message: string) => new S3Error("AuthorizationHeaderMalformed", message);
  const [algorithm = "", rest = ""] = header.split(/ (.*)/s);
  if (algorithm !== ALGORITHM) throw new S3Error("InvalidRequest", `Sign with ${ALGORITHM}.`);
  const fields = new Map(rest.split(",").map((field) => splitOnce(field.trim())));
  const time = headers.get("x-amz-date");
  if (time === null) throw new S3Error("AccessDenied", "The header x-amz-date is missing.");
  return { ...readFields(Object.fromEntries(fields), time, refuse), expiresSeconds: null };
}

function readQuery(pairs: ReadonlyMap<string, string>): Authorization {
  const refuse = (message: string) => new S3Error("AuthorizationQueryParametersError", message);
  if (pairs.get("X-Amz-Algorithm") !== ALGORITHM) throw refuse(`X-Amz-Algorithm must be ${ALGORITHM}.`);
  const expires = pairs.get("X-Amz-Expires") ?? "";
  const expiresSeconds = Number(expires);
  if (!/^\d{1,6}$/.test(expires) || expiresSeconds < 1 || expiresSeconds > EXPIRES_SECONDS_MAX) {
    throw refuse(`X-Amz-Expires must be 1 to ${EXPIRES_SECONDS_MAX} seconds.`);
  }
  const fields = {
    Credential: pairs.get("X-Amz-Credential"),
    SignedHeaders: pairs.get("X-Amz-SignedHeaders"),
    Signature: pairs.get("X-Amz-Signature"),
  };
  return { ...readFields(fields, pairs.get("X-Amz-Date") ?? "", refuse), expiresSeconds };
}

function readFields(
  fields: Readonly<Record<string, string | undefined>>,
  time: string,
  refuse: (message: string) => S3Error,
): Omit<Authorization, "expiresSeconds"> {
  const { Credential = "", SignedHeaders = "", Signature = "" } = fields;
  const [, accessKeyId = "", day = "", region = ""] = CREDENTIAL.exec(Credential) ?? [];
  if (accessKeyId === "") throw refuse("The credential must be {key id}/{day}/{region}/s3/aws4_request.");
  const timeMs = Date.parse(time.replace(TIME, "$1-$2-$3T$4:$5:$6Z"));
  if (!TIME.test(time) || Number.isNaN(timeMs))
    throw refuse("The time must be of the form YYYYMMDDTHHMMSSZ.");
  if (!time.startsWith(day)) throw refuse("The credential is of another day than the time.");
  if (!HEADERS.test(SignedHeaders))
    throw refuse("SignedHeaders must be lowercase names parted by semicolons.");
  if (!SIGNATURE.test(Signature)) throw refuse("The signature must be 64 hexadecimal digits.");
  return {
    accessKeyId,
    scope: { time, region, service: "s3" },
    timeMs,
    signedHeaders: SignedHeaders.split(";"),
    signature: Signature,
  };
}

function splitOnce(field: string): readonly [name: string, value: string] {
  const at = field.indexOf("=");
  return [field.slice(0, at), field.slice(at + 1)];
}
