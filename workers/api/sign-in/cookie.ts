import { SESSION_MS } from "../../../core/access/session.ts";

/** A browser takes a cookie of this prefix from its own host alone, by https, and for every path. */
const NAME = "__Host-tb_session";
/** On this machine there is no https; the name has no prefix, and no other host is asked by it. */
const LOOPBACK_NAME = "tb_session";
const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
/** 32 bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token of the session cookie; null where there is none, or more than one. */
export function sessionToken(request: Request): string | null {
  const prefix = `${cookieName(request)}=`;
  const given = (request.headers.get("cookie") ?? "")
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
    .map((part) => part.slice(prefix.length));
  const [token, ...more] = given;
  return token !== undefined && more.length === 0 && TOKEN.test(token) ? token : null;
}

/** `Set-Cookie` of a new session; of none, where the token is null. */
export function sessionCookie(request: Request, token: string | null): string {
  const isLocal = isLoopback(request);
  const lifetime = token === null ? 0 : SESSION_MS / 1_000;
  const secure = isLocal ? "" : "; Secure";
  return `${cookieName(request)}=${token ?? ""}; Path=/; Max-Age=${lifetime}; HttpOnly; SameSite=Lax${secure}`;
}

const cookieName = (request: Request): string => (isLoopback(request) ? LOOPBACK_NAME : NAME);

const isLoopback = ({ url }: Request): boolean => LOOPBACK.test(new URL(url).origin);
