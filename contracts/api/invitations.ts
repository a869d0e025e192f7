import * as z from "zod/mini";
import { ROLES } from "../../core/access/roles.ts";
import { line } from "../text.ts";
import { emailAddress, id } from "./parts.ts";

/** `POST /v1/invitations`. */
export const createInvitationRequest = z
  .strictObject({
    email: emailAddress,
    role: z.optional(z.enum(ROLES)),
    custom_role_id: z.optional(id),
    scope: z._default(z.enum(["workspace", "organisation"]), "workspace"),
  })
  .check(
    z.refine((body) => (body.role === undefined) !== (body.custom_role_id === undefined), {
      ...{ error: "or custom_role_id is needed, and not both", path: ["role"] },
    }),
  );

/** `POST /v1/affiliates/{id}/invitations`; to the affiliate's own address unless it says otherwise. */
export const inviteLoginRequest = z.strictObject({ email: z.optional(emailAddress) });

/** `POST /v1/invitations/accept`. */
export const acceptInvitationRequest = z.strictObject({ token: line(200) });
