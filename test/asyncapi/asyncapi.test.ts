import { readFileSync } from 'node:fs'
import specs from '@asyncapi/specs'
import { Ajv } from 'ajv'
import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createCodec } from '../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../runtime/codec/in-process-registry.ts'
import { SCHEMAS } from '../../runtime/codec/schemas.ts'
import { TOPICS, type TopicDefinition } from '../../schemas/topics.ts'
import { avroArbitrary } from '../support/avro-arbitrary.ts'

type Node = { readonly [key: string]: Node }

const text = readFileSync(new URL('../../docs/asyncapi.yaml', import.meta.url), 'utf8')
const document = parse(text) as Node

/** The published JSON schema of AsyncAPI 3.0, with its Kafka bindings and its schema of Avro; it brings draft 7 along. */
const isValid = new Ajv({
  strict: false,
  validateFormats: false,
  meta: false,
  validateSchema: false,
}).compile(specs.schemas['3.0.0'] as object)

describe('docs/asyncapi.yaml', () => {
  it('is valid AsyncAPI 3.0', () => {
    expect([isValid(document), isValid.errors]).toEqual([true, null])
  })

  it.each([
    ['an action that there is none of', 'action: receive', 'action: recieve'],
    ['a binding of another kind', 'schemaIdLocation: payload', 'schemaIdLocation: trailer'],
    ['a partition count below one', 'partitions: 1', 'partitions: 0'],
    ['a channel without its address', 'address: sentiment.ladder', 'adress: sentiment.ladder'],
  ])('would not be with %s', (_, right, wrong) => {
    expect(text).toContain(right)
    expect(isValid(parse(text.replace(right, wrong)))).toBe(false)
  })

  it('refers to nothing that is not there', () => {
    const references = [...text.matchAll(/\$ref: "?(#[^"\s]+)/g)].map(([, target]) => target!)
    expect(references.length).toBeGreaterThan(100)
    for (const target of new Set(references)) expect(resolved(target), target).toBeDefined()
  })

  it.each(Object.entries(TOPICS) as [string, TopicDefinition][])(
    'describes %s so that what is written can be read by it',
    async (key, { name, schema, cleanup }) => {
      const channel = document.channels![key]!
      expect(channel).toMatchObject({
        address: name,
        bindings: { kafka: { topicConfiguration: { 'cleanup.policy': [cleanup] } } },
      })
      const message = resolved(String(channel.messages!.record!.$ref))
      const payload = resolved(String(message.payload!.$ref))
      expect(payload.schemaFormat).toBe('application/vnd.apache.avro+json;version=1.9.0')
      const described = avro.Type.forSchema(payload.schema as never)
      const encoder = await createCodec(createInProcessRegistry()).encoder(name, schema)
      for (const value of fc.sample(avroArbitrary(SCHEMAS[schema]), 20)) {
        const read = described.fromBuffer(encoder.encode(value as never).subarray(5))
        expect({ ...(read as object) }).toEqual(value)
      }
    },
  )

  it('tells control records from data by their keys', () => {
    const { messages } = document.components!
    const keyOf = (message: string): RegExp => {
      const { pattern, not } = messages![message]!.bindings!.kafka!.key!
      return new RegExp(String(pattern ?? not!.pattern))
    }
    expect('~control/limit-state/3').toMatch(keyOf('control'))
    expect('main/600000.SH').not.toMatch(keyOf('control'))
    // Of a data message: what its key must not match.
    expect('~control/market/0').toMatch(keyOf('ladder'))
    expect('main/all/20220427/2').not.toMatch(keyOf('ladder'))
  })
})

/** The target of `#/a/b`. */
function resolved(reference: string): Node {
  const path = reference.slice('#/'.length).split('/')
  return path.reduce<Node>((node, name) => node?.[name] as Node, document)
}
