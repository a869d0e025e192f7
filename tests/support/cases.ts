/** Cases of a long property: all of them, or as many as `CASES_MAX` lets a run of mutants have. */
export function casesOf(all: number): number {
  return Math.min(all, Number(process.env.CASES_MAX ?? all));
}
