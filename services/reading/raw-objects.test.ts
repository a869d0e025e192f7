import { describe, expect, it } from "vitest";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { rawObjectKey } from "../clicks/raw-object-key.ts";
import { listRawObjects, type RawObjectStore } from "./raw-objects.ts";

const own = "ws_a" as WorkspaceId;
const uploaded = new Date("2026-11-20T12:00:00Z");

function storeOf(keys: readonly string[]): RawObjectStore {
  return {
    list: async ({ prefix, startAfter, limit }) =>
      [...keys]
        .sort()
        .filter((key) => key.startsWith(prefix) && key > startAfter)
        .slice(0, limit)
        .map((key) => ({ key, size: key.length, uploaded })),
  };
}

const keyAt = (at: string, name: string, workspaceId = own) => rawObjectKey(workspaceId, new Date(at), name);
const store = storeOf([
  keyAt("2026-11-20T08:00:00Z", "early"),
  keyAt("2026-11-20T09:00:00Z", "a"),
  keyAt("2026-11-20T09:00:00Z", "b"),
  keyAt("2026-11-20T10:00:00Z", "c"),
  keyAt("2026-11-20T11:00:00Z", "late"),
  keyAt("2026-11-20T09:00:00Z", "foreign", "ws_ab" as WorkspaceId),
]);
const namesOf = (rows: readonly { readonly name: string }[]) =>
  rows.map(({ name }) => name.split("/").at(-1)?.split(".")[0]);

async function listAll(from: string, to: string, limit: number): Promise<readonly unknown[]> {
  const names: unknown[] = [];
  let after: string | null = null;
  do {
    const span = { from: new Date(from), to: new Date(to) };
    const page: Awaited<ReturnType<typeof listRawObjects>> = await listRawObjects(
      store,
      { workspaceId: own, span },
      { limit, after },
    );
    names.push(...namesOf(page.rows));
    after = page.nextAfter;
  } while (after !== null);
  return names;
}

describe("listRawObjects", () => {
  it("gives whole hours that the span touches, of this workspace alone", async () => {
    expect(await listAll("2026-11-20T09:30:00Z", "2026-11-20T10:00:01Z", 100)).toEqual(["a", "b", "c"]);
  });

  it("leaves out the hour that begins as the span ends", async () => {
    expect(await listAll("2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z", 100)).toEqual(["a", "b"]);
  });

  it("gives each object once, whatever the size of a page", async () => {
    for (const limit of [1, 2, 3]) {
      expect(await listAll("2026-11-20T08:00:00Z", "2026-11-20T12:00:00Z", limit)).toEqual([
        "early",
        "a",
        "b",
        "c",
        "late",
      ]);
    }
  });

  it("cannot be led before the span by a cursor of another one", async () => {
    const span = { from: new Date("2026-11-20T10:00:00Z"), to: new Date("2026-11-20T12:00:00Z") };
    const page = await listRawObjects(
      store,
      { workspaceId: own, span },
      { limit: 9, after: "day=2020-01-01/" },
    );
    expect(namesOf(page.rows)).toEqual(["c", "late"]);
  });

  it("gives nothing for a span that ends before it begins", async () => {
    expect(await listAll("2026-11-20T10:00:00Z", "2026-11-20T09:00:00Z", 9)).toEqual([]);
  });
});
