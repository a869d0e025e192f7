import type { WorkspaceId } from "../../core/shared/id.ts";
import { rawClicksPrefix, rawHour } from "../clicks/raw-object-key.ts";

/** One hour (UTC) of one workspace's clicks: what is compacted, compared and rewritten at a time. */
export type LogHour = {
  readonly workspaceId: WorkspaceId;
  /** The hour's first instant. */
  readonly hour: Date;
};

export const HOUR_MS = 3_600_000;

/** The name of an hour's manifest, beside its parts. */
export const MANIFEST_NAME = "manifest.json";
/** The form of a part's name. */
export const PART_NAME = /^part-[0-9a-f]{16}\.parquet$/;
const HOUR_PATH = /^day=(\d{4}-\d{2}-\d{2})\/hour=(\d{2})\//;

/** Where the compacted log of one workspace lies; below it an hour has the folder `day=…/hour=…/`. */
export function clickLogPrefix(workspaceId: WorkspaceId): string {
  return `clicks/v1/workspace=${workspaceId}/`;
}

/** The folder of an hour's manifest and parts. */
export function hourPrefix({ workspaceId, hour }: LogHour): string {
  return `${clickLogPrefix(workspaceId)}${rawHour(hour)}`;
}

/** The folder of an hour's raw objects. */
export function rawHourPrefix({ workspaceId, hour }: LogHour): string {
  return `${rawClicksPrefix(workspaceId)}${rawHour(hour)}`;
}

/** The key of an hour's manifest. */
export function manifestKey(hour: LogHour): string {
  return `${hourPrefix(hour)}${MANIFEST_NAME}`;
}

/** The key of one part of an hour. */
export function partKey(hour: LogHour, name: string): string {
  return `${hourPrefix(hour)}${name}`;
}

/** The name of a part, after the hash of its bytes in hexadecimal. */
export function partName(sha256: string): string {
  return `part-${sha256.slice(0, 16)}.parquet`;
}

/** The hour that `day=…/hour=…/` at the beginning of a path names; null if it names none. */
export function hourOfPath(path: string): Date | null {
  const [, day, hour] = HOUR_PATH.exec(path) ?? [];
  const at = new Date(`${day}T${hour}:00:00.000Z`);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** The first instant of the hour that an instant lies in. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
}
