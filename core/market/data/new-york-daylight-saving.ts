/**
 * Daylight saving time in New York, first and last year of each rule (both included). From 1967 federal law
 * (Uniform Time Act of 1966; emergency acts of 1974 and 1975; acts of 1986 and 2005, the latter in force since
 * 2007), before that the state's and, 1918-1919 and 1942-1945, the wars'. As the IANA time zone database has it
 * (northamerica, rules US and NYC); a test compares every day since 1918 with it.
 */
export const NEW_YORK_DAYLIGHT_SAVING: readonly DaylightSavingRule[] = [
  { years: [1918, 1920], begins: lastSunday(3), ends: lastSunday(10) },
  { years: [1921, 1941], begins: lastSunday(4), ends: lastSunday(9) },
  { years: [1942, 1942], begins: { month: 2, day: 9 }, ends: null },
  { years: [1943, 1944], begins: null, ends: null },
  { years: [1945, 1945], begins: null, ends: { month: 9, day: 30 } },
  { years: [1946, 1954], begins: lastSunday(4), ends: lastSunday(9) },
  { years: [1955, 1973], begins: lastSunday(4), ends: lastSunday(10) },
  { years: [1974, 1974], begins: { month: 1, day: 6 }, ends: lastSunday(10) },
  { years: [1975, 1975], begins: { month: 2, day: 23 }, ends: lastSunday(10) },
  { years: [1976, 1986], begins: lastSunday(4), ends: lastSunday(10) },
  { years: [1987, 2006], begins: { month: 4, sundayFrom: 1 }, ends: lastSunday(10) },
  { years: [2007, 9999], begins: { month: 3, sundayFrom: 8 }, ends: { month: 11, sundayFrom: 1 } },
]

export interface DaylightSavingRule {
  readonly years: readonly [first: number, last: number]
  /** First day of daylight saving time; null where the year begins with it. */
  readonly begins: DayOfYear | null
  /** First day of standard time again; null where the year ends with daylight saving time. */
  readonly ends: DayOfYear | null
}

/** A date, or the first Sunday from a date on. */
export type DayOfYear =
  | { readonly month: number; readonly day: number }
  | { readonly month: number; readonly sundayFrom: number }

/** March, October: 31 days; April, September: 30. */
function lastSunday(month: 3 | 4 | 9 | 10): DayOfYear {
  return { month, sundayFrom: month === 3 || month === 10 ? 25 : 24 }
}
