/**
 * Quantile 分位值 of values in ascending order: between two order statistics by straight line (the default of numpy,
 * type 7 of Hyndman and Fan 1996). `share` is a fraction from 0 to 1. Null for no values.
 */
export function quantile(ascending: readonly number[], share: number): number | null {
  const place = (ascending.length - 1) * share
  const below = ascending[Math.floor(place)]
  const above = ascending[Math.ceil(place)]
  if (below === undefined || above === undefined) return null
  return below + (above - below) * (place - Math.floor(place))
}
