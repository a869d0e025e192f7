import type { DeclaredAnswer, Route } from "../../workers/api/route.ts";
import { errorView } from "../../workers/api/views/error.ts";

/** What is asked of a route here: those of the API, and what the document tells of the others. */
type Declared = Pick<Route, "method" | "path" | "answers" | "version">;

/** The route that answers a request, as the app finds it; none where no route is asked. */
function routeOf(routes: readonly Declared[], method: string, pathname: string): Declared | undefined {
  const parts = pathname.split("/");
  return routes.find((route) => {
    const named = route.path.split("/");
    return (
      route.method === method &&
      named.length === parts.length &&
      named.every((part, index) => (part.startsWith(":") ? parts[index] !== "" : part === parts[index]))
    );
  });
}

/** Throws where an answer is not what its route declares: another status, a field more, less or of another kind. */
export async function checkAnswer(
  routes: readonly Declared[],
  { method, url }: { readonly method: string; readonly url: string },
  response: Response,
): Promise<void> {
  const route = routeOf(routes, method, new URL(url, "http://api").pathname);
  if (!route) return;
  // A row's version is a number; other tags are of files.
  const isTagged = response.ok && /^"\d+"$/.test(response.headers.get("etag") ?? "");
  if (isTagged !== (response.ok && route.version !== undefined)) {
    throw new Error(`${method} ${route.path} ${isTagged ? "does not declare its ETag" : "has no ETag"}`);
  }
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  const declared = route.answers[response.status];
  const problem =
    response.ok || declared
      ? await problemOf(declared, response, isJson)
      : await problemOfError(response, isJson);
  if (problem) throw new Error(`${method} ${route.path} answered ${response.status}, and ${problem}`);
}

async function problemOf(
  declared: DeclaredAnswer | undefined,
  response: Response,
  isJson: boolean,
): Promise<string | null> {
  if (declared === undefined) return "declares no such status";
  const type = response.headers.get("content-type") ?? "";
  if ("files" in declared) {
    return declared.files.some((each) => type.startsWith(each)) ? null : `declares no ${type}`;
  }
  // Where a caller asked for another form than JSON, that is the caller's to read.
  if (!isJson) return null;
  const parsed = declared.safeParse(await response.clone().json());
  return parsed.success ? null : `its body is not as declared: ${JSON.stringify(parsed.error.issues)}`;
}

async function problemOfError(response: Response, isJson: boolean): Promise<string | null> {
  // Without a body: what a cache has, and a range that is none.
  if ([304, 412, 416].includes(response.status)) return null;
  if (!isJson) return "its body is no JSON";
  const parsed = errorView.safeParse(await response.clone().json());
  return parsed.success
    ? null
    : `its body is not the envelope of errors: ${JSON.stringify(parsed.error.issues)}`;
}
