import { AliasError } from '../errors.ts'
import { RENAMED_CODES, type RenamedCodes } from './data/renamed-codes.ts'
import type { Alias } from './instrument-status.ts'
import { type InstrumentSymbol, parseSymbol } from './instrument-symbol.ts'
import { parseTradeDate, type TradeDate } from './trade-date.ts'

/** One change of code: `former` until the day before `from`, `current` since. */
export interface Renaming {
  readonly former: InstrumentSymbol
  readonly current: InstrumentSymbol
  readonly from: TradeDate
}

/**
 * Former codes of instruments. An instrument is known by its newest code for ever, so that streaks,
 * windows and positions survive a renaming.
 */
export class AliasTable {
  private readonly byFormer: ReadonlyMap<InstrumentSymbol, Renaming>
  private readonly byCurrent: ReadonlyMap<InstrumentSymbol, Renaming>

  constructor(renamings: readonly Renaming[]) {
    const byFormer = new Map(renamings.map((renaming) => [renaming.former, renaming]))
    const byCurrent = new Map(renamings.map((renaming) => [renaming.current, renaming]))
    if (byFormer.size < renamings.length || byCurrent.size < renamings.length) {
      throw new AliasError('inconsistent', 'a code is renamed twice or taken twice; keep one row per change')
    }
    for (const { former, current, from } of renamings) {
      const earlier = byCurrent.get(former)
      if (former !== current && (earlier === undefined || earlier.from < from)) continue
      throw new AliasError('inconsistent', `${former} -> ${current} does not follow its earlier renaming`)
    }
    this.byFormer = byFormer
    this.byCurrent = byCurrent
  }

  /** The newest code of whatever a source calls the instrument. */
  canonicalSymbol(symbol: InstrumentSymbol): InstrumentSymbol {
    let newest = symbol
    for (let next = this.byFormer.get(newest); next !== undefined; next = this.byFormer.get(newest)) {
      newest = next.current
    }
    return newest
  }

  /** Former codes of an instrument, oldest first. */
  aliasesOf(instrument: InstrumentSymbol): readonly Alias[] {
    const aliases: Alias[] = []
    for (
      let step = this.byCurrent.get(instrument);
      step !== undefined;
      step = this.byCurrent.get(step.former)
    ) {
      aliases.unshift({ symbol: step.former, until: step.from })
    }
    return aliases
  }
}

/** The renamings that are documented in data/renamed-codes.ts. */
export const knownAliases = new AliasTable(RENAMED_CODES.flatMap(renamingsOf))

function renamingsOf({ exchange, from, pairs }: RenamedCodes): Renaming[] {
  return pairs
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const [former, current] = pair.split('>') as [string, string]
      return { former: symbolIn(exchange, former), current: symbolIn(exchange, current), from: dateOf(from) }
    })
}

function symbolIn(exchange: string, code: string): InstrumentSymbol {
  return parseSymbol(`${exchange}${code}`)!
}

function dateOf(text: string): TradeDate {
  return parseTradeDate(text)!
}
