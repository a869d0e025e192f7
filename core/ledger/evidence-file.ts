import { canonicalJson } from "../shared/canonical-json.ts";
import type { Sha256 } from "./merkle.ts";
import { type RootDocument, rootDocumentText } from "./root-document.ts";
import { hexDigest, isInRoot, type ProvenEntry, publishedThrough } from "./statement-file.ts";

/** A part of the evidence of a dispute, with the SHA-256 of its canonical JSON, hex. */
export type EvidencePiece = { readonly name: string; readonly sha256: string; readonly content: unknown };

/** The evidence of a dispute, as one side of it is given it. */
export type EvidenceFile = {
  readonly format: "tributary.evidence.v1";
  readonly dispute_id: string;
  readonly workspace_id: string;
  /** SHA-256 of the canonical JSON of the names and hashes of the pieces, hex. */
  readonly sha256: string;
  readonly pieces: readonly EvidencePiece[];
};

/** What a check of evidence found. */
export type EvidenceCheck = {
  readonly problems: readonly string[];
  readonly proven: number;
  /** Entries of days that are not published yet: stated, and not proved. */
  readonly unproven: number;
  /** Entries whose proof leads to no root, or that have none though a root covers them: each is one of the problems. */
  readonly failed: number;
  /** SHA-256 of each root document, hex, to be compared with what was published. */
  readonly roots: readonly { readonly day: string; readonly sha256: string }[];
};

/** The hash of a pack by its pieces. */
export function packHash(pieces: readonly Pick<EvidencePiece, "name" | "sha256">[], sha256: Sha256): string {
  return hexDigest(canonicalJson(pieces.map(({ name, sha256: hash }) => ({ name, sha256: hash }))), sha256);
}

/**
 * Checks evidence by nothing but itself: each piece has its hash, the pack has that of its pieces, and each entry is in the
 * tree of its day unless that is later than every root. That the roots are those which were published is for the reader to compare.
 */
export function checkEvidence(file: EvidenceFile, sha256: Sha256): EvidenceCheck {
  const problems = file.pieces
    .filter((piece) => hexDigest(canonicalJson(piece.content), sha256) !== piece.sha256)
    .map(({ name }) => `${name} is not what its hash says`);
  if (packHash(file.pieces, sha256) !== file.sha256) problems.push("the pack is not what its hash says");
  const roots = contentOf<readonly RootDocument[]>(file, "ledger_roots");
  const entries = contentOf<readonly ProvenEntry[]>(file, "ledger_entries");
  const published = publishedThrough(roots);
  let proven = 0;
  let unproven = 0;
  for (const { entry, proof } of entries) {
    if (entry.workspaceId !== file.workspace_id) problems.push(`${nameOf(entry)} is of another workspace`);
    if (proof === null) {
      if (BigInt(entry.sequence) > published) unproven += 1;
      else problems.push(`${nameOf(entry)} is of a day with a root, and has no proof`);
      continue;
    }
    const root = roots.find(({ day }) => day === proof.day);
    if (root?.workspace_id === file.workspace_id && isInRoot(root, { entry, proof }, sha256)) proven += 1;
    else problems.push(`${nameOf(entry)} is not in the root of ${proof.day}`);
  }
  const documents = roots.map((root) => ({
    day: root.day,
    sha256: hexDigest(rootDocumentText(root), sha256),
  }));
  return { problems, proven, unproven, failed: entries.length - proven - unproven, roots: documents };
}

/** The form of the two pieces is that which `GET …/evidence` gives; what has another throws, and is no evidence. */
function contentOf<Content>({ pieces }: EvidenceFile, name: string): Content {
  return pieces.find((piece) => piece.name === name)?.content as Content;
}

const nameOf = ({ journalId, line }: ProvenEntry["entry"]) => `entry ${journalId} line ${line}`;
