/**
 * False discovery rates after Benjamini and Hochberg (1995): of m tests the p of rank i becomes the least
 * p * m / j over all ranks j >= i, at most 1. `ranked` adds rank and number of tests per data set,
 * `adjusted` is the column; tests without a p are no tests.
 */
export function ranked(source: string, columns: readonly string[]): string {
  const ranks = columns.flatMap((p) => [
    `row_number() OVER (PARTITION BY dataset, isNull(${p}) ORDER BY ${p}) AS ${p}_rank`,
    `count(${p}) OVER (PARTITION BY dataset) AS ${p}_tests`,
  ])
  return `SELECT *, ${ranks.join(', ')} FROM ${source}`
}

export function adjusted(p: string): string {
  return [
    `if(isNull(${p}), NULL, min(least(1, ${p} * ${p}_tests / ${p}_rank))`,
    `OVER (PARTITION BY dataset, isNull(${p}) ORDER BY ${p}_rank DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))`,
  ].join(' ')
}
