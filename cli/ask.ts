import * as prompts from "@clack/prompts";
import { EXIT, Failure } from "./failure.ts";
import { checkSettings, type Settings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

/** Takes the address and the key that are given, and asks for the rest where somebody can answer. */
export async function askSettings(
  given: { readonly url?: string | undefined; readonly key?: string | undefined },
  { env, isInteractive }: Pick<Terminal, "env" | "isInteractive">,
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
    url || (await askText("Where is the API?", "https://api.example.com")),
    key || (await askSecret("Which API key?")),
  );
}

/** Asks for what others who see the screen shall not read. */
export const askSecret = (message: string): Promise<string> => answer(prompts.password({ message }));

/** Asks for a line of text; `example` is shown until something is typed. */
export function askText(message: string, example: string): Promise<string> {
  return answer(
    prompts.text({
      ...{ message, placeholder: example },
      validate: (text) => (text?.trim() ? undefined : "Type an answer, or Ctrl-C to give up."),
    }),
  );
}

async function answer(asked: Promise<string | symbol>): Promise<string> {
  const given = await asked;
  if (typeof given === "string") return given.trim();
  throw new Failure(EXIT.failed, "given up; nothing was kept");
}
