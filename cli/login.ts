import * as z from "zod/mini";
import { ApiClient } from "./api-client.ts";
import { askSettings } from "./ask.ts";
import { writeConfig } from "./config-file.ts";
import { EXIT } from "./failure.ts";
import { API_ARGS, defineVerb, JSON_ARG } from "./verb.ts";

const workspace = z.object({ id: z.string(), name: z.string(), mode: z.string() });

/** `login`. */
export const login = defineVerb({
  words: "login",
  summary: "keeps the address of the API and a key for the commands after it",
  details:
    "Asks for the address of the API and a key, or takes them from options and the environment, tries them, and keeps them in a file that only you can read: TRIBUTARY_CONFIG, or tributary/config.json in your folder of settings.",
  args: { ...API_ARGS, ...JSON_ARG },
  run: async (values, terminal) => {
    const settings = await askSettings(values, terminal);
    const of = await new ApiClient(settings, terminal).call("GET", "/v1/workspace", workspace);
    const path = await writeConfig(terminal, { url: settings.origin, key: settings.key });
    terminal.print(
      values.json === true
        ? JSON.stringify({ workspace: of, kept_in: path })
        : `Logged in to the workspace ${of.name} (${of.mode}). Kept in ${path}.`,
    );
    return EXIT.done;
  },
});
