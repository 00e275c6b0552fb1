import { SCHEMAS } from '../../runtime/codec/schemas.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'

/** What a field's numbers stand for, and so how a person wants to read them. */
export type Unit =
  | 'plain'
  | 'price'
  | 'money'
  | 'date'
  | 'time'
  | 'return'
  | 'ratio'
  | 'number'
  | 'figure'
  | 'bytes'

export interface RecordField {
  readonly name: string
  readonly unit: Unit
}

interface AvroField {
  readonly name: string
  readonly type: unknown
  readonly brand?: string
}

const UNIT_OF_BRAND: Readonly<Record<string, Unit>> = {
  Price: 'price',
  Fen: 'money',
  TradeDate: 'date',
  EventTime: 'time',
}

/** Units that neither a brand nor the Avro type tells. */
const UNIT_OF_NAME: Readonly<Record<string, Unit>> = {
  openReturn: 'return',
  closeReturn: 'return',
  returnSum: 'return',
  bidPrices: 'price',
  askPrices: 'price',
  percentile: 'number',
}

/** Doubles that are no shares: points, currency, counts, ratios of figures, and whatever a signal says. */
const FIGURES: ReadonlySet<string> = new Set([
  ...['value', 'forecast', 'open', 'high', 'low', 'close', 'volume', 'amount', 'shares', 'nav', 'netInflow'],
  ...['benchmarkNav', 'sharpe', 'calmar'],
])

/** Fields of a topic's records, in the order of the schema. */
export function recordFields(topic: TopicKey): readonly RecordField[] {
  const { fields } = SCHEMAS[TOPICS[topic].schema] as { readonly fields: readonly AvroField[] }
  return fields.map((field) => ({ name: field.name, unit: unitOf(field) }))
}

function unitOf({ name, type, brand }: AvroField): Unit {
  if (brand !== undefined) return UNIT_OF_BRAND[brand] ?? 'plain'
  const named = UNIT_OF_NAME[name]
  if (named !== undefined) return named
  const types = [type].flat()
  if (types.includes('double')) return FIGURES.has(name) ? 'figure' : 'ratio'
  return types.includes('bytes') ? 'bytes' : 'plain'
}
