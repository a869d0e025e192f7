import { truncateAddress } from "../../core/shared/truncate-address.ts";

/** The address of a caller; only `CF-Connecting-IP` counts, since a caller can write any other header. */
export const callerAddress = (headers: Headers): string | null => headers.get("cf-connecting-ip");

/** The network of a caller, cut before anything else is done with the address; null where that is none. */
export const callerNetwork = (headers: Headers): string | null =>
  truncateAddress(callerAddress(headers) ?? "");
