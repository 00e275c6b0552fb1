import type { RoundingSteps } from '../units.ts'

/** What a column of a daily-bar table can mean. */
export type Role =
  | 'code'
  | 'date'
  | 'open'
  | 'high'
  | 'low'
  | 'close'
  | 'prevClose'
  | 'volume'
  | 'amount'
  | 'afterHoursVolume'
  | 'afterHoursAmount'
  | 'name'
  | 'flag'
  | 'isSt'
  | 'tradeStatus'
  | 'adjustFlag'
  | 'factor'

/** A vendor's table of daily bars: how to recognise its header and what its columns mean. */
export interface TableFormat {
  readonly name: string
  /** Column names of each role, any of them; a role in `required` must be there. */
  readonly columns: Readonly<Partial<Record<Role, readonly string[]>>>
  readonly required: readonly Role[]
  /** Further columns that tell this format from others; all must be there. */
  readonly marks?: readonly string[]
  /** Columns that must not be there, e.g. the time column of minute bars. */
  readonly foreign?: readonly string[]
  /** Without a code column the symbol stands in the file's name. */
  readonly symbolInFileName?: boolean
  /** Shares per unit of volume: 100 where it is in lots 手. */
  readonly sharesPerUnit: 1 | 100
  /** Decimal digits that turn the amount's unit into fen: yuan 2, thousand yuan 5, wan 6. */
  readonly fenDigits: 2 | 5 | 6
  readonly steps: RoundingSteps
  /** Of two sources that disagree, the lower rank is believed. */
  readonly rank: number
  /** Meaning of the letters in the flag column. */
  readonly flags?: Readonly<Record<string, string>>
  /** A blank reference price stands for the close of the symbol's row before; otherwise it is unknown. */
  readonly blankReference?: 'closeBefore'
  /** Prices are multiplied and volumes divided by the factor column. */
  readonly adjustedByFactor?: boolean
}

/** Flag of a row whose volume the source did not have: the row is left out. */
export const NO_VOLUME_FLAG = 'noVolume'

/** Where a format's roles stand in one header; -1 where a role is absent. */
export type ColumnPlan = Readonly<Record<Role, number>>

/** The columns of a format in a header, or undefined if the header is not of this format. */
export function planColumns(format: TableFormat, header: readonly string[]): ColumnPlan | undefined {
  const names = header.map((name) => name.trim().toLowerCase())
  const positions = new Map([...names.entries()].map(([index, name]) => [name, index]))
  const find = (candidates: readonly string[] = []): number => {
    const name = candidates.find((candidate) => positions.has(candidate.toLowerCase()))
    return name === undefined ? ABSENT : positions.get(name.toLowerCase())!
  }
  const plan = Object.fromEntries(ROLES.map((role) => [role, find(format.columns[role])])) as Record<
    Role,
    number
  >
  const complete =
    format.required.every((role) => plan[role] >= 0) &&
    (format.marks ?? []).every((mark) => find([mark]) >= 0) &&
    (format.foreign ?? []).every((column) => find([column]) < 0)
  return complete ? plan : undefined
}

const ABSENT = -1

const ROLES: readonly Role[] = [
  'code',
  'date',
  'open',
  'high',
  'low',
  'close',
  'prevClose',
  'volume',
  'amount',
  'afterHoursVolume',
  'afterHoursAmount',
  'name',
  'flag',
  'isSt',
  'tradeStatus',
  'adjustFlag',
  'factor',
]
