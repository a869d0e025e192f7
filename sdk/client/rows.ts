/** A part of a list, as the API answers it. */
export type List<Row> = {
  readonly data: readonly Row[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
};

/** Gives what a call answered, which is there: what the API refuses is thrown. */
export async function answerOf<Answer>(
  call: Promise<{ readonly data?: Answer | undefined }>,
): Promise<Answer> {
  return (await call).data as Answer;
}

/**
 * Gives every row of a list, asking for the next part when the one before is used up:
 *
 * ```ts
 * for await (const link of everyRow((place) => api.GET("/v1/links", { params: { query: { ...place, limit: "100" } } }))) …
 * ```
 */
export async function* everyRow<Row>(
  ask: (place: { readonly cursor?: string }) => Promise<{ readonly data?: List<Row> | undefined }>,
): AsyncGenerator<Row, void, undefined> {
  let cursor: string | undefined;
  do {
    const { data } = await ask(cursor === undefined ? {} : { cursor });
    if (!data) return;
    yield* data.data;
    cursor = data.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
