import { compileDestination, type Destination } from "../../core/link/location.ts";
import { CLICK_ID_PARAMETER } from "../../core/link/parameters.ts";
import { type PublishedLink, readPublishedLink } from "../../core/link/published-link.ts";
import { parseUrl } from "../../platform/parse-url.ts";
import { PublishedStore } from "../shared/published-store.ts";

/** A published link with its destinations taken apart, once for all who follow it. */
export type EdgeLink = {
  readonly link: PublishedLink;
  /** By the address as published. */
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly main: Destination;
  /** The names by which the click id reaches the shop. */
  readonly clickIdParameters: readonly string[];
};

/** A store of links by `link:{host}:{slug}`. A link with a destination that is no web address counts as a fault. */
export function createLinkStore(now: () => number): PublishedStore<EdgeLink> {
  return new PublishedStore(readEdgeLink, now);
}

function readEdgeLink(stored: unknown): EdgeLink | null {
  const link = readPublishedLink(stored);
  if (!link) return null;
  const named = link.click_id_parameters ?? [];
  const clickIdParameters = named.length > 0 ? named : [CLICK_ID_PARAMETER];
  const destinations = new Map<string, Destination>();
  for (const address of addressesOf(link)) {
    const destination = compileDestination(address, { clickIdParameters, parse: parseUrl });
    if (!destination) return null;
    destinations.set(address, destination);
  }
  const main = destinations.get(link.destination_url);
  return main ? { link, destinations, main, clickIdParameters } : null;
}

function addressesOf(link: PublishedLink): readonly string[] {
  const optional = [link.fallback_url, ...(link.caps ?? []).map(({ overflow_url }) => overflow_url)];
  return [
    link.destination_url,
    ...(link.rules ?? []).map(({ destination_url }) => destination_url),
    ...(link.variants ?? []).map(({ destination_url }) => destination_url),
    ...optional.filter((address) => typeof address === "string"),
  ];
}
