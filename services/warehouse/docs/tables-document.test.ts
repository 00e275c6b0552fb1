import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tablesDocument } from './tables-document.ts'

describe('docs/tables.md', () => {
  it('is what the comments in the DDL say; if not, run `node --import tsx tools/tables-document.ts`', () => {
    expect(readFileSync(new URL('../../../docs/tables.md', import.meta.url), 'utf8')).toBe(tablesDocument())
  })
})
