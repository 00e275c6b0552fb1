import type { Board } from '../../../core/market/board.ts'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import { random } from './random.ts'

/** What one invented stock does on the invented day. Seconds count from 09:30 without the lunch break. */
export interface HandStock {
  readonly symbol: InstrumentSymbol
  readonly name: string
  readonly board: Board
  readonly limitPercent: 10 | 20
  readonly industry: string
  readonly concepts: readonly string[]
  /** Reference price in fen. */
  readonly prevClose: number
  readonly previousStreak: number
  /** Broke its limit-up the session before. */
  readonly wasBroken: boolean
  readonly openReturn: number
  readonly closeReturn: number
  /** Stretches sealed, [from, to) in seconds; the last may run to the end. */
  readonly sealed: readonly (readonly [number, number])[]
  readonly side: 'up' | 'down'
  /** Yuan queued at most. */
  readonly queue: number
  readonly boardsInWindow: number
  readonly windowDays: number
}

export const DAY_SECONDS = 14_460
const INDUSTRIES = [
  '工程机械',
  '化学制药',
  '电力',
  '半导体',
  '通用设备',
  '房地产',
  '证券',
  '光伏设备',
  '软件开发',
  '食品加工',
  '煤炭',
  '汽车零部件',
]
const CONCEPTS = [
  '基建',
  '新冠检测',
  '绿电',
  '国产芯片',
  '数字经济',
  '一带一路',
  '国企改革',
  '新能源车',
  '储能',
  '预制菜',
  '机器人',
  '军工',
]
const FIRST = '华泰安恒瑞宏东新金天海中国嘉盛博远立达信通'
const SECOND = '科电建药能工智联精密动材光装'
const LAST = ['股份', '科技', '集团', '控股']

/** Yesterday's ladder: how many stocks had how many boards. */
const YESTERDAY: readonly (readonly [boards: number, stocks: number])[] = [
  [6, 1],
  [5, 1],
  [4, 2],
  [3, 5],
  [2, 11],
  [1, 34],
]

/** 54 limit-ups of yesterday, 16 broken boards of yesterday, new first boards, and limit-downs. */
export function handStocks(seed: number): readonly HandStock[] {
  const next = random(seed)
  const stocks: HandStock[] = []
  const add = (change: Partial<HandStock>): void => {
    stocks.push({ ...plain(stocks.length, next), ...change })
  }
  for (const [boards, count] of YESTERDAY) {
    for (let index = 0; index < count; index += 1) {
      const promoted = index === 0 || next() < (boards === 1 ? 0.22 : 0.42)
      const touches = promoted || next() < 0.25
      add({
        previousStreak: boards,
        ...window(boards, next),
        openReturn: (next() - 0.35) * 0.08,
        closeReturn: promoted ? 0.1 : (next() - 0.55) * 0.12,
        sealed: touches ? stretches(next, promoted) : [],
      })
    }
  }
  for (let index = 0; index < 16; index += 1) {
    const seals = next() < 0.2
    add({
      wasBroken: true,
      openReturn: (next() - 0.6) * 0.05,
      closeReturn: seals ? 0.1 : (next() - 0.6) * 0.1,
      sealed: seals ? stretches(next, true) : [],
    })
  }
  for (let index = 0; index < 46; index += 1) {
    const holds = next() < 0.72
    add({ closeReturn: holds ? 0.1 : 0.03 + next() * 0.05, sealed: stretches(next, holds) })
  }
  for (let index = 0; index < 13; index += 1) {
    const holds = next() < 0.8
    add({
      side: 'down',
      openReturn: -0.05,
      closeReturn: holds ? -0.1 : -0.07,
      sealed: stretches(next, holds),
    })
  }
  return stocks
}

function plain(index: number, next: () => number): HandStock {
  const isChiNext = next() < 0.12
  const isShanghai = !isChiNext && next() < 0.5
  const code = isChiNext ? 300_100 + index : isShanghai ? 603_100 + index : 2_100 + index
  const pick = <Value>(values: ArrayLike<Value>): Value =>
    values[Math.floor(next() * next() * values.length)] as Value
  return {
    symbol: `${String(code).padStart(6, '0')}.${isShanghai ? 'SH' : 'SZ'}` as InstrumentSymbol,
    name: `${pick(FIRST)}${SECOND[index % SECOND.length]}${LAST[index % LAST.length]}`,
    board: isChiNext ? 'CHINEXT' : isShanghai ? 'SH_MAIN' : 'SZ_MAIN',
    limitPercent: isChiNext ? 20 : 10,
    industry: pick(INDUSTRIES),
    concepts: [...new Set([pick(CONCEPTS), pick(CONCEPTS)])],
    prevClose: 400 + Math.floor(next() * 2600),
    previousStreak: 0,
    wasBroken: false,
    openReturn: (next() - 0.4) * 0.04,
    closeReturn: 0,
    sealed: [],
    side: 'up',
    queue: 2e7 + next() * next() * 6e8,
    boardsInWindow: 1,
    windowDays: 1,
  }
}

/** Some ladders have a day without a board inside: five days, four boards. */
function window(boards: number, next: () => number): Pick<HandStock, 'boardsInWindow' | 'windowDays'> {
  const rests = boards <= 2 && next() < 0.5 ? 2 : 0
  return {
    boardsInWindow: boards + 1 + (rests > 0 ? 2 : 0),
    windowDays: boards + 1 + (rests > 0 ? 2 + rests : 0),
  }
}

function stretches(next: () => number, holds: boolean): readonly (readonly [number, number])[] {
  const openings = next() < 0.55 ? 0 : 1 + Math.floor(next() * 3)
  const spans: [number, number][] = []
  let at = next() < 0.12 ? 0 : Math.floor(next() * next() * 11_000 + 20)
  for (let index = 0; index < openings + 1; index += 1) {
    const isLast = index === openings
    const until = isLast && holds ? DAY_SECONDS : at + 120 + Math.floor(next() * 2400)
    spans.push([at, Math.min(until, DAY_SECONDS)])
    at = until + 60 + Math.floor(next() * 1500)
    if (at > 13_000) break
  }
  const last = spans.at(-1)
  if (last !== undefined && holds) last[1] = DAY_SECONDS
  return spans
}
