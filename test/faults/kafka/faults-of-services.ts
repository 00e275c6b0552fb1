import { setTimeout as sleep } from 'node:timers/promises'
import type { Disturbance } from './support/distributed-run.ts'
import type { Environment } from './support/oracle.ts'
import { Service } from './support/service.ts'

/** When a victim is killed: at work, once more while it starts again and restores, or while it ends as asked. */
const MOMENTS = ['work', 'restart', 'shutdown'] as const

/** kill -9 of the services in turn. */
export function killings(kills: number, random: () => number): Disturbance {
  return async (run) => {
    const byService: Record<string, number> = {}
    let count = 0
    const kill = async (victim: Service): Promise<void> => {
      if (!victim.isRunning) return
      byService[victim.name] = (byService[victim.name] ?? 0) + 1
      count += 1
      await victim.kill()
    }
    for (let turn = 0; count < kills && !run.isOver; turn += 1) {
      await sleep(500 + 2_500 * random())
      const victim = run.services[turn % run.services.length]!
      const moment = MOMENTS[Math.floor(random() * MOMENTS.length)]!
      if (!victim.isRunning) continue
      if (moment === 'shutdown') {
        victim.ask()
        await sleep(600 * random())
      }
      await kill(victim)
      if (moment !== 'restart') continue
      await sleep(1_000 + 4_000 * random())
      await kill(victim)
    }
    return { count, note: JSON.stringify(byService) }
  }
}

/**
 * Stops the processes of services (SIGSTOP) for longer than their session and their transactions last, so that
 * others take their tasks over and the broker aborts what they left open; then they wake up.
 */
export function zombies(
  env: Environment,
  { naps, napMs, random }: { readonly naps: number; readonly napMs: number; readonly random: () => number },
): Disturbance {
  return async (run) => {
    let count = 0
    const others = (['sentiment', 'signals', 'warehouse'] as const).map((name) => new Service(name, env))
    try {
      await Promise.all(others.map((service) => service.run()))
      while (count < naps && !run.isOver) {
        await sleep(500 + 1_500 * random())
        const victims = random() < 0.5 ? run.services : others
        for (const victim of victims) if (victim.isRunning) victim.signal('SIGSTOP')
        count += victims.length
        await sleep(napMs)
        for (const victim of victims) if (victim.isRunning) victim.signal('SIGCONT')
      }
    } finally {
      await Promise.all(others.map((service) => service.retire()))
    }
    return { count }
  }
}

/** Members of the groups of sentiment come and go: 1, 4, 2, and so on, every few seconds. */
export function storm(
  env: Environment,
  { forMs, everyMs }: { readonly forMs: number; readonly everyMs: number },
): Disturbance {
  return async (run) => {
    const others: Service[] = []
    let count = 0
    const until = performance.now() + forMs
    try {
      for (let turn = 0; performance.now() < until && !run.isOver; turn += 1) {
        const members = [4, 2, 1][turn % 3]!
        while (others.length < members - 1) {
          const member = new Service('sentiment', env)
          others.push(member)
          member.start()
          count += 1
        }
        const leaving = others.splice(members - 1)
        count += leaving.length
        await Promise.all([sleep(everyMs), ...leaving.map((member) => member.retire())])
      }
    } finally {
      await Promise.all(others.map((member) => member.retire()))
    }
    return { count }
  }
}
