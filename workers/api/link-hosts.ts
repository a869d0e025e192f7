import type { ApiEnv } from "./env.ts";

type Hosts = Pick<ApiEnv, "LINK_HOSTS">;

/** The hosts that all workspaces share; links are published under the first, whichever a visitor used. */
export function sharedHosts({ LINK_HOSTS }: Hosts): readonly string[] {
  return LINK_HOSTS.split(",").map((host) => host.trim().toLowerCase());
}

/** The host of a new link: a shared one unless the request names one of the workspace's own. */
export function hostOfNewLink(
  asked: string | undefined,
  env: Hosts,
): { readonly host: string; readonly isOwnHost: boolean } {
  const shared = sharedHosts(env);
  const isOwnHost = asked !== undefined && !shared.includes(asked);
  return { host: isOwnHost ? asked : (shared[0] ?? ""), isOwnHost };
}

type Origins = Hosts & Pick<ApiEnv, "LINK_ORIGIN">;

/** The address people follow. */
export function shortUrl(
  { host, slug }: { readonly host: string; readonly slug: string },
  env: Origins,
): string {
  return `${sharedHosts(env).includes(host) ? sharedOrigin(env, host) : `https://${host}`}/${slug}`;
}

/** Where a host is reached that all workspaces share: on one machine it has a port. */
export function sharedOrigin(env: Origins, host = sharedHosts(env)[0] ?? ""): string {
  return env.LINK_ORIGIN ?? `https://${host}`;
}
