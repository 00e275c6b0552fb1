import { describe, expect, it } from 'vitest'
import { humanText } from './human-text.ts'
import type { Unit } from './record-field.ts'

describe('human text', () => {
  it.each<[unknown, Unit, string]>([
    [null, 'price', '–'],
    [121_000, 'price', '12.10'],
    [12_345, 'price', '1.2345'],
    [-5_000, 'price', '-0.50'],
    [81_234_567_890_123, 'money', '812,345,678,901.23'],
    [20220427, 'date', '2022-04-27'],
    // 2022-04-27T06:56:03Z, eight hours behind Shanghai.
    [1_651_042_563_000, 'time', '2022-04-27 14:56:03'],
    [1_651_042_563_250, 'time', '2022-04-27 14:56:03.250'],
    [1_003_000_000, 'return', '10.03%'],
    [-998_000_000, 'return', '-9.98%'],
    [0.3636, 'ratio', '36.36%'],
    [5.612742036227357, 'figure', '5.612742'],
    [6543.21, 'figure', '6,543.21'],
    [87.65, 'number', '87.7'],
    [240, 'plain', '240'],
    [3600, 'plain', '3,600'],
    [93_504_000, 'plain', '93,504,000'],
    [true, 'plain', 'yes'],
    ['润农节水', 'plain', '润农节水'],
    [[121_000, 120_900], 'price', '12.10 12.09'],
    [[121_000, 120_900, 120_800, 120_700, 120_600], 'price', '12.10 +4'],
    [[], 'price', ''],
    [Buffer.from('000001,坏'), 'bytes', '000001,坏'],
    [{ stale: 3 }, 'plain', '{"stale":3}'],
    ['a\nb'.repeat(40), 'plain', `a ${'ba '.repeat(15)}…`],
  ])('of %j as %s is %s', (value, unit, wanted) => {
    expect(humanText(value, unit)).toBe(wanted)
  })
})
