import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod/mini";
import { EXIT, Failure, hasCode } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

const config = z.object({ url: z.string(), key: z.string() });

/** What `tributary login` keeps. */
export type Config = z.output<typeof config>;

/** Where it is kept: `TRIBUTARY_CONFIG`, or the usual folder of settings. */
function configPath({ env }: Pick<Terminal, "env">): string {
  if (env.TRIBUTARY_CONFIG) return env.TRIBUTARY_CONFIG;
  const folder = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), ".config");
  return join(folder, "tributary", "config.json");
}

/** Reads it; null where nothing is kept. Throws `Failure` for a file that holds something else. */
export async function readConfig(terminal: Pick<Terminal, "env">): Promise<Config | null> {
  const path = configPath(terminal);
  try {
    return config.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw new Failure(EXIT.failed, `${path} cannot be read; log in again with tributary login`);
  }
}

/** Keeps it, readable by its owner alone; whole or not at all. */
export async function writeConfig(terminal: Pick<Terminal, "env">, given: Config): Promise<string> {
  const path = configPath(terminal);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(given, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
  return path;
}
