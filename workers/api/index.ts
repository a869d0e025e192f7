import { createApp } from "./app.ts";
import { exportObject } from "./export-object.ts";
import { ROUTES } from "./routes/index.ts";

/** The management API. */
export default createApp(ROUTES, exportObject);
