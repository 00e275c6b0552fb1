import { CLOCKS } from '../measure.ts'
import { LOOPS } from './loops.ts'
import { closes, eventsFor } from './series.ts'
import { CONTESTS, naiveStep, type Step } from './sides.ts'

// Run as a process of its own: node subject.ts <contest> <side> <length>. Measures once for each message.

const WARMING = 0.2
const MEASURED = 0.04

const [contest = '', side = '', lengthText = ''] = process.argv.slice(2)
const length = Number(lengthText)
const values = closes().subarray(0, eventsFor(length))
const pass = passOf()

process.on('message', () => {
  process.send?.(nanosecondsOf(MEASURED))
})
nanosecondsOf(WARMING)
process.send?.('ready')

/** Nanoseconds an event, over so many passes as fill these seconds. */
function nanosecondsOf(seconds: number): number {
  const start = CLOCKS.processor()
  let passes = 0
  let taken = 0
  while (taken < seconds) {
    pass()
    passes += 1
    taken = CLOCKS.processor() - start
  }
  return (taken * 1e9) / passes / values.length
}

function passOf(): () => number {
  const loop = LOOPS[contest]?.[side === 'ours' ? 'ours' : 'other']
  if (loop !== undefined) return () => loop(values, length)
  const create = stepOf()
  return () => {
    const step = create()
    let sum = 0
    for (let at = 0; at < values.length; at += 1) {
      const value = step(values[at]!)
      if (value !== null) sum += value
    }
    return sum
  }
}

function stepOf(): () => Step {
  const found = CONTESTS.find(({ name }) => name === contest)
  if (found === undefined) throw new Error(`No contest ${contest}`)
  const { ours, naive, peers } = found
  if (side === 'ours') return () => ours(length)
  if (side === 'naive' && naive !== undefined) return () => naiveStep(naive, length)
  const peer = peers[side]
  if (peer === undefined) throw new Error(`No side ${side} of ${contest}`)
  return () => peer(length)
}
