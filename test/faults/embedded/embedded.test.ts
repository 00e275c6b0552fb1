import { afterAll, beforeAll } from 'vitest'
import { clockSuite } from './clock.suite.ts'
import { diskSuite } from './disk.suite.ts'
import { disorderSuite } from './disorder.suite.ts'
import { engineSuite } from './engine.suite.ts'
import { FaultBench } from './fault-bench.ts'
import { killSuite } from './kill.suite.ts'
import { stateSuite } from './state.suite.ts'

let bench: FaultBench
beforeAll(async () => {
  bench = await FaultBench.open()
}, 1_800_000)
afterAll(() => bench?.close())

killSuite(() => bench)
engineSuite(() => bench)
diskSuite(() => bench)
stateSuite(() => bench)
clockSuite(() => bench)
disorderSuite(() => bench)
