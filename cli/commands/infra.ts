import { infraDown, infraStatus, infraUp } from '../../infra/local/cli.ts'

/** `pulse infra up|down|status`. */
export async function infra(
  what: 'up' | 'down' | 'status',
  { local = false, brokers }: { readonly local?: boolean; readonly brokers?: number },
): Promise<void> {
  const options = {
    local,
    ...(brokers === undefined ? {} : { brokers }),
    print: (line: string) => process.stdout.write(`${line}\n`),
    log: (line: string) => process.stderr.write(`${line}\n`),
  }
  if (what === 'up') await infraUp(options)
  else if (what === 'down') await infraDown(options)
  else process.stdout.write(`${JSON.stringify(await infraStatus(options), null, 2)}\n`)
}
