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
const LONGEST_MISSING_MS = 10_000
/** Simulated and replayed markets have the instruments of the real one. */
const FALLBACK = 'main'

/** Short names, industries and concepts by code, kept in memory and read again when one is missing. */
export class NameBook {
  readonly #reader: Reader
  readonly #books = new Map<string, Book>()
  readonly #loading = new Map<string, Promise<void>>()
  /** Data sets in which a name was asked for that was not there. */
  readonly #missing = new Set<string>()
  readonly #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #patience = MISSING_MS

  constructor(reader: Reader) {
    this.#reader = reader
  }

  /** Calls whenever names have become known. */
  onLearned(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Makes the names of a data set known. Without a warehouse there are none, and it tries again later. */
  async load(dataset: string): Promise<void> {
    await Promise.all([...new Set([dataset, FALLBACK])].map((each) => this.#load(each)))
  }

  /** Undefined where nothing is known yet; listeners hear when that has changed. */
  find(dataset: string, symbol: string): Named | undefined {
    const found = this.#books.get(dataset)?.names.get(symbol) ?? this.#books.get(FALLBACK)?.names.get(symbol)
    if (found === undefined) this.#lookAgain(dataset)
    return found
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#listeners.clear()
  }

  #lookAgain(dataset: string): void {
    this.#missing.add(dataset)
    this.#missing.add(FALLBACK)
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      for (const each of this.#missing) void this.#load(each)
      this.#patience = Math.min(this.#patience * 2, LONGEST_MISSING_MS)
    }, this.#patience).unref()
  }

  #load(dataset: string): Promise<void> {
    const book = this.#books.get(dataset)
    const age = this.#missing.has(dataset) ? this.#patience : REFRESH_MS
    if (book !== undefined && Date.now() - book.readAt < age) return Promise.resolve()
    const running = this.#loading.get(dataset) ?? this.#read(dataset)
    this.#loading.set(dataset, running)
    return running
  }

  async #read(dataset: string): Promise<void> {
    this.#missing.delete(dataset)
    const before = this.#books.get(dataset)?.names ?? new Map<string, Named>()
    try {
      const rows = await this.#reader.rows<Named & { readonly symbol: string }>(
        'names',
        `SELECT arrayJoin(arrayConcat([instrument], aliases.symbol)) AS symbol, nullIf(name, '') AS name, industry, concepts
         FROM instruments_all WHERE dataset = {dataset:String}`,
        { dataset },
      )
      const names = new Map(rows.map(({ symbol, ...named }) => [symbol, named]))
      this.#books.set(dataset, { names, readAt: Date.now() })
      if (names.size <= before.size) return
      this.#patience = MISSING_MS
      for (const listener of this.#listeners) listener()
    } catch {
      this.#books.set(dataset, { names: before, readAt: Date.now() })
      this.#lookAgain(dataset)
    } finally {
      this.#loading.delete(dataset)
    }
  }
}
