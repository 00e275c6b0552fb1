import { WindowError } from '../errors.ts'
import { createWindow, type WindowOf, type WindowSpec } from './create-window.ts'
import { seriesOf } from './look-back.ts'
import type { SeriesWindow } from './window.ts'

export type WindowSpecs = Readonly<Record<string, WindowSpec>>

type WindowsOf<Specs extends WindowSpecs> = { readonly [Name in keyof Specs]: WindowOf<Specs[Name]> }

/** Windows that are kept together: one value in the state of a processor. */
export class WindowSet<Specs extends WindowSpecs> {
  readonly specs: Specs
  /** Each by itself, for windows that are fed different series. */
  readonly windows: WindowsOf<Specs>
  readonly #list: readonly WindowOf<WindowSpec>[]

  constructor(specs: Specs, windows = Object.values(specs).map((spec) => createWindow(spec))) {
    this.specs = specs
    this.#list = windows
    this.windows = Object.fromEntries(
      Object.keys(specs).map((name, index) => [name, windows[index]]),
    ) as unknown as WindowsOf<Specs>
  }

  /** Gives one value to all windows; @throws TypeError where one of them takes two series. */
  push(value: number | null, time?: number): void {
    for (const window of this.#list) {
      if (seriesOf(window.spec) === 2)
        throw new TypeError(`Window ${window.spec.kind} takes two series: push to windows.<name> instead.`)
      ;(window as SeriesWindow).push(value, time)
    }
  }

  /** The values of all windows by name. */
  values(): { readonly [Name in keyof Specs]: number | null } {
    return Object.fromEntries(
      Object.keys(this.specs).map((name, index) => [name, this.#list[index]!.value]),
    ) as { readonly [Name in keyof Specs]: number | null }
  }

  restart(): void {
    for (const window of this.#list) window.restart()
  }

  clone(): WindowSet<Specs> {
    return new WindowSet(
      this.specs,
      this.#list.map((window) => window.clone()),
    )
  }

  /** Lengths and snapshots of the windows, in the order of their names. */
  snapshot(): Uint8Array {
    const parts = this.#byName().map((window) => window.snapshot())
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0))
    const view = new DataView(bytes.buffer)
    let offset = 0
    for (const part of parts) {
      view.setUint32(offset, part.length, true)
      bytes.set(part, offset + 4)
      offset += 4 + part.length
    }
    return bytes
  }

  /** @throws WindowError `corrupt` */
  restore(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let offset = 0
    for (const window of this.#byName()) {
      const end = offset + 4 <= bytes.length ? offset + 4 + view.getUint32(offset, true) : bytes.length + 1
      if (end > bytes.length)
        throw new WindowError('corrupt', `The snapshot of a set of windows ends at ${offset}.`)
      window.restore(bytes.subarray(offset + 4, end))
      offset = end
    }
    if (offset !== bytes.length)
      throw new WindowError(
        'corrupt',
        `The snapshot of a set of windows has ${bytes.length - offset} bytes too many.`,
      )
  }

  #byName(): WindowOf<WindowSpec>[] {
    const names = Object.keys(this.specs)
    return names
      .map((_, index) => index)
      .sort((a, b) => (names[a]! < names[b]! ? -1 : 1))
      .map((index) => this.#list[index]!)
  }
}

/** A kind of set: `const Averages = defineWindows({ month: mean({ length: 21 }) })`. */
export interface WindowSetDefinition<Specs extends WindowSpecs> {
  readonly specs: Specs
  create(): WindowSet<Specs>
  /** @throws WindowError `corrupt` */
  restore(bytes: Uint8Array): WindowSet<Specs>
}

export function defineWindows<const Specs extends WindowSpecs>(specs: Specs): WindowSetDefinition<Specs> {
  return {
    specs,
    create: () => new WindowSet(specs),
    restore(bytes) {
      const set = new WindowSet(specs)
      set.restore(bytes)
      return set
    },
  }
}
