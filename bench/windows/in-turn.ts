import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const SUBJECT = fileURLToPath(new URL('./subject.ts', import.meta.url))

/**
 * Nanoseconds an event of each side, in turn, round by round. Each side has a process of its own: in one process the
 * code of one slows the other, and which is slowed depends on what ran first.
 */
export async function inTurn(
  contest: string,
  length: number,
  sides: readonly string[],
  rounds: number,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const children = await Promise.all(sides.map((side) => started(contest, side, length)))
  const nanoseconds = Object.fromEntries(sides.map((side) => [side, [] as number[]]))
  try {
    for (let round = 0; round < rounds; round += 1)
      for (const [at, child] of children.entries()) {
        const answer = once(child, 'message')
        child.send('measure')
        nanoseconds[sides[at]!]!.push(Number((await answer)[0]))
      }
  } finally {
    for (const child of children) child.disconnect()
  }
  return nanoseconds
}

async function started(contest: string, side: string, length: number): Promise<ChildProcess> {
  const child = fork(SUBJECT, [contest, side, String(length)], { execArgv: process.execArgv })
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`${contest}, ${side}: ended with ${code}`)))
  })
  ended.catch(() => undefined)
  await Promise.race([once(child, 'message'), ended])
  return child
}
