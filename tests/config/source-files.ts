import { readdirSync } from "node:fs";
import { join } from "node:path";

/** What is made, fetched or run into being, and not written by hand. */
const MADE = new Set(["node_modules", ".git", ".tributary", ".wrangler", "dist", "coverage"]);

/** The files of the repository below a folder, as sorted paths from the root. */
export function sourceFiles(folder = "."): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !MADE.has(name))
    .flatMap((entry) => {
      const path = folder === "." ? entry.name : join(folder, entry.name);
      return entry.isDirectory() ? sourceFiles(path) : [path];
    })
    .sort();
}
