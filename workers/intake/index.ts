import { createIntake } from "./app.ts";
import type { IntakeEnv } from "./env.ts";

const { fetch } = createIntake();

export default { fetch } satisfies ExportedHandler<IntakeEnv>;
