/** Units of observations by the beginning of their names; the first that fits stands. */
const UNITS: readonly (readonly [prefix: string, unit: string])[] = [
  ['CN.PMI', 'index'],
  ['CN.SOCIALFINANCING', 'CNY'],
  ['CN.NEWCREDIT', 'CNY'],
  ['CN.MARGIN.', 'CNY'],
  ['CN.NORTHBOUND', 'CNY'],
  ['CN.SOUTHBOUND', 'CNY'],
  ['CN.MARKETCAP', 'CNY'],
  ['CN.GOLD.', 'CNY per gram'],
  ['CN.PE.', 'ratio'],
  ['CN.', 'percent'],
  ['US.PUTCALL.', 'ratio'],
  ['US.FSI', 'index'],
  ['US.CDS5Y.', 'basis points'],
  ['US.WALCL', 'USD'],
  ['US.GOLD.', 'USD per ounce'],
  ['US.', 'percent'],
]

/** The unit of a series; `value` where the name says nothing. */
export const unitOf = (series: string): string =>
  UNITS.find(([prefix]) => series.startsWith(prefix))?.[1] ?? 'value'
