import { it } from 'vitest'
import { migrate } from '../../ddl/migrate.ts'
import { activeEpoch } from '../../testing/events.ts'
import { openTestWarehouse } from '../../testing/open-test-warehouse.ts'
import { rowsOf, store } from '../../testing/store.ts'
it('speed', { timeout: 300_000 }, async () => {
  const test = await openTestWarehouse()
  await migrate(test.warehouse)
  await store(test.warehouse, 'datasets', [activeEpoch()])
  const epoch = activeEpoch().epoch
  await test.warehouse.client.command({ query: `INSERT INTO t_groups (dataset, epoch, revision, deleted, kind, name, trade_date, event_time, minute_index, amount)
   SELECT 'main', ${epoch}, 0, 0, multiIf(g<5,'board',g<115,'industry','concept'), toString(g), toDate('2022-01-01') + d, now64(3), m*5, toDecimal128(1+ (cityHash64(g,d,m) % 1000000000),2)
   FROM (SELECT number % 555 AS g, intDiv(number,555) % 49 AS m, intDiv(number, 555*49) AS d FROM numbers(555*49*243))` })
  for (let i = 0; i < 3; i++) {
    const t = performance.now()
    const r = await rowsOf<any>(test.warehouse.client, "SELECT count() AS n, avg(percentile) AS p, max(sessions) AS s FROM crowding_minute(day = '2022-08-31')")
    console.log(r, performance.now() - t)
    const t2 = performance.now()
    await rowsOf<any>(test.warehouse.client, "SELECT * FROM crowding_minute(day = '2022-08-31') WHERE kind='concept' AND name = '300'")
    console.log('one', performance.now() - t2)
    const t3 = performance.now()
    await rowsOf<any>(test.warehouse.client, "SELECT count() FROM (SELECT * FROM t_groups FINAL WHERE dataset='main' AND minute_index % 5 = 0)")
    console.log('plain final', performance.now() - t3)
  }
  await test.close()
})
