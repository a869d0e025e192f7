import { createApp } from "./app.ts";
import { exportObject } from "./export-object.ts";
import { ROUTES } from "./routes/index.ts";
import { PERSON_ROUTES } from "./sign-in/index.ts";

/** The management API. */
export default createApp(ROUTES, exportObject, PERSON_ROUTES);
