import { checkStatement, type StatementFile } from "../../core/ledger/statement-file.ts";
import { cleanLine } from "../../core/shared/text.ts";
import { sha256Short } from "../../platform/sha256-short.ts";

/** The part of a browser's page that this one needs. */
export type Page = {
  getElementById(id: string): {
    textContent: string | null;
    value: string;
    readonly files: ArrayLike<{ text(): Promise<string> }> | null;
    addEventListener(kind: string, listener: () => void): void;
  };
};

/** Longest line that is shown; none is parted by what the file holds. */
const LINE_CHARS_MAX = 500;

/** Says in lines what a statement proves. `published` holds hashes of roots that the reader trusts, parted by white space. */
function reportOf(text: string, published: string): readonly string[] {
  try {
    const file = JSON.parse(text) as StatementFile;
    if (file.format !== "tributary.statement.v1") return ["BROKEN: this is no statement"];
    const check = checkStatement(file, sha256Short);
    const trusted = new Set(published.toLowerCase().split(/\s+/).filter(Boolean));
    const foreign = trusted.size === 0 ? [] : check.roots.filter(({ sha256 }) => !trusted.has(sha256));
    const problems = [
      ...check.problems,
      ...foreign.map(({ day }) => `the root of ${day} is not one of those that you were given`),
    ];
    const lines = [
      problems.length === 0 ? "INTACT" : "BROKEN",
      `${file.affiliate_id}, from ${file.from} to ${file.to}`,
      `${check.proven} entries proven, ${check.unproven} not published yet`,
      ...(check.failed === 0 ? [] : [`${check.failed} entries not proved by a root`]),
      ...problems,
      ...file.balances.map(
        ({ account, currency, ...balance }) =>
          `${account} ${currency}: ${balance.opening_minor} before, ${balance.closing_minor} after (minor units, debit positive)`,
      ),
      ...check.roots.map(({ day, sha256 }) => `root of ${day}: ${sha256}`),
    ];
    return lines.map((line) => cleanLine(line, LINE_CHARS_MAX));
  } catch {
    return ["BROKEN: this is no statement"];
  }
}

/** Lets the page check the file that is chosen. Nothing leaves the browser. */
export function start(page: Page): void {
  const file = page.getElementById("file");
  const check = async (): Promise<void> => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    const lines = reportOf(await chosen.text(), page.getElementById("published").value);
    page.getElementById("result").textContent = lines.join("\n");
  };
  for (const input of [file, page.getElementById("published")]) {
    input.addEventListener("change", () => void check());
  }
}
