import { createApp } from "./app.ts";
import type { EdgeEnv } from "./env.ts";

const { fetch } = createApp();

export default { fetch } satisfies ExportedHandler<EdgeEnv>;
