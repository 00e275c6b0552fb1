import type { Codec } from '../../runtime/codec/port.ts'
import { PulseError } from '../../runtime/errors.ts'
import type { StoredRecord } from '../../runtime/log/port.ts'
import { TOPICS } from '../../schemas/topics.ts'
import { adviceOn } from './advice.ts'
import { hexDump } from './hex-dump.ts'
import type { KnownLetter } from './letter-book.ts'

const DUMPED_BYTES = 256

/** One letter in full: what it says, what its bytes can be read as now, how they begin, and what to do. */
export async function letterText(
  letter: KnownLetter,
  codec: Codec,
  record: StoredRecord | undefined,
): Promise<string> {
  const { id, dataset, epoch, source, position, code, reason, reader, outcome, length, raw } = letter
  const lines = [
    `id        ${id}`,
    `state     ${outcome === null ? 'open' : `settled: ${outcome}`}`,
    `data set  ${dataset}, epoch ${epoch}`,
    `where     ${source}, ${position}`,
    `code      ${code}`,
    `reason    ${reason}`,
    ...(reader === null ? [] : [`reader    ${reader}`]),
    ...(record === undefined ? [] : [`key       ${record.key.slice(0, 200)}`, ...headerLines(record)]),
    `bytes     ${length ?? raw.length}`,
    `decoded   ${await decoded(letter, codec)}`,
    '',
    hexDump(raw.subarray(0, DUMPED_BYTES)),
    '',
    `What to do: ${adviceOn(letter)}`,
  ]
  return lines.join('\n')
}

const headerLines = ({ headers = {} }: StoredRecord): string[] =>
  Object.entries(headers).map(([name, value]) => `header    ${name.slice(0, 40)}: ${value.slice(0, 100)}`)

async function decoded({ source, raw, length, reader }: KnownLetter, codec: Codec): Promise<string> {
  const topic = Object.values(TOPICS).find(({ name }) => name === source)
  if (topic === undefined || reader !== null) return printable(raw)
  if (raw.length < (length ?? raw.length)) return 'too long to be kept whole'
  try {
    const decoder = codec.decoder(topic.schema)
    await decoder.prepare([raw])
    return JSON.stringify(decoder.decode(raw))
  } catch (cause) {
    if (cause instanceof PulseError) return `not readable: ${cause.message}`
    throw cause
  }
}

const DECODED_LETTERS = 2_000

/** Text without control characters, which would reach the terminal. */
const printable = (raw: Uint8Array): string =>
  Buffer.from(raw)
    .toString('utf8')
    .slice(0, DECODED_LETTERS)
    .replace(/\p{Cc}/gu, '.')
