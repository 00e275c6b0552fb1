/** Keys remembered: the symbols of a market, several times over. */
const REMEMBERED = 65_536

/** Record keys with the data set before them. Those that repeat are the same string, whose hash is known. */
export class RecordKeys {
  readonly #known = new Map<string, string>()
  #dataset = ''

  of(dataset: string, key: string): string {
    if (dataset !== this.#dataset || this.#known.size >= REMEMBERED) this.#known.clear()
    this.#dataset = dataset
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const full = `${dataset}/${key}`
    this.#known.set(key, full)
    return full
  }
}
