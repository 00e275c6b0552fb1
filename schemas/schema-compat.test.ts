import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compareWithReleased } from '../tools/schema-compat.ts'

const field = (name: string, type: unknown, rest: object = {}) => ({ name, type, ...rest })
const record = (...fields: object[]) => ({ type: 'record', namespace: 'test', name: 'Trade', fields })

describe('compareWithReleased', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pulse-schemas-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const write = (path: string, schema: object) => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), JSON.stringify(schema))
  }
  const faults = (current: object, released: object) => {
    write('trade.avsc', current)
    write('released/trade.avsc', released)
    return compareWithReleased(folder).faults
  }

  it('passes when nothing has been released', () => {
    write('trade.avsc', record(field('price', 'long')))
    expect(compareWithReleased(folder)).toEqual({ compared: 0, faults: [] })
  })

  it.each<[string, object, object]>([
    ['the same', record(field('price', 'long')), record(field('price', 'long'))],
    [
      'a new field with a default',
      record(field('price', 'long'), field('note', ['null', 'string'], { default: null })),
      record(field('price', 'long')),
    ],
    ['a removed field', record(field('price', 'long')), record(field('price', 'long'), field('x', 'int'))],
    ['a wider number', record(field('price', 'long')), record(field('price', 'int'))],
    ['a type made nullable', record(field('price', ['null', 'long'])), record(field('price', 'long'))],
    [
      'an added enum symbol',
      record(field('side', { type: 'enum', name: 'Side', symbols: ['buy', 'sell', 'cross'] })),
      record(field('side', { type: 'enum', name: 'Side', symbols: ['buy', 'sell'] })),
    ],
  ])('accepts %s', (_, current, released) => {
    expect(faults(current, released)).toEqual([])
  })

  it.each<[string, object, object, RegExp]>([
    [
      'a new field without default',
      record(field('price', 'long'), field('x', 'int')),
      record(field('price', 'long')),
      /trade\.avsc .*released.trade\.avsc.*Trade\.x/,
    ],
    [
      'a changed type',
      record(field('price', 'long')),
      record(field('price', 'string')),
      /cannot read "string" as "long"/,
    ],
    [
      'a narrower number',
      record(field('price', 'int')),
      record(field('price', 'long')),
      /cannot read "long" as "int"/,
    ],
    [
      'a type no longer nullable',
      record(field('price', 'long')),
      record(field('price', ['null', 'long'])),
      /cannot read "null"/,
    ],
    [
      'a renamed enum symbol',
      record(field('side', { type: 'enum', name: 'Side', symbols: ['bid', 'sell'] })),
      record(field('side', { type: 'enum', name: 'Side', symbols: ['buy', 'sell'] })),
      /Side/,
    ],
    [
      'a renamed enum',
      record(field('side', { type: 'enum', name: 'Direction', symbols: ['buy', 'sell'] })),
      record(field('side', { type: 'enum', name: 'Side', symbols: ['buy', 'sell'] })),
      /Side/,
    ],
    [
      'another unit',
      record(field('price', 'long', { brand: 'Fen' })),
      record(field('price', 'long', { brand: 'Price' })),
      /Trade\.price is Price in released.trade\.avsc and Fen now/,
    ],
  ])('refuses %s', (_, current, released, message) => {
    const found = faults(current, released)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(message)
  })

  it('compares with every released version, not only the last', () => {
    write('trade.avsc', record(field('price', 'long'), field('x', 'long', { default: 0 })))
    write('released/trade.avsc', record(field('price', 'long')))
    write('released/1.0.0/trade.avsc', record(field('price', 'long'), field('x', 'string')))
    const report = compareWithReleased(folder)
    expect(report.compared).toBe(2)
    expect(report.faults).toEqual([expect.stringMatching(/released.1\.0\.0.trade\.avsc/)])
  })

  it('refuses that a released schema disappears', () => {
    write('released/trade.avsc', record(field('price', 'long')))
    expect(compareWithReleased(folder).faults).toEqual([expect.stringMatching(/trade\.avsc was released/)])
  })

  it('finds our own schemas compatible with themselves', () => {
    const schemas = fileURLToPath(new URL('.', import.meta.url))
    const files = readdirSync(schemas).filter((file) => file.endsWith('.avsc'))
    for (const file of files) {
      cpSync(join(schemas, file), join(folder, file))
      cpSync(join(schemas, file), join(folder, 'released', file))
    }
    expect(compareWithReleased(folder)).toEqual({ compared: files.length, faults: [] })
  })
})
