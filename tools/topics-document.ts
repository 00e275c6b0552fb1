/**
 * Writes docs/topics.md from schemas/topics.ts and schemas/*.avsc. With --check it only compares, and fails
 * when the committed file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { SCHEMAS } from '../runtime/codec/schemas.ts'
import { TOPICS, type TopicDefinition } from '../schemas/topics.ts'

type Avro = string | ComplexType | readonly Avro[]
interface ComplexType {
  readonly type: Avro
  readonly name?: string
  readonly symbols?: readonly string[]
  readonly items?: Avro
  readonly values?: Avro
  readonly fields?: readonly Field[]
}
interface Field {
  readonly name: string
  readonly type: Avro
  readonly doc?: string
  readonly brand?: string
  readonly default?: unknown
}
interface RecordSchema {
  readonly name: string
  readonly namespace: string
  readonly doc: string
  readonly fields: readonly Field[]
}

const PARTITIONS = { keyed: 'as configured (`PULSE_PARTITIONS`)', single: '1' } as const
const CLEANUP = { delete: 'kept for ever', compact: 'compacted' } as const

const INTRODUCTION = `# Topics

Generated from schemas/topics.ts and schemas/*.avsc by \`npm run generate\`. Do not edit.

For programs that read the topics themselves: how to, with tried examples, stands in [programs.md](programs.md); the same
as this page for tools in [asyncapi.yaml](asyncapi.yaml). Who only wants answers asks SQL: [tables.md](tables.md).

- **Transactions.** Read with \`isolation.level=read_committed\`: outputs, state and positions of a writer are one
  transaction, and what was aborted must not be seen.
- **Values** are Avro in Confluent wire format: byte 0, four bytes of schema id, then the record. The subject is
  \`<topic>-value\`, compatibility BACKWARD_TRANSITIVE. Unknown is null, never 0.
- **Keys** are UTF-8 text, \`<dataset>/...\` as below. The partition of a key is Kafka's own: murmur2 of the key.
- **Control records** stand among the data, one copy in every partition, under keys that begin with \`~control/\`: skip
  them, or read them as [Control](#control) (subject \`pulse.control-value\`). Never decode one as the topic's record.
- **Timestamps** of the records are event time, epoch ms: of a snapshot or a change its own, of a minute its end, of daily
  data the session's close.
- **Epochs.** A rebuild publishes everything again under a higher \`epoch\`. Take the records of the active epoch, which
  \`market.datasets\` names (the record with the highest \`version\` where \`active\`), and a new epoch only once it is named
  there.
- **Revisions.** Of records with the same business key and epoch, the highest \`revision\` stands; \`deleted\` withdraws it.
  Late snapshots correct minutes of the open session that way. Rows with \`final: false\` are of a session that goes on,
  those with \`settled: false\` (\`sentiment.live\`) of a minute that goes on: the settled minute replaces them.
  A bar with \`late\` came after its session was closed: it counts from the next rebuild on.
- **Names** begin with \`KAFKA_TOPIC_PREFIX\` where one is set. \`*-changelog\` topics hold the state of tasks and are nobody
  else's business.

Units: prices (\`Price\`) are integers in 1/10000 CNY, amounts (\`Fen\`) in 1/100 CNY, dates (\`TradeDate\`) yyyymmdd, times
(\`EventTime\`) epoch ms.
`

const index = (topics: readonly TopicDefinition[]): string =>
  ['| topic | carries | key after the data set |', '|---|---|---|', ...topics.map(indexRow)].join('\n')

const indexRow = ({ name, description, key }: TopicDefinition): string =>
  `| [${name}](#${name.replaceAll('.', '')}) | ${cell(description)} | \`${key}\` |`

function topicSection(topic: TopicDefinition): string {
  const { namespace, name, doc, fields } = recordOf(topic.schema)
  return [
    `## ${topic.name}`,
    '',
    doc.replace(/ \(topic [^()]*\)/, ''),
    '',
    `Key \`<dataset>/${topic.key}\`. Partitions: ${PARTITIONS[topic.partitioning]}; ${CLEANUP[topic.cleanup]}. ` +
      `Written by ${topic.writers.join(', ')}. Record \`${namespace}.${name}\`.`,
    '',
    fieldTable(fields),
  ].join('\n')
}

function controlSection(): string {
  const { namespace, name, doc, fields } = recordOf('control')
  return `## Control\n\n${doc}\n\nKey \`~control/<source>/<task>\`. Record \`${namespace}.${name}\`.\n\n${fieldTable(fields)}`
}

const recordOf = (schema: TopicDefinition['schema']): RecordSchema =>
  SCHEMAS[schema] as unknown as RecordSchema

function fieldTable(fields: readonly Field[]): string {
  const named = new Map<string, ComplexType>()
  const row = ({ name, type, doc = '', brand }: Field): string => {
    const unit = brand === undefined ? '' : ` (${brand})`
    return `| \`${name}\` | ${cell(`${typeText(type, named)}${unit}`)} | ${cell(doc)} |`
  }
  return ['| field | type | meaning |', '|---|---|---|', ...fields.map(row)].join('\n')
}

/** @param named types that an earlier field of the record has defined; Avro only names them after that */
function typeText(type: Avro, named: Map<string, ComplexType>): string {
  if (typeof type === 'string') {
    const known = named.get(type)
    return known === undefined ? type : typeText(known, named)
  }
  const text = (part: Avro): string => typeText(part, named)
  if (Array.isArray(type)) {
    const branches = (type as readonly Avro[]).filter((branch) => branch !== 'null').map(text)
    return `${branches.join(' or ')}${branches.length < type.length ? ' or null' : ''}`
  }
  const complex = type as ComplexType
  const { type: kind, name, symbols, items, values, fields } = complex
  if (name !== undefined) named.set(name, complex)
  if (kind === 'enum') return symbols!.map((symbol) => `\`${symbol}\``).join(', ')
  if (kind === 'array') return `array of ${text(items!)}`
  if (kind === 'map') return `map of ${text(values!)}`
  if (kind === 'record')
    return `{ ${fields!.map(({ name: field, type: part }) => `${field}: ${text(part)}`).join('; ')} }`
  return text(kind)
}

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/</g, '&lt;')

const text = `${[
  INTRODUCTION,
  index(Object.values(TOPICS)),
  ...Object.values(TOPICS).map(topicSection),
  controlSection(),
]
  .map((section) => section.trimEnd())
  .join('\n\n')}\n`
const target = new URL('../docs/topics.md', import.meta.url)

if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (readFileSync(target, 'utf8') !== text) {
  console.error('docs/topics.md is stale: run `npm run generate` and commit the result.')
  process.exitCode = 1
}
