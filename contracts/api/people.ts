import * as z from "zod/mini";
import { PASSWORD_CHARS_MAX } from "../../core/access/password.ts";
import { jsonObject, jsonValue, named, shownAs } from "../described.ts";
import { line } from "../text.ts";
import { emailAddress as email, name } from "./parts.ts";

/** Whatever was typed: what is wrong with it is for the verb to say, or it proves nothing. */
const typed = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));
/** Typed in any script, four bytes a character at most. */
const password = typed(PASSWORD_CHARS_MAX * 2);
const code = line(20);
const id = line(64);
const token = line(200);

/** `POST /v1/sign-in/code` and `POST /v1/sign-in/password-reset`. */
export const addressRequest = z.strictObject({ email });

/** `POST /v1/sign-in/code/verify`. */
export const codeRequest = z.strictObject({ id, code });

/** `POST /v1/sign-in/password`. */
export const passwordSignInRequest = z.strictObject({ email, password });

/** `POST /v1/sign-in/second-factor`: one of the two codes. */
export const secondFactorRequest = z
  .strictObject({ token, code: z.optional(code), recovery_code: z.optional(line(40)) })
  .check(
    z.refine(
      (given) => (given.code === undefined) !== (given.recovery_code === undefined),
      "must have either code or recovery_code",
    ),
  );

const credentialFields = { id: line(2_048), rawId: line(2_048), type: z.literal("public-key") };
const clientDataJSON = typed(8_192);
const credentialShown = named(
  "PasskeyCredential",
  z.catchall(
    z.object({
      ...credentialFields,
      response: z.catchall(z.object({ clientDataJSON }), jsonValue),
      clientExtensionResults: z.optional(jsonObject("What the browser's extensions said.")),
    }),
    jsonValue,
  ),
  "A `PublicKeyCredential` of the browser as its `toJSON()` gives it.",
);
/** What a browser made of a challenge: its form is for the library that checks it. */
const credential = shownAs(
  z.looseObject({
    ...credentialFields,
    response: z.looseObject({ clientDataJSON }),
    clientExtensionResults: z.optional(z.record(z.string(), z.unknown())),
  }),
  credentialShown,
);

/** `POST /v1/sign-in/passkey`. */
export const passkeySignInRequest = z.strictObject({ id, response: credential });

/** `POST /v1/people/me/passkeys`. */
export const addPasskeyRequest = z.strictObject({ id, name, response: credential });

/** `POST /v1/sign-in/password-reset/complete`. */
export const resetRequest = z.strictObject({ token, password });

/** `PUT /v1/people/me/password`. */
export const changePasswordRequest = z.strictObject({ password, current_password: z.optional(password) });

/** `PATCH /v1/people/me`. */
export const updatePersonRequest = z.strictObject({ name });

/** A token that came by mail. */
export const tokenRequest = z.strictObject({ token });

/** `POST /v1/people/me/authenticator/confirm`. */
export const firstCodeRequest = z.strictObject({ code });

/** `POST /v1/session/step-up`: one of the three. */
export const stepUpRequest = z
  .strictObject({
    code: z.optional(code),
    password: z.optional(password),
    passkey: z.optional(passkeySignInRequest),
  })
  .check(
    z.refine(
      (given) => Object.values(given).filter((each) => each !== undefined).length === 1,
      "must have one of code, password and passkey",
    ),
  );

/** A request without a field. */
export const nothing = z.optional(z.strictObject({}));
