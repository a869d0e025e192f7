import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";

/** That somebody was answered personal data. */
export type Reading = {
  /** Method and path of the call, e.g. `GET /v1/affiliates`. */
  readonly call: string;
  /** Ids of those things of the answer that hold it. */
  readonly subjects: readonly string[];
  /** Names of the fields that were told, never their values. */
  readonly fields: readonly string[];
  /** Keyed hash of the reader's network of the day, where the context has none. */
  readonly network?: string | undefined;
  readonly requestId: string;
  readonly readAt: Date;
};

/** Writes readings of personal data by one actor into the audit log. One that is given twice is there twice, under one request. */
export function noteReadings(context: Context, readings: readonly Reading[]): Promise<void> {
  return transact(context, (tx) =>
    audit(
      tx,
      context,
      readings.map(({ requestId, readAt, ...reading }) => ({
        ...{ action: "personal_data.read" as const, requestId },
        subjectId: reading.subjects.length === 1 ? String(reading.subjects[0]) : context.workspaceId,
        change: { ...reading, readAt },
      })),
    ),
  );
}
