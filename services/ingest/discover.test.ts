import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { discover } from './discover.ts'
import { fixture, scratchFolder } from './testing/collect.ts'

const PLAIN =
  'code,date,open,high,low,close,ref_prev_close,vol_lot,amt_wan\n600000,20220104,8.54,8.58,8.52,8.57,8.53,377076,32215\n'

describe('discover', () => {
  const scratch = scratchFolder()
  const folder = join(scratch.path, 'data')
  mkdirSync(join(folder, 'deep', '.hidden'), { recursive: true })
  scratch.write('data/deep/bars.bin', gzipSync(PLAIN))
  scratch.write('data/a.csv', PLAIN)
  scratch.write('data/README.md', '# about')
  scratch.write('data/.DS_Store', 'x')
  scratch.write('data/deep/.hidden/b.csv', PLAIN)
  scratch.write('data/notes.csv', 'who,what\n1,2\n')
  scratch.write('data/empty.csv', '')
  symlinkSync(folder, join(folder, 'deep', 'loop'))

  it('finds sources in folders by what is inside them, and lists the rest as skipped', async () => {
    const { files, skipped, errors } = await discover([folder])
    expect(files.map(({ path, format, compressed }) => [path, format, compressed])).toEqual([
      [join(folder, 'a.csv'), 'plain-daily', false],
      [join(folder, 'deep/bars.bin'), 'plain-daily', true],
    ])
    expect(skipped).toEqual([
      { path: join(folder, 'empty.csv'), reason: 'the file is empty' },
      {
        path: join(folder, 'notes.csv'),
        reason: 'the header "who,what" belongs to no known format (see docs/sources.md)',
      },
    ])
    expect(errors).toEqual([])
  })

  it('takes a file once, however often it is named', async () => {
    const { files } = await discover([join(folder, 'a.csv'), folder, join(folder, 'deep/loop/a.csv')])
    expect(files).toHaveLength(2)
  })

  it('follows no link out of the folder that was named, and says so; a link that is named itself is taken', async () => {
    mkdirSync(join(scratch.path, 'drop'))
    scratch.write('drop/b.csv', PLAIN)
    symlinkSync(folder, join(scratch.path, 'drop', 'out'))
    symlinkSync(join(folder, 'a.csv'), join(scratch.path, 'drop', 'a.csv'))
    symlinkSync('b.csv', join(scratch.path, 'drop', 'again.csv'))
    const { files, skipped } = await discover([join(scratch.path, 'drop')])
    expect(files).toHaveLength(1)
    expect(skipped).toEqual(
      ['a.csv', 'out'].map((name) => ({
        path: join(scratch.path, 'drop', name),
        reason: 'a link out of the folder; name its target to take it',
      })),
    )
    expect((await discover([join(scratch.path, 'drop', 'out')])).files).toHaveLength(2)
  })

  it('complains about what is named and cannot be taken', async () => {
    const { files, errors } = await discover([
      join(folder, 'notes.csv'),
      join(folder, 'absent.csv'),
      join(folder, 'a.csv'),
    ])
    expect(files).toHaveLength(1)
    expect(errors.map(({ code }) => code)).toEqual(['unreadable', 'unrecognised'])
    expect(errors[0]?.message).toBe(`${join(folder, 'absent.csv')}: no such file; check the path`)
  })

  it('complains about damaged compression even inside a folder', async () => {
    const damaged = gzipSync(PLAIN)
    damaged.fill(0xff, 12, 40)
    mkdirSync(join(scratch.path, 'damaged'))
    scratch.write('damaged/bars.csv.gz', damaged)
    const { skipped, errors } = await discover([join(scratch.path, 'damaged')])
    expect(skipped).toEqual([])
    expect(errors.map(({ code }) => code)).toEqual(['malformed'])
  })

  it('asks for a symbol where neither the rows nor the name have one', async () => {
    const header = 'date,open,high,low,close,volume,amount,outstanding_share,turnover\n'
    const { errors } = await discover([scratch.write('prices.csv', header)])
    expect(errors[0]?.message).toMatch(/name it like sh600000\.csv/)
  })

  it('recognises the reference files', async () => {
    const names = [
      'security_master_202604',
      'stock_list_202605',
      'stock_concepts_202601',
      'sz_name_changes_2010_202604',
      'current_st_20260411',
      'total_shares_changes',
      'trading_days',
    ]
    const { files, errors } = await discover(names.map((name) => fixture(`${name}.csv`)))
    expect(errors).toEqual([])
    expect(Object.fromEntries(files.map(({ format, content }) => [format, content]))).toEqual({
      'security-master': 'instruments',
      'stock-list': 'instruments',
      'stock-concepts': 'instruments',
      'name-changes': 'statusHistory',
      'current-st': 'statusHistory',
      'share-capital': 'shareCapital',
      'trading-days': 'calendar',
    })
  })
})
