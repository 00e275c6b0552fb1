import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readLetters, selected } from '../../../cli/dead-letters/letter-book.ts'
import { LetterReplay, type Outcome } from '../../../cli/dead-letters/replay-letters.ts'
import { ALL_ROLES, Pipeline } from '../../../cli/pipeline.ts'
import { createEncoder } from '../../../runtime/codec/encoder.ts'
import { createInProcessRegistry } from '../../../runtime/codec/in-process-registry.ts'
import { avroType, SCHEMAS } from '../../../runtime/codec/schemas.ts'
import { readConfig } from '../../../runtime/config/read-config.ts'
import { ownTask } from '../../../runtime/log/own-task.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import { ingestPaths } from '../../../services/ingest/ingest-paths.ts'
import { dailyBar } from '../../../services/ingest/publisher/daily-bar.ts'
import type { SourceBar } from '../../../services/ingest/source.ts'
import { withHome, writeBars } from '../../support/pulse-process.ts'
import { randomMarket } from '../../support/random-market.ts'

const MARKET = randomMarket({ seed: 9, sessions: 4, symbols: 8, references: 1 })

describe('dead letters are replayed after a fix', () => {
  it('a line that is corrected, and a record whose schema the registry learns later: once, and marked', async () => {
    await withHome(async (home) => {
      const config = readConfig({ PULSE_HOME: home })
      const pipeline = await Pipeline.start(config, ALL_ROLES, { log: () => undefined })
      try {
        await pipeline.takeOver()
        const rows = async (query: string) =>
          (await pipeline.warehouse.client.query({ query, format: 'JSONEachRow' })).json<
            Record<string, unknown>
          >()
        const path = await writeBars(join(home, 'bars.csv'), MARKET)
        const lines = (await readFile(path, 'utf8')).split('\n')
        const right = lines[5]!
        lines[5] = right.replace(/,(\d+\.\d\d),/, ',no price,')
        await writeFile(path, lines.join('\n'))
        const first = await ingestPaths(pipeline.ingest, [path])
        await pipeline.landed(first.published.marker)
        const stored = async () => Number((await rows('SELECT count() AS n FROM bars_1d'))[0]!.n)
        const before = await stored()

        const newer = JSON.parse(JSON.stringify(SCHEMAS['daily-bar']))
        newer.fields.push({ name: 'addedLater', type: ['null', 'string'], default: null })
        const id = await createInProcessRegistry().register('market.bars.1d-value', newer)
        const { bar } = MARKET[1]!.bars[0]!
        const missing: SourceBar = { ...bar, symbol: '600999.SH' as never, source: 'plain-daily' }
        const place = { dataset: 'main', epoch: 1, eventTime: 1_646_118_000_000 as never, late: false }
        const value = createEncoder<object>(avroType(newer), id).encode({
          ...dailyBar(missing, place),
          addedLater: 'x',
        })
        const { log } = pipeline.sources
        const writer = await ownTask(log, { application: 'newer', processor: 'newer' })
        const record = { topic: TOPICS.bars1d.name, key: 'main/600999.SH', value, timestamp: 5 }
        await writer.task.commit({ outputs: [record], state: new Map(), positions: [] })
        await writer.release()

        const open = async () => selected(await readLetters(pipeline.sources), { open: true })
        await expect.poll(async () => (await open()).length, { timeout: 60_000 }).toBe(2)
        const codes = (await open()).map(({ code }) => code).sort()
        expect(codes).toEqual(['unknownSchema', 'unparsable'])
        const replay = async (): Promise<readonly Outcome[]> => {
          const outcomes: Outcome[] = []
          const run = new LetterReplay(pipeline, {
            rebuild: false,
            onRebuild: () => Promise.reject(new Error('no rebuild was asked for')),
            onOutcome: (_, outcome) => outcomes.push(outcome),
          })
          await run.run(await open())
          return outcomes
        }

        expect((await replay()).map(({ kind }) => kind)).toEqual(['open', 'open'])
        expect(await open()).toHaveLength(2)
        lines[5] = right
        await writeFile(path, lines.join('\n'))
        await createInProcessRegistry(home).register('market.bars.1d-value', newer)
        expect((await replay()).map(({ kind }) => kind)).toEqual(['settled', 'settled'])
        expect(await open()).toEqual([])
        expect(await replay()).toEqual([])
        const letters = await rows(
          'SELECT code, outcome IS NOT NULL AS settled FROM dead_letters ORDER BY code',
        )
        expect(letters.map(({ code, settled }) => [code, Number(settled)])).toEqual([
          ['unknownSchema', 1],
          ['unparsable', 1],
        ])
        expect(await stored()).toBe(before)
        await pipeline.rebuild({})
        expect(await stored()).toBe(before + 2)
      } finally {
        await pipeline.stop()
      }
    })
  })
})
