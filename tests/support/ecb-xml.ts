/** Rates as the European Central Bank publishes them: of one day or of several. */
export function ecbXml(days: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const cubes = Object.entries(days).map(([day, rates]) => {
    const lines = Object.entries(rates).map(
      ([code, rate]) => `      <Cube currency='${code}' rate='${rate}'/>`,
    );
    return `    <Cube time='${day}'>\n${lines.join("\n")}\n    </Cube>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender>
    <gesmes:name>European Central Bank</gesmes:name>
  </gesmes:Sender>
  <Cube>
${cubes.join("\n")}
  </Cube>
</gesmes:Envelope>`;
}

/** Rates of 2020-08-11, as they were. */
export const ECB_2020_08_11 = { "2020-08-11": { USD: "1.1783", JPY: "124.97", BGN: "1.9558" } };
