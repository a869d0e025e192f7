/** Where the edge finds a link: `link:{host}:{slug}`. */
export const linkKey = (host: string, slug: string): string => `link:${host}:${slug}`;
/** Where the edge finds an API key by its keyed hash: `key:{hex}`. */
export const apiKeyKey = (hash: string): string => `key:${hash}`;
/** Where the edge finds a link host of a workspace's own: `host:{host}`. */
export const hostKey = (host: string): string => `host:${host}`;
/** Where the edge keeps the salt of a UTC day. */
export const saltKey = (day: string): string => `salt:${day}`;
