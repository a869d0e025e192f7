/** The parts of a parsed URL that decide whether a link may lead there (WHATWG URL). */
export type ParsedUrl = {
  readonly protocol: string;
  readonly hostname: string;
  readonly username: string;
  readonly password: string;
};

const LOOPBACK = new Set(["localhost", "127.0.0.1"]);

/**
 * Says what is wrong with a destination, or null. It is judged as parsed, since many texts mean one
 * host. Plain http leads only to this machine, and only from a link host that is this machine.
 */
export function destinationProblem(url: ParsedUrl, linkHost: string): string | null {
  if (url.username !== "" || url.password !== "") return "must not hold a user name or password";
  if (url.protocol === "https:") return null;
  const isLocal = url.protocol === "http:" && LOOPBACK.has(url.hostname) && LOOPBACK.has(linkHost);
  return isLocal ? null : "must be an https URL";
}
