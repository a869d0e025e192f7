import type { BadRow } from "./store-bad-rows.ts";

/** Where messages that ran out of attempts lie until they are bad rows. */
export const DEAD_LETTERS_PREFIX = "dead-letters/";

/** The key of a message that ran out of attempts: the same each time it is delivered. */
export function deadLetterKey({ id, timestamp }: { readonly id: string; readonly timestamp: Date }): string {
  return `${DEAD_LETTERS_PREFIX}day=${timestamp.toISOString().slice(0, 10)}/${id}.json`;
}

/** The bad row of a message that ran out of attempts. */
export function deadLetterRow(
  key: string,
  { payload, receivedAt }: Pick<BadRow, "payload" | "receivedAt">,
): BadRow {
  const detail = `message ${key.slice(key.lastIndexOf("/") + 1).replace(/\.json$/, "")}`;
  const reason = "out_of_attempts";
  return { workspaceId: null, stage: "dead-letters", reason, detail, payload, receivedAt };
}
