import { beforeAll, expect, it } from "vitest";
import { withDatabase } from "../../../db/client.ts";
import { documentFonts } from "../../../functions/documents/fonts.ts";
import { issueDocuments } from "../../../services/documents/issue-documents.ts";
import { storePdfs } from "../../../services/documents/store-pdfs.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import { insertKey } from "../../../tests/support/call-api.ts";
import { paySale } from "../../../tests/support/paid-sale.ts";
import { asOwner, contextOf } from "../../../tests/support/sample.ts";

const files = new Map<string, Uint8Array>();
const PAYOUT_FILES = {
  get: async (key: string) => {
    const bytes = files.get(key);
    return bytes ? { body: new Response(bytes as never).body, size: bytes.length, httpEtag: '"pdf"' } : null;
  },
};
const shop = apiWithSample({ PAYOUT_FILES } as never);
let own: string;
let anothers: string;

beforeAll(async () => {
  await paySale(shop.database, shop.sample);
  const [ada, grace] = shop.sample.affiliates;
  await asOwner(shop.database.ownerUrl, async (db) => {
    // What the sample of all tables has of documents is of no payout's making.
    await db.execute("alter table documents disable trigger append_only");
    await db.execute("delete from documents");
    await db.execute("alter table documents enable trigger append_only");
    const { workspaceId } = shop.sample;
    own = (await insertKey(db, workspaceId, { affiliateId: ada.affiliateId })).key;
    anothers = (await insertKey(db, workspaceId, { affiliateId: grace.affiliateId })).key;
  });
  await withDatabase(shop.database.env, async (db) => {
    const context = contextOf(db, shop.sample.workspaceId);
    expect(await issueDocuments(context)).toBe(1);
    const put = async (key: string, bytes: Uint8Array) => void files.set(key, bytes);
    expect(await storePdfs(context, { files: { put }, fonts: documentFonts })).toBe(1);
  });
});

it("shows a document, its PDF and the yearly total to the workspace and to the affiliate, and to nobody else", async () => {
  const listed = (await shop.get("/v1/documents?kind=statement")).body.data;
  expect(listed).toMatchObject([{ number: "ST-000002", total: { amount_minor: "1000", currency: "EUR" } }]);
  const [{ id, pdf_sha256 }] = listed;
  expect((await shop.get("/v1/documents?kind=invoice")).body.data).toEqual([]);
  const { body } = (await shop.get(`/v1/portal/documents/${id}`, own)).body;
  expect(body).toMatchObject({ number: "ST-000002", total_minor: "1000" });
  for (const path of [`/v1/documents/${id}/pdf`, `/v1/portal/documents/${id}/pdf`]) {
    const response = await shop.api.fetch("GET", path, path.includes("portal") ? own : shop.key);
    expect(response.headers.get("content-type")).toBe("application/pdf");
    const bytes = new Uint8Array(await response.arrayBuffer());
    const digest = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
    expect(digest).toBe(pdf_sha256);
  }
  for (const end of ["", "/pdf"]) {
    expect((await shop.get(`/v1/documents/${id}${end}`, shop.otherKey)).status).toBe(404);
    expect((await shop.get(`/v1/portal/documents/${id}${end}`, anothers)).status).toBe(404);
  }
  expect((await shop.get("/v1/portal/documents", anothers)).body.data).toEqual([]);
  const year = new Date().getUTCFullYear();
  const totals = (await shop.get(`/v1/portal/yearly-totals?year=${year}`, own)).body.data;
  expect(totals).toMatchObject([{ payouts_count: 1, total: { amount_minor: "1000" } }]);
  expect((await shop.get(`/v1/portal/yearly-totals?year=${year}`, anothers)).body.data).toEqual([]);
  const csv = await (await shop.api.fetch("GET", `/v1/yearly-totals/csv?year=${year}`, shop.key)).text();
  expect(csv).toContain("Ada,EUR,1,10.00,0,0.00,10.00\r\n");
});

it.each([
  ["PUT", "/v1/affiliates/AFF/tax-forms/vat", { status: "received", vat_id: "DE1" }, 422, "vat_id"],
  ["PUT", "/v1/affiliates/AFF/tax-forms/w8ben", { status: "verified" }, 422, "signed_on"],
  ["PUT", "/v1/affiliates/AFF/tax-forms/w9", { status: "expired" }, 422, "status"],
  ["PUT", "/v1/affiliates/AFF/tax-forms/w7", { status: "requested" }, 404, null],
  [
    "PUT",
    "/v1/legal-details",
    { name: "A", address_line1: "B", city: "C", country: "DE", vat_id: "DE1" },
    422,
    "vat_id",
  ],
  [
    "PUT",
    "/v1/legal-details",
    { name: "A", address_line1: "B", city: "C", country: "DE", vat_rate_bps: 1 },
    422,
    "vat_rate_bps",
  ],
  ["PUT", "/v1/document-series/invoice", { prefix: "ST-" }, 409, "prefix"],
  ["PUT", "/v1/document-series/invoice", { prefix: "A1" }, 422, "prefix"],
  ["POST", "/v1/affiliates/AFF/self-billing", { terms: "other" }, 409, "terms"],
  ["GET", "/v1/yearly-totals?year=26", undefined, 422, "year"],
])("%s %s refuses %j with %i", async (method, path, body, status, param) => {
  const { affiliateId } = shop.sample.affiliates[0];
  const answer = await shop.api.call(method, path.replace("AFF", affiliateId), shop.key, body);
  expect([answer.status, answer.body.error.param ?? null]).toEqual([status, param]);
});
