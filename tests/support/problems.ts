import type { Answer } from "./call-api.ts";

type Told = { readonly param: string; readonly message: string };

/** The status of a refusal, and every field at fault with what is wrong with it, as they were told. */
export const problemsOf = ({ status, body }: Answer) => [
  status,
  ...body.error.errors.map(({ param, message }: Told) => `${param}: ${message}`),
];

/** The status of a refusal, and every field at fault, sorted. */
export const faultyParamsOf = ({ status, body }: Answer) => [
  status,
  ...body.error.errors.map(({ param }: Told) => param).toSorted(),
];
