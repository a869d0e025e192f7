import type { OutgoingOutcome, OutgoingRequest } from "../core/events/outgoing.ts";

/** What the functions ask of the sender by their binding; nobody else reaches it. */
export type SenderDoor = { send(request: OutgoingRequest): Promise<OutgoingOutcome> };
