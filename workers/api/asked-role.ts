import type { Role } from "../../core/access/roles.ts";
import { isId } from "../../core/shared/id.ts";
import type { AskedRole } from "../../services/members/members.ts";
import { invalid } from "./params.ts";

/** The role that a body asks for, of which its contract saw that it is one. Throws `RequestError` 422 for an id of no role. */
export function askedRole({
  role,
  custom_role_id: customRoleId,
}: {
  readonly role?: Role | undefined;
  readonly custom_role_id?: string | undefined;
}): AskedRole {
  if (role !== undefined) return { role };
  if (customRoleId === undefined || !isId("rol", customRoleId)) {
    throw invalid("custom_role_id", "names nothing in this organisation");
  }
  return { customRoleId };
}
