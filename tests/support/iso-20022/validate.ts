import { readFileSync } from "node:fs";
import { validateXML } from "xmllint-wasm";

/** What libxml2 finds wrong with a message of ISO 20022 by its schema, e.g. `pain.001.001.03`. */
export async function schemaErrors(message: string, xml: string): Promise<readonly string[]> {
  const schema = readFileSync(new URL(`${message}.xsd`, import.meta.url), "utf8");
  const { errors } = await validateXML({
    xml: [{ fileName: "message.xml", contents: xml }],
    schema: [{ fileName: `${message}.xsd`, contents: schema }],
  });
  return errors.map(({ message: error }) => error);
}
