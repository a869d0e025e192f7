import { createProgramRequest, updateProgramRequest } from "../../../contracts/api/programs.ts";
import { programResource } from "../../../services/programs/programs.ts";
import { publishChanges } from "../publisher.ts";
import { defineResource } from "../resources/define-resource.ts";

/** Programs: a merchant's terms. */
export const programRoutes = defineResource({
  ...{ path: "/v1/programs", one: "a program that pays by a plan", many: "programs" },
  resource: programResource,
  permissions: { read: "programs:read", write: "programs:write" },
  schemas: { create: createProgramRequest, update: updateProgramRequest },
  publish: (call) => publishChanges(call),
});
