import { applicantRoutes } from "./applicant-routes.ts";
import { acceptingRoutes } from "./invitation-routes.ts";
import type { PersonRoute } from "./person-route.ts";
import { personRoutes } from "./person-routes.ts";
import { reachedRoutes } from "./reached-routes.ts";
import { sessionRoutes } from "./session-routes.ts";
import { signInRoutes } from "./sign-in-routes.ts";

/** Every route of people's own matters. */
export const PERSON_ROUTES: readonly PersonRoute[] = [
  ...signInRoutes,
  ...sessionRoutes,
  ...personRoutes,
  ...reachedRoutes,
  ...acceptingRoutes,
  ...applicantRoutes,
];
