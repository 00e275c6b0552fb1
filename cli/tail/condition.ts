import { nearest } from '../../core/text/nearest.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import { humanText } from './human-text.ts'
import { type RecordField, recordFields } from './record-field.ts'

/** Says whether a record is wanted. */
export type Condition = (value: Readonly<Record<string, unknown>>) => boolean

/**
 * Reads `--where field=value`: the value as it stands in the record (`121000`, `20220427`, `null`) or as the table
 * shows it (`12.10`, `2022-04-27`). Conditions on one field are alternatives, those on several must all hold.
 * @throws ConfigError for a condition without `=` and for a field that the topic does not have
 */
export function conditionOf(topic: TopicKey, texts: readonly string[]): Condition {
  const wanted = new Map<string, { readonly field: RecordField; readonly alternatives: string[] }>()
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at < 1)
      throw new ConfigError('invalid', `--where takes field=value, for instance tier=3, not "${text}".`)
    const field = fieldNamed(topic, text.slice(0, at).trim())
    const alternatives = wanted.get(field.name)?.alternatives ?? []
    wanted.set(field.name, { field, alternatives: [...alternatives, text.slice(at + 1).trim()] })
  }
  return (value) =>
    [...wanted.values()].every(({ field: { name, unit }, alternatives }) => {
      const forms = [rawText(value[name]), humanText(value[name], unit)]
      return alternatives.some((alternative) => forms.includes(alternative))
    })
}

/** @throws ConfigError naming the fields of the topic */
export function fieldNamed(topic: TopicKey, name: string): RecordField {
  const fields = recordFields(topic)
  const found = fields.find((field) => field.name === name)
  if (found !== undefined) return found
  const names = fields.map((field) => field.name)
  const guess = nearest(name, names)
  const meant = guess === undefined ? '' : ` Did you mean ${guess}?`
  throw new ConfigError(
    'invalid',
    `Records of ${TOPICS[topic].name} have no field "${name}".${meant} They have: ${names.join(', ')}.`,
  )
}

const rawText = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
