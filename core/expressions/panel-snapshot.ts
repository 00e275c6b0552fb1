import { ExpressionError } from './expression-error.ts'

/** Snapshots of an instrument's windows. */
type Entry = readonly [instrument: string, windows: readonly Uint8Array[]]

/** Each text and each snapshot with its length before it. */
export function writePanel(entries: readonly Entry[]): Uint8Array {
  const parts = entries.flatMap(([instrument, windows]) => [new TextEncoder().encode(instrument), ...windows])
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const part of parts) {
    view.setUint32(at, part.length, true)
    bytes.set(part, at + 4)
    at += 4 + part.length
  }
  return bytes
}

/** @param windows how many an instrument has */
export function readPanel(bytes: Uint8Array, windows: number): Entry[] {
  const parts = partsOf(bytes)
  if (parts.length % (windows + 1) !== 0) throw corrupt()
  const entries: Entry[] = []
  for (let at = 0; at < parts.length; at += windows + 1)
    entries.push([new TextDecoder().decode(parts[at]), parts.slice(at + 1, at + 1 + windows)])
  return entries
}

function partsOf(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = at + 4 <= bytes.length ? view.getUint32(at, true) : Number.POSITIVE_INFINITY
    if (at + 4 + length > bytes.length) throw corrupt()
    parts.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return parts
}

const corrupt = (): ExpressionError =>
  new ExpressionError('corrupt', 'these bytes are no snapshot of these expressions', '', { from: 0, to: 0 })
