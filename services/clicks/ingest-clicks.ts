import { type Hmac, verifyClickId } from "../../core/link/click-id.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { gzip } from "../../platform/gzip.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { type BadRow, storeBadRows } from "../bad-rows/store-bad-rows.ts";
import type { CheckedClick, ClickRow, ProvenClick } from "./click-row.ts";
import type { RawLog, VelocityCounter } from "./ports.ts";
import { rawHour, rawObjectKey } from "./raw-object-key.ts";
import { writeClicks } from "./write-clicks.ts";

/** What ingesting needs of the world. */
export type IngestPorts = {
  readonly db: Db;
  readonly log: RawLog;
  readonly velocity: VelocityCounter;
  readonly hmacs: readonly Hmac[];
  readonly now: Date;
};

/**
 * Takes a batch of clicks in: raw objects first, then rows, then (by the caller) the acknowledgement.
 * The rows, their counts and what is no click take one round trip, whatever the size of the batch.
 *
 * A crash after the raw objects leaves them without rows, and the batch comes again: in the raw log a
 * click is there at least once, and readers keep one line of each id. A crash after the rows repeats
 * both harmlessly: in Postgres a click is there exactly once. What cannot be a click goes to the bad
 * rows, and its neighbours are unharmed; with `keepsBad` false it is only told, for a caller that has it
 * in a row already.
 */
export async function ingestClicks(
  ports: IngestPorts,
  checked: readonly CheckedClick[],
  { keepsBad }: { readonly keepsBad: boolean } = { keepsBad: true },
): Promise<{ readonly clicks: number; readonly bad: readonly BadRow[] }> {
  const { good, bad } = prove(ports, checked);
  const records = good.map(({ click }) => click);
  const [velocities] = await Promise.all([
    ports.velocity.count(records),
    writeRawObjects(ports.log, records),
  ]);
  const clicks = good.map(({ uuid, click }, index) => ({ uuid, click, velocity: velocities[index] ?? null }));
  const refused = await writeClicks(ports.db, { clicks, bad: keepsBad ? bad : [] }, ports.now);
  if (keepsBad) await storeBadRows(ports.db, refused);
  return { clicks: good.length - refused.length, bad: [...bad, ...refused] };
}

/** Parts clicks whose id was signed for this workspace and time from the rest; a repeat in the batch is one. */
function prove(ports: IngestPorts, checked: readonly CheckedClick[]) {
  const good = new Map<string, ProvenClick>();
  const bad: BadRow[] = [];
  for (const each of checked) {
    if (!each.ok) {
      const { workspaceId, reason, detail, payload } = each;
      bad.push({ workspaceId, stage: "clicks", reason, detail, payload, receivedAt: ports.now });
      continue;
    }
    const { click } = each;
    const verified = verifyClickId(click.id, ports.hmacs);
    const isOwn =
      verified.ok &&
      verified.value.workspaceTag === workspaceTag(click.workspace_id) &&
      verified.value.timestampMs === click.clicked_at_ms;
    if (verified.ok && isOwn) good.set(click.id, { uuid: verified.value.uuid, click });
    else {
      const reason = verified.ok ? "click_id_of_other_click" : verified.error;
      const detail = "the click id was not signed for this workspace and time";
      bad.push({ workspaceId: null, stage: "clicks", reason, detail, payload: click, receivedAt: ports.now });
    }
  }
  return { good: [...good.values()], bad };
}

/** One object per workspace and hour. The name is a hash of the content, so writing again changes nothing. */
async function writeRawObjects(log: RawLog, clicks: readonly ClickRow[]): Promise<void> {
  const groups = new Map<string, { workspaceId: WorkspaceId; at: Date; lines: string[] }>();
  for (const click of clicks) {
    const at = new Date(click.clicked_at_ms);
    const key = `${click.workspace_id} ${rawHour(at)}`;
    const group = groups.get(key) ?? { workspaceId: click.workspace_id, at, lines: [] };
    group.lines.push(JSON.stringify(click));
    groups.set(key, group);
  }
  await Promise.all(
    [...groups.values()].map(({ workspaceId, at, lines }) => {
      const text = `${lines.join("\n")}\n`;
      return log.putOnce(rawObjectKey(workspaceId, at, sha256Hex(text)), gzip(text), lines.length);
    }),
  );
}
