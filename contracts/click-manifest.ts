import * as z from "zod/mini";
import { line } from "./text.ts";

/** A click as lists and files show it: `clk_` and the first 16 bytes of its id, without the signature. */
const shownClickId = z.string().check(z.regex(/^clk_[0-9a-f]{32}$/));
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const count = z.int().check(z.nonnegative());
const instant = z.iso.datetime();

/** One Parquet file of an hour: its clicks in the order of their ids, each once. */
const clickPart = z.strictObject({
  /** The file's name beside the manifest; the 16 digits begin its `sha256`. */
  name: z.string().check(z.regex(/^part-[0-9a-f]{16}\.parquet$/)),
  rows: z.int().check(z.positive()),
  bytes: z.int().check(z.positive()),
  sha256,
  first_id: shownClickId,
  last_id: shownClickId,
});

/**
 * What an hour of the click log consists of, version 1: `manifest.json` beside its parts. A file that no
 * manifest names is no part of the log; no click is in two parts.
 */
export const clickManifest = z.strictObject({
  v: z.literal(1),
  workspace_id: line(64),
  /** The hour's first instant, UTC. */
  hour: instant,
  /** Which columns the parts have (docs/click-log.md). */
  schema_version: z.int().check(z.positive()),
  parts: z.array(clickPart),
  /** Clicks in all parts together. */
  rows: count,
  /** Names of the raw objects whose clicks the parts hold. */
  sources: z.array(line(128)),
  made_at: instant,
});
export type ClickManifest = z.infer<typeof clickManifest>;
