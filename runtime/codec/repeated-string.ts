import avro from 'avsc'
import { internedText } from '../interned-text.ts'

/** avsc's reading and writing position in a buffer; what is written past the end is counted, not stored. */
interface Tap {
  readonly buf: Buffer
  pos: number
  readLong(): number
  readString(): string | undefined
  writeString(text: string): void
}

/** Up to here a loop beats a call, and the length takes one byte. */
const SHORT = 48

/**
 * Avro string that costs little where texts are short and repeat, as symbols and names of boards do: decoded ones
 * are shared, and ASCII is written byte by byte. Bytes and values are those of avsc's own type.
 */
class RepeatedString extends avro.types.StringType {
  _read(tap: Tap): string | undefined {
    const start = tap.pos
    const length = tap.readLong()
    const from = tap.pos
    if (length < 0 || length > SHORT || from + length > tap.buf.length) {
      tap.pos = start
      return tap.readString()
    }
    tap.pos = from + length
    return internedText(tap.buf, from, length)
  }

  _write(tap: Tap, value: unknown): void {
    if (typeof value !== 'string') throw new Error(`invalid "string": ${String(value)}`)
    if (!writeShortAscii(tap, value)) tap.writeString(value)
  }
}

/** False, with nothing written, for text of another kind and where the buffer ends. */
function writeShortAscii(tap: Tap, text: string): boolean {
  const { buf } = tap
  const { length } = text
  const end = tap.pos + 1 + length
  if (length > SHORT || end > buf.length) return false
  for (let i = 0, at = tap.pos + 1; i < length; i++, at++) {
    const unit = text.charCodeAt(i)
    if (unit > 127) return false
    buf[at] = unit
  }
  buf[tap.pos] = length * 2
  tap.pos = end
  return true
}

const REPEATED_STRING = new RepeatedString()

/** avsc type hook that puts the shared string in place of avsc's. */
export function repeatedStrings(schema: unknown): avro.Type | undefined {
  return schema === 'string' || isPlainString(schema) ? REPEATED_STRING : undefined
}

function isPlainString(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'string'
}
