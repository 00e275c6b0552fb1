/** Counts differences by cause and by what differs, and keeps those that have no cause. */
export class CauseTable<Cause extends string, Facet extends string> {
  readonly unexplained: string[] = []
  readonly #counts = new Map<Cause, Map<Facet, number>>()

  /** @param place the symbol-day, for the message when nothing explains the difference */
  add(cause: Cause | undefined, facet: Facet, place: string): void {
    if (cause === undefined) {
      this.unexplained.push(`${facet}: ${place}`)
      return
    }
    const facets = this.#counts.get(cause) ?? new Map<Facet, number>()
    facets.set(facet, (facets.get(facet) ?? 0) + 1)
    this.#counts.set(cause, facets)
  }

  /** Symbol-days by cause and facet, both in alphabetical order. */
  counts(): Record<string, Record<string, number>> {
    return Object.fromEntries(
      sorted(this.#counts).map(([cause, facets]) => [cause, Object.fromEntries(sorted(facets))]),
    )
  }

  text(title: string): string {
    const lines = Object.entries(this.counts()).map(
      ([cause, facets]) =>
        `  ${cause.padEnd(22)}${Object.entries(facets)
          .map(([facet, count]) => `${facet} ${count}`)
          .join(', ')}`,
    )
    return [title, ...lines].join('\n')
  }
}

const sorted = <Key extends string, Value>(map: ReadonlyMap<Key, Value>): [Key, Value][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1))
