import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { leafHash, merkleRoot } from "../../core/ledger/merkle.ts";
import { leafText, type RootDocument, rootDocumentText } from "../../core/ledger/root-document.ts";
import type { StatementFile } from "../../core/ledger/statement-file.ts";
import { sha256Bytes, sha256Hex } from "../../platform/sha256.ts";
import { buildPage } from "./build.ts";

const html = readFileSync(new URL("verify.html", import.meta.url), "utf8");

const entry = {
  ...{ workspaceId: "ws_1", sequence: "1", journalId: "jrn_1", key: "k", kind: "test", adjustsPeriod: null },
  ...{ bookedAt: "2026-11-20T10:00:00.000000Z", createdAt: "2026-11-20T10:00:00.000000Z" },
  ...{ line: 0, account: "affiliate_pending", affiliateId: "aff_1", currency: "EUR", amountMinor: "-500" },
};
const leaf = leafHash(Buffer.from(leafText({ ...entry, sequence: 1n })), sha256Bytes);
const beside = leafHash(Buffer.from("another"), sha256Bytes);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const root: RootDocument = {
  ...{ format: "tributary.root.v1", workspace_id: "ws_1", day: "2026-11-20", first_sequence: "1" },
  ...{ last_sequence: "1", last_hash: "h", entries_count: 2, previous_document_sha256: null },
  merkle_root: hex(merkleRoot([leaf, beside], sha256Bytes)),
};
const statement: StatementFile = {
  ...{
    format: "tributary.statement.v1",
    workspace_id: "ws_1",
    affiliate_id: "aff_1",
    from: "2026-01-01",
    to: "2027-01-01",
  },
  balances: [{ account: "affiliate_pending", currency: "EUR", opening_minor: "0", closing_minor: "-500" }],
  entries: [{ entry, proof: { day: "2026-11-20", leaf_index: 0, path: [hex(beside)] } }],
  roots: [root],
};

/** Opens the built page in a world that has a document and nothing else, and has it check a file. */
async function check(text: string, published = ""): Promise<string> {
  const listeners: (() => void)[] = [];
  const element = () => ({
    textContent: "",
    value: "",
    files: null as { text(): Promise<string> }[] | null,
    addEventListener: (_: string, listener: () => void) => void listeners.push(listener),
  });
  const elements: Record<string, ReturnType<typeof element>> = {
    ...{ file: element(), published: element(), result: element() },
  };
  const [, script = ""] = /<script>(.*)<\/script>/s.exec(html) ?? [];
  runInNewContext(script, {
    document: { getElementById: (id: string) => elements[id] },
    TextEncoder,
    Uint8Array,
  });
  Object.assign(elements.file ?? {}, { files: [{ text: async () => text }] });
  Object.assign(elements.published ?? {}, { value: published });
  listeners[0]?.();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return elements.result?.textContent ?? "";
}

describe("the page that checks statements", () => {
  it("is built from the source that is there", async () => {
    expect(html, "npm run build:statement-page").toBe(await buildPage());
  });

  it("may reach nothing, and names no address", () => {
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/https?:|fetch\(|XMLHttpRequest|import\(/);
  });

  it("finds a statement intact, and gives the hash of its root", async () => {
    const said = await check(JSON.stringify(statement));
    expect(said).toMatch(
      /^INTACT\naff_1, from 2026-01-01 to 2027-01-01\n1 entries proven, 0 not published yet/,
    );
    expect(said).toContain(`root of 2026-11-20: ${sha256Hex(rootDocumentText(root))}`);
  });

  it("compares roots with those that it is given", async () => {
    const text = JSON.stringify(statement);
    expect(await check(text, `x ${sha256Hex(rootDocumentText(root)).toUpperCase()}`)).toMatch(/^INTACT/);
    expect(await check(text, "0".repeat(64))).toMatch(/^BROKEN[\s\S]*not one of those that you were given/);
  });

  it("finds a changed amount, and what is no statement", async () => {
    expect(await check(JSON.stringify(statement).replaceAll("-500", "-900"))).toMatch(
      /^BROKEN\n.*\n0 entries proven, 0 not published yet\n1 entries not proved by a root\n.*is not in the root of 2026-11-20/,
    );
    const sly = await check(JSON.stringify({ ...statement, affiliate_id: "aff_1\nINTACT" }));
    expect(sly).toMatch(/^BROKEN\n/);
    expect(sly).not.toMatch(/^INTACT/m);
    for (const text of ["{}", "null", "<html>", '{"format":"tributary.statement.v1"}']) {
      expect([text, await check(text)]).toEqual([text, "BROKEN: this is no statement"]);
    }
  });
});
