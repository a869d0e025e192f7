import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";

type Options = { readonly challenge: string };
type Made = { readonly isUserVerified?: boolean };

const sha256 = (data: Uint8Array | string): Buffer => createHash("sha256").update(data).digest();

/** Bytes as CBOR has them, up to 65,535. */
function cborBytes(bytes: Uint8Array): Buffer {
  const head = bytes.length < 24 ? [0x40 + bytes.length] : [0x59, bytes.length >> 8, bytes.length & 255];
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** A text of fewer than 24 characters as CBOR has it. */
const cborText = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);

/** An authenticator in software (WebAuthn level 2, ES256, attestation `none`), of this machine's host. */
export function softPasskey(rpId = "localhost") {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const credentialId = randomBytes(16);
  const id = credentialId.toString("base64url");
  let counter = 0;
  const authData = (flags: number, more: Uint8Array): Buffer => {
    counter += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, more]);
  };
  const clientData = (type: string, { challenge }: Options, origin: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const shown = (response: object) => ({
    ...{ id, rawId: id, type: "public-key", clientExtensionResults: {}, response },
  });
  return {
    id,
    /** Answers the challenge of an enrolment, as a page of an origin sees it. */
    create: (options: Options, origin: string) => {
      // COSE: kty EC2, alg ES256, crv P-256, x, y.
      const coseKey = Buffer.concat([
        ...[
          Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
          Buffer.from(x, "base64url"),
        ],
        ...[Buffer.from([0x22, 0x58, 0x20]), Buffer.from(y, "base64url")],
      ]);
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, 16]), credentialId, coseKey]);
      // Present, verified, with a credential.
      const data = authData(0x45, credential);
      const attestation = Buffer.concat([
        ...[Buffer.from([0xa3]), cborText("fmt"), cborText("none"), cborText("attStmt"), Buffer.from([0xa0])],
        ...[cborText("authData"), cborBytes(data)],
      ]);
      return shown({
        clientDataJSON: clientData("webauthn.create", options, origin).toString("base64url"),
        attestationObject: attestation.toString("base64url"),
        transports: ["internal"],
      });
    },
    /** Answers the challenge of a sign-in. */
    get: (options: Options, origin: string, { isUserVerified = true }: Made = {}) => {
      const data = authData(isUserVerified ? 0x05 : 0x01, Buffer.alloc(0));
      const client = clientData("webauthn.get", options, origin);
      const signature = createSign("sha256")
        .update(Buffer.concat([data, sha256(client)]))
        .sign(privateKey);
      return shown({
        clientDataJSON: client.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: signature.toString("base64url"),
      });
    },
  };
}
