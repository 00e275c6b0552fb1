import type { TradeDate } from '../../../core/market/trade-date.ts'

/** Years of the US election cycle, by the year modulo 4 (domain.md C2). */
export const CYCLE_YEARS = ['presidential', 'post', 'midterm', 'pre'] as const

export type CycleYear = (typeof CYCLE_YEARS)[number]

/** Midterm election years 中期选举年 are 2018, 2022, 2026; presidential ones 2016, 2020, 2024. */
export const cycleYearOf = (year: number): CycleYear => CYCLE_YEARS[((year % 4) + 4) % 4]!

/** A calendar month as the integer yyyymm. */
export type Month = number

export const monthOf = (date: TradeDate): Month => Math.floor(date / 100)

export const nextMonth = (month: Month): Month => (month % 100 === 12 ? month + 89 : month + 1)

/** First day of a month. */
export const firstDayOf = (month: Month): TradeDate => (month * 100 + 1) as TradeDate
