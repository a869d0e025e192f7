import { xmlDocument } from "./xml.ts";

/** The S3 error codes of this door, with their HTTP status. */
const S3_ERRORS = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidURI: 400,
  MethodNotAllowed: 405,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  ServiceUnavailable: 503,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
} as const;
export type S3ErrorCode = keyof typeof S3_ERRORS;

/** A refusal of the S3 door on its way to the caller; `headers` go with it. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  constructor(
    readonly code: S3ErrorCode,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  /** The answer, as S3 words it. To `HEAD` it has no body. */
  answer({ method, url }: Request, requestId: string): Response {
    const body = xmlDocument("Error", {
      Code: this.code,
      Message: this.message,
      Resource: new URL(url).pathname,
      RequestId: requestId,
    });
    return new Response(method === "HEAD" ? null : body, {
      status: S3_ERRORS[this.code],
      headers: { "content-type": "application/xml", ...this.headers },
    });
  }
}
