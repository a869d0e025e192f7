/**
 * Reads a JSON report of vitest and prints "PASSED FAILED SKIPPED". A file that broke before its first
 * test counts as one failure.
 */
import { readFileSync } from "node:fs";

const [path = ""] = process.argv.slice(2);
const report = JSON.parse(readFileSync(path, "utf8"));
const brokenFiles = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === "failed" && !assertionResults.some((result) => result.status === "failed"),
);

console.log(
  report.numPassedTests,
  report.numFailedTests + brokenFiles.length,
  report.numPendingTests + report.numTodoTests,
);
