const TYPES = {
  csv: "text/csv; charset=UTF-8",
  xml: "application/xml",
  pdf: "application/pdf",
} as const;

/** What is said of a file that a caller takes out: its kind by its name, and that nobody on the way keeps it. */
export function fileHeaders(name: `${string}.${keyof typeof TYPES}`): Record<string, string> {
  const kind = name.slice(name.lastIndexOf(".") + 1) as keyof typeof TYPES;
  return {
    "Content-Type": TYPES[kind],
    "Content-Disposition": `attachment; filename="${name}"`,
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
  };
}
