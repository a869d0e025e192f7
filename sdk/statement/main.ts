import { type Page, start } from "./page.ts";

start((globalThis as unknown as { readonly document: Page }).document);
