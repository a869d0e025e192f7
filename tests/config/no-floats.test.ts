import { resolve } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { sourceFiles } from "./source-files.ts";

/** Where money is worked out, or what becomes money: shares, rates, sums. */
const MONEY = [
  /^core\/(money|commission|ledger|payout|settlement|attribution)\//,
  /^services\/(ledger|changes|fx|commissions|payouts|simulations|plans|policies)\//,
  /^(core|services|functions|contracts|db)\/.*(money|ledger|payout|commission|conversion|plan|change)/,
];
/** What may stand there all the same: it comes out whole, or counts something else than money and shares. */
const ALLOWED = new Set([
  "core/attribution/half-life.ts: Math.ceil",
  "core/attribution/half-life.ts: value.toString(2).length / 2",
  "core/attribution/half-life.ts: FRACTION_PLACES / CHUNK_PLACES",
  "core/attribution/half-life.ts: (fraction - digit) / CHUNK_SIZE",
  "core/attribution/half-life.ts: Number(places & ((1n << BigInt(FRACTION_PLACES)) - 1n))",
  "core/attribution/markov.ts: Number(divideHalfUp(lost * WHOLE_PPM, of))",
  "core/attribution/markov.ts: Number(parts[index] ?? 0n)",
  "core/attribution/shapley.ts: Number(parts[index] ?? 0n)",
  "core/commission/period.ts: (first + 2) / 3",
  "core/payout/terms.ts: dayMs / DAY_MS",
  "core/commission/plan-body.ts: Number(action.ratePpm)",
  "core/commission/plan-body.ts: Number(ratePpm)",
  "core/commission/plan.ts: Number(rule.rateBps)",
  "services/payouts/providers/stripe-provider.ts: Number(units)",
  "core/money/allocate.ts: Number(leftOver)",
  "services/conversions/settle-conversions.ts: 2 ** (attempts + 1)",
  "services/simulations/simulations.ts: (until.getTime() - from.getTime()) / DAY_MS",
]);

const files = sourceFiles().filter(
  (path) => /(?<!\.test)\.ts$/.test(path) && MONEY.some((folders) => folders.test(path)),
);

it("money is worked out in whole numbers: no fraction, no division of numbers, nothing that rounds behind our back", () => {
  expect(files.length).toBeGreaterThan(100);
  const found = floatsIn(files);
  expect(found.filter((each) => !ALLOWED.has(each))).toEqual([]);
  expect([...ALLOWED].filter((each) => !found.includes(each))).toEqual([]);
}, 60_000);

it("finds what it looks for", () => {
  const bad = [
    ...["0.5", "1e3", "1 / 3", "2 ** 3", "Number(4n)", "+amountMinor", "Number.parseInt(totals, 10)"],
    ...[
      "Number(row.amountMinor)",
      "Number(row.amount_minor)",
      "Number(row.cutMinor)",
      "parseInt(balance, 10)",
    ],
  ];
  const banned = [
    "Math.round(a)",
    "Math.floor(a)",
    "a.toFixed(2)",
    "parseFloat('1')",
    "Number.parseFloat('1')",
  ];
  const good = ["4n / 2n", "Math.max(1, 2)", "Number(row.attempts)", "BigInt(row.amountMinor)", "0xe1"];
  const text = [...bad, ...banned, ...good].join(";\n");
  const called = banned.map((each) => each.replace(/\(.*/, ""));
  expect(floatsIn(["sample.ts"], text)).toEqual([...bad, ...called].map((each) => `sample.ts: ${each}`));
}, 60_000);

/** What makes fractions of numbers in files; divisions of bigint are none. `text` stands for what is in them. */
function floatsIn(paths: readonly string[], text?: string): string[] {
  const host = ts.createCompilerHost(OPTIONS);
  const { readFile, fileExists } = host;
  const isGiven = (name: string): boolean =>
    text !== undefined && paths.some((path) => resolve(path) === name);
  host.readFile = (name) => (isGiven(name) ? text : readFile(name));
  host.fileExists = (name) => isGiven(name) || fileExists(name);
  const program = ts.createProgram(
    paths.map((path) => resolve(path)),
    OPTIONS,
    host,
  );
  const checker = program.getTypeChecker();
  return paths.flatMap((path) => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const made = floatOf(node, checker);
      if (made !== null) found.push(`${path}: ${made}`);
      ts.forEachChild(node, visit);
    };
    visit(program.getSourceFile(resolve(path)) as ts.SourceFile);
    return found;
  });
}

const OPTIONS: ts.CompilerOptions = {
  ...{ target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, allowImportingTsExtensions: true },
  ...{ moduleResolution: ts.ModuleResolutionKind.Bundler, noEmit: true, skipLibCheck: true, types: [] },
};

function floatOf(node: ts.Node, checker: ts.TypeChecker): string | null {
  if (ts.isNumericLiteral(node) && /[.e]/i.test(node.getText()) && !/^0x/i.test(node.getText())) {
    return node.getText();
  }
  if (ts.isBinaryExpression(node) && DIVIDES.has(node.operatorToken.kind)) {
    return isBigInt(node.left, checker) ? null : node.getText();
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.PlusToken) {
    return ts.isNumericLiteral(node.operand) ? null : node.getText();
  }
  if (!ts.isCallExpression(node)) return null;
  const called = node.expression.getText();
  const [given] = node.arguments;
  if (given && TO_NUMBER.test(called) && (isBigInt(given, checker) || AMOUNT.test(given.getText()))) {
    return node.getText();
  }
  return /^(?:Math\.\w+|parseFloat|Number\.parseFloat)$|\.toFixed$/.test(called) && !WHOLE.has(called)
    ? called
    : null;
}

const TO_NUMBER = /^(?:Number|(?:Number\.)?parseInt)$/;
const AMOUNT = /amount|minor|balance|total/i;
/** Of whole numbers these make whole numbers. */
const WHOLE = new Set(["Math.max", "Math.min", "Math.abs", "Math.imul"]);
const DIVIDES = new Set([
  ...[ts.SyntaxKind.SlashToken, ts.SyntaxKind.SlashEqualsToken],
  ...[ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken],
]);

function isBigInt(node: ts.Node, checker: ts.TypeChecker): boolean {
  return (checker.getTypeAtLocation(node).flags & ts.TypeFlags.BigIntLike) !== 0;
}
