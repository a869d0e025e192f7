import * as z from "zod/mini";
import { ROLES } from "../../core/access/roles.ts";
import { line } from "../text.ts";
import { id, permission } from "./parts.ts";

/** Most affiliates that one call assigns or takes back. */
const AFFILIATES_MAX = 1_000;
const PERMISSIONS_MAX = 200;

const asked = { role: z.optional(z.enum(ROLES)), custom_role_id: z.optional(id) };
const isOneRole = (body: { readonly role?: unknown; readonly custom_role_id?: unknown }): boolean =>
  (body.role === undefined) !== (body.custom_role_id === undefined);
const ONE_ROLE = { error: "or custom_role_id is needed, and not both", path: ["role"] };

/** `POST /v1/members`. */
export const addMemberRequest = z
  .strictObject({
    person_id: id,
    ...asked,
    /** Where the role counts: in the workspace of the call, or in all of its organisation. */
    scope: z._default(z.enum(["workspace", "organisation"]), "workspace"),
  })
  .check(z.refine(isOneRole, ONE_ROLE));

/** `PATCH /v1/members/{id}`. */
export const updateMemberRequest = z.strictObject(asked).check(z.refine(isOneRole, ONE_ROLE));

const permissions = z.array(permission).check(z.minLength(1), z.maxLength(PERMISSIONS_MAX));

/** No two roles have the same, so space around it tells none apart. */
const roleName = line(100).check(z.trim(), z.minLength(1));

/** `POST /v1/custom-roles`. */
export const createCustomRoleRequest = z.strictObject({ name: roleName, permissions });

/** `PATCH /v1/custom-roles/{id}`; permissions replace those it had. */
export const updateCustomRoleRequest = z.strictObject({
  name: z.optional(roleName),
  permissions: z.optional(permissions),
});

/** `POST /v1/affiliate-assignments` and `/end`. */
export const assignmentRequest = z.strictObject({
  member_id: id,
  affiliate_ids: z.array(id).check(z.minLength(1), z.maxLength(AFFILIATES_MAX)),
});

/** `POST /v1/workspaces`. */
export const createWorkspaceRequest = z.strictObject({ name: line(200), mode: z.enum(["live", "test"]) });

/** `PATCH /v1/organisation`. */
export const updateOrganisationRequest = z.strictObject({ name: line(200) });

/** `POST /v1/organisations`. */
export const createOrganisationRequest = z.strictObject({
  name: line(200),
  workspace: createWorkspaceRequest,
});
