import { pageParams } from "./list.ts";
import { type CursorPlace, readCursor, writeCursor } from "./resources/cursor.ts";
import type { Route } from "./route.ts";

/** Whose list it is: a workspace's, or a person's own. */
export type ListOf = Pick<CursorPlace, "pepper" | "workspaceId">;
type Asked = { readonly request: Request; readonly query: URLSearchParams };

/**
 * The query of a call with its cursor as the list wrote it. One that this list never gave is none, and refused as such:
 * nobody can make one up, nor use that of another list, workspace or person.
 */
export function openCursor(
  route: Pick<Route, "query">,
  { request, query }: Asked,
  of: ListOf,
): URLSearchParams {
  const cursor = query.get("cursor");
  if (cursor === null || !isPaged(route)) return query;
  const opened = new URLSearchParams(query);
  opened.set("cursor", readCursor<string>(cursor, placeOf(request, of)) ?? "");
  return query.getAll("cursor").length > 1 ? query : opened;
}

/** An answer with the cursors of its lists signed. */
export async function signCursors(
  route: Pick<Route, "query">,
  request: Request,
  { response, of }: { readonly response: Response; readonly of: ListOf },
): Promise<Response> {
  if (!response.ok || !isPaged(route)) return response;
  const { status, headers } = response;
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  const place = placeOf(request, of);
  const within = Object.entries(body).map(([name, value]) => [
    name,
    isList(value) ? signed(value, place) : value,
  ]);
  const whole = Object.fromEntries(within) as Readonly<Record<string, unknown>>;
  return Response.json(isList(whole) ? signed(whole, place) : whole, { status, headers });
}

type List = { readonly object: "list"; readonly next_cursor: string | null };

/** True of a route whose place in a list is told by `pageParams`; standard entities and reports sign with their order. */
function isPaged({ query }: Pick<Route, "query">): boolean {
  const { shape } = (query?._zod.def ?? {}) as { readonly shape?: Readonly<Record<string, unknown>> };
  return shape?.cursor === pageParams.cursor;
}

const isList = (value: unknown): value is List =>
  typeof value === "object" &&
  value !== null &&
  "object" in value &&
  value.object === "list" &&
  "next_cursor" in value;

const signed = (list: List, place: CursorPlace): List =>
  list.next_cursor === null
    ? list
    : { ...list, next_cursor: writeCursor(JSON.stringify(list.next_cursor), place) };

const placeOf = ({ url }: Request, of: ListOf): CursorPlace => ({
  ...of,
  path: new URL(url).pathname,
  sort: "",
});
