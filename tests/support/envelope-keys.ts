import { type EnvelopeKeys, parseEnvelopeKeys } from "../../platform/envelope.ts";

/** Keys of envelopes, as the API and the functions of tests have them. */
export const ENVELOPE_KEYS: EnvelopeKeys = parseEnvelopeKeys(Buffer.alloc(32, 5).toString("base64url"));
