import { nearest } from '../../core/text/nearest.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'

/**
 * The topic that a user names: `sentiment.limit-state`, its last part, or `limitState` as schemas/topics.ts calls it.
 * @throws ConfigError listing the topics, with the nearest one first
 */
export function topicNamed(text: string): TopicKey {
  const keys = Object.keys(TOPICS) as TopicKey[]
  const named = keys.find((key) => [key, TOPICS[key].name, lastPart(key)].includes(text))
  if (named !== undefined) return named
  const guess = nearest(text, [...keys.map((key) => TOPICS[key].name), ...keys.map(lastPart), ...keys])
  const meant = guess === undefined ? '' : ` Did you mean ${guess}?`
  throw new ConfigError('invalid', `There is no topic "${text}".${meant}\n\n${topicList()}`)
}

const lastPart = (key: TopicKey): string => TOPICS[key].name.replace(/^[a-z]+\./, '')

/** Names, keys and meanings of all topics, one on a line. */
export function topicList(): string {
  const rows = Object.entries(TOPICS)
  const wide = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length))
  const names = wide(rows.map(([, { name }]) => name))
  const keys = wide(rows.map(([key]) => key))
  return rows
    .map(([key, { name, description }]) => `  ${name.padEnd(names)}  ${key.padEnd(keys)}  ${description}`)
    .join('\n')
}
