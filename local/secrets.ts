import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";

/** Name of the file in the data folder; a folder without it is none of ours. */
export const SECRETS_FILE = "secrets.json";

/** 32 random bytes. */
const key = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
const secretsFile = z.object({
  ...{ clickIdKey: key, apiKeyPepper: key, exportUrlKey: key, envelopeKey: key },
  ...{ payoutAccountKey: key, redisToken: key },
});

/** The secrets of one machine's stack, each 32 random bytes in base64url. */
export type LocalSecrets = z.infer<typeof secretsFile>;

/**
 * Reads the secrets of a data folder, first making them if it has none. Only their owner may read the
 * file. A damaged one is an error, not a reason for new keys: what the old ones signed would be void.
 */
export function loadSecrets(dataDir: string): LocalSecrets {
  const path = join(dataDir, SECRETS_FILE);
  const found = readIfThere(path);
  if (found !== undefined) return parseSecrets(found, path);
  const newKey = (): string => randomBytes(32).toString("base64url");
  const secrets: LocalSecrets = {
    clickIdKey: newKey(),
    apiKeyPepper: newKey(),
    exportUrlKey: newKey(),
    envelopeKey: newKey(),
    payoutAccountKey: newKey(),
    redisToken: newKey(),
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

function parseSecrets(text: string, path: string): LocalSecrets {
  try {
    return secretsFile.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${path} is damaged; start over with: npm run dev -- --fresh`, { cause: error });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
