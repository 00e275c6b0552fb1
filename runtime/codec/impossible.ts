interface RecordSchema {
  readonly fields?: readonly Field[]
}

interface Field {
  readonly name: string
  readonly type: unknown
  readonly brand?: string
}

/** What one field must be: in words, and as a test of the value `v` in JavaScript. */
interface Rule {
  readonly must: string
  readonly test: string
}

/** First and last day of any record: the oldest series begins in the 18th century, a `Date` of ClickHouse ends in 2149. */
const FIRST_DATE = 1700_01_01
const LAST_DATE = 2149_06_06
/** The same as moments, 1700-01-01 and 2149-01-01 UTC. */
const FIRST_TIME = -8_520_336_000_000
const LAST_TIME = 5_648_745_600_000

const SYMBOL_LETTERS = 32
const NAME_LETTERS = 200

/** Fields that tell records apart: none of them is ever empty. */
const NAMES: ReadonlySet<string> = new Set(['dataset', 'series', 'strategy', 'signal', 'scope'])
/** Fields that say to which day a record belongs; other dates may be 0 where they are not known. */
const DAYS: ReadonlySet<string> = new Set(['tradeDate', 'session', 'period', 'effectiveDate'])
const COUNTS: ReadonlySet<string> = new Set(['epoch', 'volume', 'afterHoursVolume', 'totalShares'])

const NOT_NEGATIVE: Rule = { must: '0 or more', test: 'v >= 0' }
const FINITE: Rule = { must: 'a finite number', test: 'v - v === 0' }
const DAY: Rule = {
  must: 'a day, as yyyymmdd',
  test:
    `v >= ${FIRST_DATE} && v <= ${LAST_DATE} && v % 100 >= 1 && v % 100 <= 31 && ` +
    'v % 10000 >= 100 && v % 10000 < 1300',
}
const MOMENT: Rule = {
  must: 'a moment from 1700 to 2148, in epoch ms',
  test: `v >= ${FIRST_TIME} && v < ${LAST_TIME}`,
}
const text = (longest: number): Rule => ({
  must: `1 to ${longest} letters`,
  test: `v.length > 0 && v.length <= ${longest}`,
})

/**
 * Finds what no record of a schema can say although its bytes are well-formed: prices, amounts and volumes below 0,
 * days that no calendar has, moments outside all history, figures that are no numbers, empty names. What is merely
 * unlikely is not judged here: that needs the market. The rules follow from names, types and brands of the schema's
 * top fields. Every record that is read passes here, so the test is compiled (30 ns a snapshot; a loop over the rules
 * takes 700 ns, half of what decoding takes).
 * @returns the first field that is impossible, in words, or undefined
 */
export function impossibilityFinder(schema: object): (record: object) => string | undefined {
  const ruled = ((schema as RecordSchema).fields ?? []).flatMap((field) => {
    const rule = ruleOf(field)
    return rule === undefined ? [] : [{ ...field, rule }]
  })
  const tests = ruled.map(({ name, type, rule }, index) => {
    const unlessNull = branchesOf(type).includes('null') ? 'v !== null && ' : ''
    return `v = record[${JSON.stringify(name)}]; if (${unlessNull}!(${rule.test})) return ${index};`
  })
  // Made of the schemas that this program ships and of nothing that it reads.
  const firstFault = new Function('record', `let v; ${tests.join('\n')} return -1;`) as (
    record: object,
  ) => number
  return (record) => {
    const index = firstFault(record)
    if (index < 0) return undefined
    const { name, rule } = ruled[index]!
    return `${name} is ${shown((record as Readonly<Record<string, unknown>>)[name])}, but must be ${rule.must}`
  }
}

function ruleOf({ name, type, brand }: Field): Rule | undefined {
  if (brand === 'Price' || brand === 'Fen' || COUNTS.has(name)) return NOT_NEGATIVE
  if (brand === 'TradeDate') return DAYS.has(name) ? DAY : undefined
  if (brand === 'EventTime') return MOMENT
  if (brand === 'InstrumentSymbol') return text(SYMBOL_LETTERS)
  const branches = branchesOf(type)
  if (NAMES.has(name) && branches.includes('string')) return text(NAME_LETTERS)
  return branches.includes('double') ? FINITE : undefined
}

const branchesOf = (type: unknown): readonly unknown[] => (Array.isArray(type) ? type : [type])

const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value)
