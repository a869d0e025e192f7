import { answerOf, createTributary, everyRow, TributaryError } from "./index.ts";

const api = createTributary({ url: "https://api.example.com", key: process.env.TRIBUTARY_KEY });

try {
  const body = { name: "Ada", email: "ada@affiliates.example" };
  const affiliate = await answerOf(api.POST("/v1/affiliates", { body }));
  console.log(affiliate.id);
} catch (error) {
  if (!(error instanceof TributaryError)) throw error;
  for (const { param, message } of error.problems) console.log(param, message);
}

const links = everyRow((place) => api.GET("/v1/links", { params: { query: { ...place, limit: "100" } } }));
for await (const link of links) console.log(link.short_url);

const file: string = await answerOf(api.GET("/v1/affiliates/export", {}));
console.log(await answerOf(api.POST("/v1/affiliates/imports", { body: file })));
