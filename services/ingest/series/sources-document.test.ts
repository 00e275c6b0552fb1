import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RELEASE_RULES } from '../../../core/market/data/release-rules.ts'
import { SERIES_FORMATS } from './formats/registry.ts'

const document = readFileSync(new URL('../../../docs/sources.md', import.meta.url), 'utf8')

describe('docs/sources.md', () => {
  it('lists every format of series, each under a name of its own', () => {
    const names = SERIES_FORMATS.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([])
  })

  it('says of every series with a rule when it is released', () => {
    const beginnings = new Set(RELEASE_RULES.map(({ series }) => series.replace(/\.?\*$/, '')))
    expect([...beginnings].filter((series) => !document.includes(`\`${series}`))).toEqual([])
  })
})
