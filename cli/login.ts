import * as prompts from "@clack/prompts";
import * as z from "zod/mini";
import { ApiClient } from "./api-client.ts";
import { writeConfig } from "./config-file.ts";
import { EXIT, Failure } from "./failure.ts";
import { checkSettings, type Settings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { API_ARGS, defineVerb } from "./verb.ts";

const workspace = z.object({ id: z.string(), name: z.string(), mode: z.string() });

/** `login`. */
export const login = defineVerb({
  words: "login",
  summary: "keeps the address of the API and a key for the commands after it",
  details:
    "Asks for the address of the API and a key, or takes them from options and the environment, tries them, and keeps them in a file that only you can read: TRIBUTARY_CONFIG, or tributary/config.json in your folder of settings.",
  args: API_ARGS,
  run: async (values, terminal) => {
    const settings = await askSettings(values, terminal);
    const { name, mode } = await new ApiClient(settings, terminal).call("GET", "/v1/workspace", workspace);
    const path = await writeConfig(terminal, { url: settings.origin, key: settings.key });
    terminal.print(`Logged in to the workspace ${name} (${mode}). Kept in ${path}.`);
    return EXIT.done;
  },
});

/** Takes what is given, and asks for the rest where somebody can answer. */
async function askSettings(
  given: { readonly url?: string | undefined; readonly key?: string | undefined },
  { env, isInteractive }: Terminal,
): Promise<Settings> {
  const url = given.url ?? env.TRIBUTARY_URL;
  const key = given.key ?? env.TRIBUTARY_KEY;
  if (url && key) return checkSettings(url, key);
  if (!isInteractive) {
    throw new Failure(
      EXIT.usage,
      "there is nobody to ask: give --url and --key, or set TRIBUTARY_URL and TRIBUTARY_KEY",
    );
  }
  return checkSettings(
    url ||
      (await answer(prompts.text({ message: "Where is the API?", placeholder: "https://api.example.com" }))),
    key || (await answer(prompts.password({ message: "Which API key?" }))),
  );
}

async function answer(asked: Promise<string | symbol>): Promise<string> {
  const given = await asked;
  if (typeof given === "string") return given;
  throw new Failure(EXIT.failed, "given up; nothing was kept");
}
