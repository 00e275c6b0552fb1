import { describe, expect, it } from 'vitest'
import { eventBody, withRows } from './sse.ts'

describe('an event on the wire', () => {
  it('leaves out rows and keeps everything else', () => {
    const place = { dataset: 'main', date: '2022-04-27', minute: 5 }
    const rows = ['银行', 'a "quoted"\nname', '白酒'].map((name) => ({ name }))
    const body = eventBody('group', JSON.stringify({ ...place, rows }))
    const kept = withRows(body, (at) => at > 0)
    expect(kept).toEqual(eventBody('group', JSON.stringify({ ...place, rows: rows.slice(1) })))
    expect(withRows(body, () => true)).toEqual(body)
  })
})
