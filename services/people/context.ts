import type { PersonId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { keyedHash } from "../../platform/keyed-hash.ts";

/** What a verb about people needs to know of its call. `now` is given, as in `Context`. */
export type PeopleContext = {
  readonly db: Db;
  readonly now: Date;
  readonly requestId: string;
  /** Keys the hashes of addresses, codes and networks. */
  readonly pepper: string;
  readonly envelopeKeys: EnvelopeKeys;
  /** Scheme, host and port of the page that calls: links in mails lead there, and passkeys are of its host. */
  readonly origin: string;
  /** Keyed hash of the caller's network of the day; null where it is not known. Never an address. */
  readonly networkHash: string | null;
  readonly userAgent: string | null;
};

/** An address as it is kept: addresses that differ in case alone are one. */
export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** Under what an address is found. */
export const emailHashOf = ({ pepper }: Pick<PeopleContext, "pepper">, email: string): string =>
  keyedHash(pepper, "email", normalEmail(email));

/** As what a person acts. */
export const actorOf = (personId: PersonId): `person:${PersonId}` => `person:${personId}`;
