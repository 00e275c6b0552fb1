/**
 * Writes docs/asyncapi.yaml, the AsyncAPI 3.0 description of all topics, from schemas/topics.ts and schemas/*.avsc. With
 * --check it only compares, and fails when the committed file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { subjectOf } from '../runtime/codec/codec.ts'
import { registrable, SCHEMAS } from '../runtime/codec/schemas.ts'
import { CONTROL_KEY_PREFIX, TOPICS, type TopicDefinition } from '../schemas/topics.ts'

const AVRO = 'application/vnd.apache.avro+json;version=1.9.0'
/** Version of AsyncAPI's Kafka bindings. */
const BINDING = { bindingVersion: '0.5.0' } as const
const SCHEMA_ID = { schemaIdLocation: 'payload', schemaIdPayloadEncoding: 'confluent', ...BINDING } as const

const DESCRIPTION = `Topics of ashare-pulse, described for a program that reads them; how to, with tried examples: docs/programs.md.
Generated from schemas/topics.ts and schemas/*.avsc by \`npm run generate\`. Do not edit.

Read with isolation.level=read_committed. Values are Avro in Confluent wire format: byte 0, four bytes of schema id, then
the record. Records have no headers of their own. Timestamps are event time, epoch ms. Of records with the same key,
those of the epoch that market.datasets names count, and of these the one with the highest revision; deleted withdraws it.
Every data topic also carries control records, one copy per partition, under keys that begin with ${CONTROL_KEY_PREFIX}.
Prices are integers in 1/10000 CNY, amounts in fen (1/100 CNY), dates yyyymmdd of Shanghai. Topic names begin with
KAFKA_TOPIC_PREFIX where one is set.`

type Topics = readonly (readonly [key: string, topic: TopicDefinition])[]
interface RecordSchema {
  readonly namespace: string
  readonly name: string
  readonly doc: string
}

const recordOf = (schema: TopicDefinition['schema']): RecordSchema =>
  SCHEMAS[schema] as unknown as RecordSchema

const reference = (...path: readonly string[]): { readonly $ref: string } => ({
  $ref: `#/${path.join('/')}`,
})

function document(topics: Topics, version: string): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'ashare-pulse topics',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/vnd.apache.avro',
    servers: {
      kafka: {
        host: '{broker}',
        protocol: 'kafka',
        description: 'The brokers of KAFKA_BROKERS, with the registry of SCHEMA_REGISTRY_URL.',
        variables: { broker: { default: 'localhost:9092', description: 'host:port of any broker' } },
        bindings: { kafka: { schemaRegistryVendor: 'confluent', ...BINDING } },
      },
    },
    channels: Object.fromEntries(topics.map(([key, topic]) => [key, channel(key, topic)])),
    operations: Object.fromEntries(topics.map(([key, topic]) => operation(key, topic))),
    components: {
      messages: {
        ...Object.fromEntries(topics.map(([key, topic]) => [key, dataMessage(topic)])),
        control: controlMessage(),
      },
      schemas: Object.fromEntries(
        schemasOf(topics).map((schema) => [recordOf(schema).name, payload(schema)]),
      ),
    },
  }
}

function channel(
  key: string,
  { name, description, partitioning, cleanup, writers }: TopicDefinition,
): object {
  return {
    address: name,
    title: name,
    summary: description,
    description: `Written by ${writers.join(', ')}.`,
    servers: [reference('servers', 'kafka')],
    messages: {
      record: reference('components', 'messages', key),
      control: reference('components', 'messages', 'control'),
    },
    bindings: {
      kafka: {
        topic: name,
        ...(partitioning === 'single' ? { partitions: 1 } : {}),
        topicConfiguration: {
          'cleanup.policy': [cleanup],
          ...(cleanup === 'delete' ? { 'retention.ms': -1 } : {}),
        },
        ...BINDING,
      },
    },
  }
}

function operation(key: string, { name, description }: TopicDefinition): readonly [string, object] {
  const messages = ['record', 'control'].map((message) => reference('channels', key, 'messages', message))
  const title = `Read ${name}`
  const id = `receive${key[0]!.toUpperCase()}${key.slice(1)}`
  return [
    id,
    { action: 'receive', channel: reference('channels', key), title, summary: description, messages },
  ]
}

function dataMessage({ name: topic, schema, key }: TopicDefinition): object {
  const { namespace, name, doc } = recordOf(schema)
  return {
    name: `${namespace}.${name}`,
    title: name,
    summary: doc,
    description: `Registered under the subject ${subjectOf(topic, schema)}, compatibility BACKWARD_TRANSITIVE.`,
    payload: reference('components', 'schemas', name),
    bindings: {
      kafka: {
        key: { type: 'string', description: `<dataset>/${key}`, not: { pattern: `^${CONTROL_KEY_PREFIX}` } },
        ...SCHEMA_ID,
      },
    },
  }
}

function controlMessage(): object {
  const { namespace, name, doc } = recordOf('control')
  return {
    name: `${namespace}.${name}`,
    title: name,
    summary: doc,
    description: `Registered under the subject ${subjectOf('', 'control')}. Never to be decoded as the record of its topic.`,
    payload: reference('components', 'schemas', name),
    bindings: {
      kafka: {
        key: {
          type: 'string',
          description: `${CONTROL_KEY_PREFIX}<source>/<task>`,
          pattern: `^${CONTROL_KEY_PREFIX}[^/]+/[0-9]+$`,
        },
        ...SCHEMA_ID,
      },
    },
  }
}

const schemasOf = (topics: Topics): TopicDefinition['schema'][] => [
  ...new Set<TopicDefinition['schema']>([...topics.map(([, { schema }]) => schema), 'control']),
]

const payload = (schema: TopicDefinition['schema']): object => ({
  schemaFormat: AVRO,
  schema: registrable(SCHEMAS[schema]),
})

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string
}
const text = stringify(document(Object.entries(TOPICS), version), {
  lineWidth: 0,
  aliasDuplicateObjects: false,
})
const target = new URL('../docs/asyncapi.yaml', import.meta.url)

if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (readFileSync(target, 'utf8') !== text) {
  console.error('docs/asyncapi.yaml is stale: run `npm run generate` and commit the result.')
  process.exitCode = 1
}
