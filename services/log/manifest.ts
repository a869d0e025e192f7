import type { WorkspaceId } from "../../core/shared/id.ts";
import { CLICK_SCHEMA_VERSION } from "./click-columns.ts";
import type { LogHour } from "./log-keys.ts";

/** One Parquet file of an hour. */
export type Part = {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  /** The least and the greatest id, as they are shown. */
  readonly first_id: string;
  readonly last_id: string;
};

/** What an hour consists of, as it is stored (`contracts/click-manifest.ts`, version 1). */
export type Manifest = {
  readonly v: 1;
  readonly workspace_id: string;
  readonly hour: string;
  readonly schema_version: number;
  readonly parts: readonly Part[];
  readonly rows: number;
  /** Names of the raw objects whose clicks the parts hold. */
  readonly sources: readonly string[];
  readonly made_at: string;
};

/** Writes a manifest of these parts and sources. */
export function manifestOf(
  { workspaceId, hour }: LogHour,
  parts: readonly Part[],
  { sources, now }: { readonly sources: readonly string[]; readonly now: Date },
): Manifest {
  return {
    v: 1,
    workspace_id: workspaceId satisfies WorkspaceId,
    hour: hour.toISOString(),
    schema_version: CLICK_SCHEMA_VERSION,
    parts,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    sources,
    made_at: now.toISOString(),
  };
}
