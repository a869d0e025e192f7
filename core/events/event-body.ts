/** An event as it was kept. */
export type KeptEvent = {
  readonly id: string;
  readonly workspaceId: string;
  readonly type: string;
  readonly data: unknown;
  readonly createdAt: Date;
};

/** An event as others are told of it (`contracts/events`). The same event always gives the same. */
export function eventBody({ id, workspaceId, type, data, createdAt }: KeptEvent) {
  return {
    ...{ id, object: "event", version: 1, type, workspace_id: workspaceId },
    timestamp: createdAt.toISOString(),
    data,
  };
}
