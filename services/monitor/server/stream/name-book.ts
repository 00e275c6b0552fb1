import type { Reader } from '../queries/reader.ts'

/** What is known of an instrument besides its figures. */
export interface Named {
  readonly name: string
  readonly industry: string | null
  readonly concepts: readonly string[]
}

interface Book {
  readonly names: ReadonlyMap<string, Named>
  readonly readAt: number
}

/** Newly listed shares get their names from here, at the latest. */
const REFRESH_MS = 60_000
/** Simulated and replayed markets have the instruments of the real one. */
const FALLBACK = 'main'

/** Short names, industries and concepts by code, kept in memory and read again when one is missing. */
export class NameBook {
  readonly #reader: Reader
  readonly #books = new Map<string, Book>()
  readonly #loading = new Map<string, Promise<void>>()

  constructor(reader: Reader) {
    this.#reader = reader
  }

  /** Makes the names of a data set known. Without a warehouse there are none, and it tries again later. */
  async load(dataset: string): Promise<void> {
    await Promise.all([...new Set([dataset, FALLBACK])].map((each) => this.#load(each)))
  }

  /** Undefined where nothing is known; who asks twice may get it. */
  find(dataset: string, symbol: string): Named | undefined {
    const found = this.#books.get(dataset)?.names.get(symbol) ?? this.#books.get(FALLBACK)?.names.get(symbol)
    if (found === undefined) void this.load(dataset)
    return found
  }

  #load(dataset: string): Promise<void> {
    const book = this.#books.get(dataset)
    if (book !== undefined && Date.now() - book.readAt < REFRESH_MS) return Promise.resolve()
    const running = this.#loading.get(dataset) ?? this.#read(dataset)
    this.#loading.set(dataset, running)
    return running
  }

  async #read(dataset: string): Promise<void> {
    try {
      const rows = await this.#reader.rows<Named & { readonly symbol: string }>(
        'names',
        `SELECT arrayJoin(arrayConcat([instrument], aliases.symbol)) AS symbol, name, industry, concepts
         FROM instruments_all WHERE dataset = {dataset:String}`,
        { dataset },
      )
      const names = new Map(rows.map(({ symbol, ...named }) => [symbol, named]))
      this.#books.set(dataset, { names, readAt: Date.now() })
    } catch {
      this.#books.set(dataset, { names: this.#books.get(dataset)?.names ?? new Map(), readAt: Date.now() })
    } finally {
      this.#loading.delete(dataset)
    }
  }
}
