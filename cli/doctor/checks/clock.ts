import { type Check, ok, problem } from '../finding.ts'

/** Above this, watermark delay and freshness mean little, and certificates may not be valid yet. */
const MOST_SECONDS = 5
const ANSWER_MS = 5_000

/** This machine's clock against the Date header of the servers that the configuration names. */
export const clockCheck: Check = async ({ kafka, clickhouseUrl }) => {
  for (const url of [kafka?.registry.url, clickhouseUrl]) {
    if (url === undefined) continue
    const skew = await skewSeconds(new URL(url).origin).catch(() => undefined)
    if (skew === undefined) continue
    if (Math.abs(skew) <= MOST_SECONDS) return ok('the clock agrees with the servers')
    return problem(
      `this clock is ${Math.abs(skew).toFixed(0)} s ${skew > 0 ? 'ahead of' : 'behind'} that of ${new URL(url).host}`,
      'Run a time service (chrony, systemd-timesyncd) on both machines.',
    )
  }
  return []
}

async function skewSeconds(origin: string): Promise<number | undefined> {
  const asked = Date.now()
  const response = await fetch(origin, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_MS) })
  const here = (asked + Date.now()) / 2
  const date = Date.parse(response.headers.get('date') ?? '')
  // The header has whole seconds.
  return Number.isNaN(date) ? undefined : (here - (date + 500)) / 1000
}
