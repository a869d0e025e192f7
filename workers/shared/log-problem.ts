/**
 * Writes one structured line about something that went wrong on our side. The fields must hold nothing
 * about a person: no address, no header, no query.
 */
export function logProblem(
  event: string,
  fields: Readonly<Record<string, string | number>>,
  cause?: unknown,
): void {
  const error = cause instanceof Error ? `${cause.name}: ${cause.message}` : undefined;
  console.error(JSON.stringify({ event, ...fields, error }));
}
