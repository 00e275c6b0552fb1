/** Words of PromQL that stand where names of metrics may stand. */
const WORDS = new Set(
  'sum max min avg count rate increase deriv absent time histogram_quantile and or unless on by without ignoring bool'.split(
    ' ',
  ),
)

/** Names of the metrics in an expression: what is left without labels, groupings, strings and functions. */
export function metricNames(expression: string): readonly string[] {
  const bare = expression
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, ' ')
  const names = bare.match(/[a-zA-Z_:][\w:]*/g) ?? []
  return [...new Set(names.filter((name) => !WORDS.has(name) && !/^e\d*$/.test(name)))]
}

/** Samples of an exposition by metric, each with its labels. */
export function samplesOf(
  text: string,
): ReadonlyMap<
  string,
  readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
> {
  const samples = new Map<string, { labels: Record<string, string>; value: number }[]>()
  for (const line of text.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line)
    if (match === null) continue
    const [, name = '', inner = '', value] = match
    const labels = Object.fromEntries(
      [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, content]) => [label!, content!]),
    )
    samples.set(name, [...(samples.get(name) ?? []), { labels, value: Number(value) }])
  }
  return samples
}
