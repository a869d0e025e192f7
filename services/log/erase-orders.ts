import type { WorkspaceId } from "../../core/shared/id.ts";
import { conversionObjectKey } from "../../platform/accepted-object-key.ts";
import { type Customer, holdsCustomer, holdsEmail, isCustomer, metadataWithout } from "./customer.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A customer of a workspace, in orders that were taken before an instant. */
export type CustomerOf = {
  readonly workspaceId: WorkspaceId;
  readonly customer: Customer;
  readonly before: Date;
};

/**
 * A message of the conversions queue without the customer, or null if it does not name it: a conversion, or a
 * report of one that was refused. The order and its money stay, so that it can be tried again.
 */
export function eraseFromOrder(record: Fields, { workspaceId, customer, before }: CustomerOf): Fields | null {
  if (record.workspace_id !== workspaceId) return null;
  const { received_at_ms: ms, request, parameters } = record;
  if (typeof ms === "number" && ms >= before.getTime()) return null;
  if (isFields(request)) {
    const erased = withoutCustomer(request, customer);
    return erased && { ...record, request: erased };
  }
  return isFields(parameters) ? eraseFromReport({ ...record, parameters }, customer) : null;
}

/** The key of the bucket's first copy of the conversion that a message is of, or null. */
export function copyOf({ request }: Fields, { workspaceId }: CustomerOf): string | null {
  if (!isFields(request) || typeof request.external_id !== "string") return null;
  return conversionObjectKey(workspaceId, request.external_id);
}

/** A body that could not be read is withheld whole: nobody can tell what in it is whose. */
function eraseFromReport(
  { body, ...record }: Fields & { readonly parameters: Fields },
  customer: Customer,
): Fields | null {
  const { customer_id, ...parameters } = record.parameters;
  const isNamed = isCustomer(customer_id, customer);
  const isInBody = typeof body === "string" && holdsCustomer(body, customer);
  if (!isNamed && !isInBody) return null;
  return {
    ...record,
    ...(isNamed ? { parameters } : {}),
    ...(body === undefined || isInBody ? {} : { body }),
  };
}

/** An e-mail address is told by its form wherever it stands; an id may be any number, and is one of a customer's own order only. */
function withoutCustomer({ customer, ...request }: Fields, who: Customer): Fields | null {
  const isNamed = isFields(customer) && Object.values(customer).some((value) => isCustomer(value, who));
  const { metadata } = request;
  const left = isFields(metadata)
    ? metadataWithout(metadata, (text) => (isNamed ? holdsCustomer : holdsEmail)(text, who))
    : undefined;
  const isSaid = isFields(metadata) && left && Object.keys(left).length < Object.keys(metadata).length;
  if (!isNamed && !isSaid) return null;
  return {
    ...request,
    ...(isNamed || customer === undefined ? {} : { customer }),
    ...(isSaid ? { metadata: left } : {}),
  };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
