import { encodeHex } from "../shared/encoding.ts";
import { leafHash, rootOfPath, type Sha256 } from "./merkle.ts";
import { type LeafEntry, leafText, type RootDocument, rootDocumentText } from "./root-document.ts";

/** An entry of a statement with what proves that it is in the ledger; null while its day is not published. */
export type ProvenEntry = {
  readonly entry: Omit<LeafEntry, "sequence" | "amountMinor"> & {
    readonly sequence: string;
    readonly amountMinor: string;
  };
  readonly proof: null | {
    readonly day: string;
    readonly leaf_index: number;
    /** Hashes beside the way up to the root, hex, the lowest first. */
    readonly path: readonly string[];
  };
};

/** A balance in a statement; a debit is positive, so what the affiliate is owed is negative. */
export type StatementBalance = {
  readonly account: string;
  readonly currency: string;
  readonly opening_minor: string;
  readonly closing_minor: string;
};

/** What an affiliate is given: entries of a span, balances before and after them, and the roots they are proved by. */
export type StatementFile = {
  readonly format: "tributary.statement.v1";
  readonly workspace_id: string;
  readonly affiliate_id: string;
  /** Entries written from the one instant on, and before the other. */
  readonly from: string;
  readonly to: string;
  readonly balances: readonly StatementBalance[];
  readonly entries: readonly ProvenEntry[];
  /** The documents that were published, as they were. */
  readonly roots: readonly RootDocument[];
};

/** What a check of a statement found. */
export type StatementCheck = {
  readonly problems: readonly string[];
  readonly proven: number;
  /** Entries of days that are not published yet: stated, and not proved. */
  readonly unproven: number;
  /** Entries whose proof leads to no root, or that have none though a root covers them: each is one of the problems. */
  readonly failed: number;
  /** SHA-256 of each root document, hex, to be compared with what was published. */
  readonly roots: readonly { readonly day: string; readonly sha256: string }[];
};

/**
 * Checks a statement by nothing but itself: each entry is the affiliate's and of the time that is stated, each is in the tree of its day unless
 * that is later than every root, and the balances are what the entries make them. That the roots are those which were published is for the
 * reader to compare.
 */
export function checkStatement(file: StatementFile, sha256: Sha256): StatementCheck {
  const roots = new Map(file.roots.map((root) => [root.day, root]));
  const seen = new Set<string>();
  const problems: string[] = [];
  const published = publishedThrough(file.roots);
  let proven = 0;
  let unproven = 0;
  for (const { entry, proof } of file.entries) {
    const name = `entry ${entry.journalId} line ${entry.line}`;
    if (seen.has(name)) problems.push(`${name} is there twice`);
    seen.add(name);
    if (entry.workspaceId !== file.workspace_id || entry.affiliateId !== file.affiliate_id) {
      problems.push(`${name} is not of this affiliate`);
    }
    if (!isWithin(file, entry)) problems.push(`${name} was not written in the time of the statement`);
    if (proof === null) {
      if (BigInt(entry.sequence) > published) unproven += 1;
      else problems.push(`${name} is of a day with a root, and has no proof`);
      continue;
    }
    const root = roots.get(proof.day);
    if (!root) problems.push(`${name} has no root`);
    else if (isInRoot(root, { entry, proof }, sha256)) proven += 1;
    else problems.push(`${name} is not in the root of ${proof.day}`);
  }
  problems.push(...rootProblems(file), ...balanceProblems(file));
  const documents = file.roots.map((root) => ({
    day: root.day,
    sha256: hexDigest(rootDocumentText(root), sha256),
  }));
  const failed = file.entries.length - proven - unproven;
  return { problems, proven, unproven, failed, roots: documents };
}

function isWithin({ from, to }: StatementFile, { createdAt }: ProvenEntry["entry"]): boolean {
  const atMs = Date.parse(createdAt);
  return Date.parse(from) <= atMs && atMs < Date.parse(to);
}

/** The last journal that the roots of a file cover: those before it are of days that were published. */
export function publishedThrough(roots: readonly RootDocument[]): bigint {
  return roots
    .map((root) => BigInt(root.last_sequence))
    .reduce((most, each) => (each > most ? each : most), 0n);
}

/** True if the proof of an entry leads to the root of its day. */
export function isInRoot(
  root: RootDocument,
  {
    entry,
    proof,
  }: { readonly entry: ProvenEntry["entry"]; readonly proof: NonNullable<ProvenEntry["proof"]> },
  sha256: Sha256,
): boolean {
  if (!proof.path.every((hash) => /^[0-9a-f]{64}$/.test(hash))) return false;
  const path = proof.path.map((hash) =>
    Uint8Array.from(hash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  );
  const leaf = leafHash(
    new TextEncoder().encode(leafText({ ...entry, sequence: BigInt(entry.sequence) })),
    sha256,
  );
  const place = { leafIndex: proof.leaf_index, leavesCount: root.entries_count, path };
  const found = rootOfPath(leaf, place, sha256);
  return found !== null && encodeHex(found) === root.merkle_root;
}

function rootProblems({ roots, workspace_id: workspaceId }: StatementFile): readonly string[] {
  const days = roots.map(({ day }) => day);
  return [
    ...roots
      .filter((root) => root.format !== "tributary.root.v1" || root.workspace_id !== workspaceId)
      .map(({ day }) => `the root of ${day} is not of this workspace`),
    ...(new Set(days).size === days.length ? [] : ["a day has two roots"]),
  ];
}

function balanceProblems({ balances, entries }: StatementFile): readonly string[] {
  const sums = new Map<string, bigint>();
  for (const { entry } of entries) {
    const key = `${entry.account} ${entry.currency}`;
    sums.set(key, (sums.get(key) ?? 0n) + minorOf(entry.amountMinor));
  }
  const stated = new Set(balances.map(({ account, currency }) => `${account} ${currency}`));
  return [
    ...balances
      .filter(({ account, currency, ...balance }) => {
        const change = minorOf(balance.closing_minor) - minorOf(balance.opening_minor);
        return change !== (sums.get(`${account} ${currency}`) ?? 0n);
      })
      .map(
        ({ account, currency }) => `the balance of ${account} in ${currency} is not what its entries make it`,
      ),
    ...[...sums.keys()].filter((key) => !stated.has(key)).map((key) => `${key} has entries and no balance`),
  ];
}

/** The sum that a text is; throws where it is none, which `BigInt` takes some texts for, e.g. an empty one. */
function minorOf(text: string): bigint {
  if (!/^(0|-?[1-9]\d*)$/.test(text)) throw new SyntaxError(`${JSON.stringify(text)} is no sum`);
  return BigInt(text);
}

/** SHA-256 of a text in UTF-8, hex. */
export function hexDigest(text: string, sha256: Sha256): string {
  return encodeHex(sha256(new TextEncoder().encode(text)));
}
