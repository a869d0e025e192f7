import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import { openApiDocument } from "../../workers/api/openapi/document.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { PERSON_ROUTES } from "../../workers/api/sign-in/index.ts";

const TARGET = fileURLToPath(new URL("api.d.ts", import.meta.url));

type Part = { [name: string]: unknown };

/** Says that something is not there, which whoever reads the types sees anyway; more than half of all lines. */
const ABSENT = /^ *(readonly )?\w+\??: never;\n/gm;

/** The types of what calls take and answer, of the very document that the API serves. */
export async function buildTypes(): Promise<string> {
  const document = openApiDocument(ROUTES, PERSON_ROUTES) as unknown as {
    paths: Record<string, Record<string, Part>>;
  };
  for (const calls of Object.values(document.paths)) for (const call of Object.values(calls)) leaveOut(call);
  // What has a default may be left out of a body, as the document says.
  const options = { alphabetize: true, defaultNonNullable: false };
  const types = await openapiTS(document as unknown as OpenAPI3, options);
  const text = astToString(types).replaceAll(ABSENT, "");
  return `// Written by \`npm run build:client\` from the OpenAPI document; a test holds it to that.\n${text}`;
}

/** Leaves out of a call what the client sees to: headers, and refusals, which it throws as errors of one form. */
function leaveOut(call: Part): void {
  const parameters = (call.parameters ?? []) as (Part & { readonly $ref?: string; readonly in?: string })[];
  call.parameters = parameters.filter((each) => each.$ref === undefined && each.in !== "header");
  const answers = Object.entries(call.responses as Record<string, Part>).filter(([status]) => status < "300");
  call.responses = Object.fromEntries(answers.map(([status, { headers: _, ...answer }]) => [status, answer]));
  for (const [, { content }] of answers as [string, { content?: Part }][]) {
    // The client does not ask for CSV where there is JSON.
    if (content?.["application/json"]) delete content["text/csv"];
  }
  const body = call.requestBody as { content?: Record<string, Part> } | undefined;
  for (const content of Object.values(body?.content ?? {})) delete content.example;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, await buildTypes());
