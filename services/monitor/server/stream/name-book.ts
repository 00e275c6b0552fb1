import type { Reader } from '../queries/reader.ts'

/** What is known of an instrument besides its figures. */
export interface Named {
  readonly name: string | null
  readonly industry: string | null
  readonly concepts: readonly string[]
}

interface Book {
  readonly names: ReadonlyMap<string, Named>
  readonly readAt: number
}

/** Newly listed shares and changed names are known at the latest after it. */
const REFRESH_MS = 60_000
/** How soon they are read again where a name was missing, as the warehouse may be storing them; then less often. */
const MISSING_MS = 1_000
const LONGEST_MISSING_MS = 60_000
/** Simulated and replayed markets have the instruments of the real one. */
const FALLBACK = 'main'

/** Short names, industries and concepts by code, kept in memory and read again while one is missing. */
export class NameBook {
  readonly #reader: Reader
  readonly #books = new Map<string, Book>()
  readonly #loading = new Map<string, Promise<void>>()
  /** By data set, the codes that were asked for and not found. */
  readonly #missing = new Map<string, Set<string>>()
  readonly #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #patience = MISSING_MS
  #closed = false

  constructor(reader: Reader) {
    this.#reader = reader
  }

  /** Calls whenever names have become known that were asked for before. */
  onLearned(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Makes the names of a data set known. Without a warehouse there are none, and it tries again later. */
  async load(dataset: string): Promise<void> {
    await Promise.all(withFallback([dataset]).map((each) => this.#load(each)))
  }

  /** Undefined where nothing is known yet; listeners hear when that has changed. */
  find(dataset: string, symbol: string): Named | undefined {
    const found = this.#lookUp(dataset, symbol)
    if (found === undefined) this.#miss(dataset, symbol)
    return found
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#listeners.clear()
  }

  #lookUp(dataset: string, symbol: string): Named | undefined {
    return this.#books.get(dataset)?.names.get(symbol) ?? this.#books.get(FALLBACK)?.names.get(symbol)
  }

  #miss(dataset: string, symbol: string): void {
    const symbols = this.#missing.get(dataset)
    if (symbols === undefined) this.#missing.set(dataset, new Set([symbol]))
    else symbols.add(symbol)
    this.#lookAgain()
  }

  /** Reads until nothing is missing, ever less often while that brings nothing. */
  #lookAgain(): void {
    if (this.#closed || this.#missing.size === 0) return
    this.#timer ??= setTimeout(async () => {
      this.#timer = undefined
      this.#patience = Math.min(this.#patience * 2, LONGEST_MISSING_MS)
      await Promise.all(withFallback([...this.#missing.keys()]).map((each) => this.#readOnce(each)))
      this.#lookAgain()
    }, this.#patience).unref()
  }

  #load(dataset: string): Promise<void> {
    const book = this.#books.get(dataset)
    const longest = this.#missing.size > 0 ? MISSING_MS : REFRESH_MS
    if (book !== undefined && Date.now() - book.readAt < longest) return Promise.resolve()
    return this.#readOnce(dataset)
  }

  #readOnce(dataset: string): Promise<void> {
    const running = this.#loading.get(dataset) ?? this.#read(dataset)
    this.#loading.set(dataset, running)
    return running
  }

  async #read(dataset: string): Promise<void> {
    try {
      const rows = await this.#reader.rows<Named & { readonly symbol: string }>(
        'names',
        `SELECT arrayJoin(arrayConcat([instrument], aliases.symbol)) AS symbol, nullIf(name, '') AS name, industry,
           concepts
         FROM instruments_all WHERE dataset = {dataset:String}`,
        { dataset },
      )
      const names = new Map(rows.map(({ symbol, ...named }) => [symbol, named]))
      this.#books.set(dataset, { names, readAt: Date.now() })
      this.#tellLearned()
    } catch {
      const names = this.#books.get(dataset)?.names ?? new Map<string, Named>()
      this.#books.set(dataset, { names, readAt: Date.now() })
    } finally {
      this.#loading.delete(dataset)
    }
  }

  #tellLearned(): void {
    let learned = false
    for (const [dataset, symbols] of this.#missing) {
      for (const symbol of symbols)
        if (this.#lookUp(dataset, symbol) !== undefined) learned = symbols.delete(symbol)
      if (symbols.size === 0) this.#missing.delete(dataset)
    }
    if (!learned) return
    this.#patience = MISSING_MS
    for (const listener of this.#listeners) listener()
  }
}

const withFallback = (datasets: readonly string[]): readonly string[] => [...new Set([...datasets, FALLBACK])]
