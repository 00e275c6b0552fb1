/**
 * Writes docs/tables.md from the comments of the warehouse's tables and views. With --check it only
 * compares, and fails when the committed file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { tablesDocument } from '../services/warehouse/docs/tables-document.ts'

const target = new URL('../docs/tables.md', import.meta.url)
const text = tablesDocument()
if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    'docs/tables.md is stale: run `node --import tsx tools/tables-document.ts` and commit the result.',
  )
  process.exitCode = 1
}
