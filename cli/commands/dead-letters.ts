import { readConfig } from '../../runtime/config/read-config.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { adviceOn } from '../dead-letters/advice.ts'
import { type KnownLetter, type LetterFilter, readLetters, selected } from '../dead-letters/letter-book.ts'
import { asJson, listText } from '../dead-letters/list-letters.ts'
import { originalRecord } from '../dead-letters/original-record.ts'
import { LetterReplay } from '../dead-letters/replay-letters.ts'
import { letterText } from '../dead-letters/show-letter.ts'
import { type OpenLog, openLogReader } from '../open-log.ts'
import { withPipeline } from '../with-pipeline.ts'
import { rebuildWith } from './rebuild.ts'

export interface ListOptions extends LetterFilter {
  readonly limit: number
  readonly format: 'table' | 'json'
}

export interface ReplayOptions {
  readonly code?: string
  readonly topic?: string
  readonly all?: boolean
  readonly dryRun?: boolean
  readonly rebuild?: boolean
}

/** `pulse dead-letters list`: counts by reason code, then the newest. */
export async function list(options: ListOptions): Promise<void> {
  const letters = await withReader((log) => readLetters(log))
  print(listText(selected(letters, options), options))
}

/** `pulse dead-letters show`: one letter in full. */
export async function show(id: string, { format }: { readonly format: 'text' | 'json' }): Promise<void> {
  await withReader(async (open) => {
    const letter = letterNamed(await readLetters(open), id)
    const record = await originalRecord(open.log, letter)
    print(
      format === 'json'
        ? JSON.stringify({ ...asJson(letter), advice: adviceOn(letter) })
        : await letterText(letter, open.codec, record),
    )
  })
}

/** `pulse dead-letters replay`: takes the originals of open letters again. */
export async function replay(ids: readonly string[], options: ReplayOptions): Promise<void> {
  const { code, topic, all, dryRun, rebuild = false } = options
  if (ids.length === 0 && code === undefined && topic === undefined && all !== true)
    throw new ConfigError('missing', 'Name letters, or give --code, --topic or --all.')
  const choose = (letters: readonly KnownLetter[]): KnownLetter[] =>
    selected(ids.length > 0 ? ids.map((id) => letterNamed(letters, id)) : letters, {
      code,
      topic,
      open: true,
    })
  if (dryRun === true) {
    const letters = choose(await withReader((log) => readLetters(log)))
    for (const letter of letters) print(`${lineOf(letter)}: ${adviceOn(letter)}`)
    return print(`${letters.length} open letters would be replayed.`)
  }
  await withPipeline({ service: 'dead-letters' }, async ({ pipeline }) => {
    await pipeline.takeOver()
    const letters = choose(await readLetters(pipeline.sources))
    const run = new LetterReplay(pipeline, {
      rebuild,
      onRebuild: async (dataset) => {
        const service = await pipeline.dataset(dataset)
        await rebuildWith(pipeline, service)
        return service.activeEpoch
      },
      onOutcome: (letter, { kind, text }) =>
        print(`${lineOf(letter)}: ${kind === 'settled' ? 'settled' : 'still open'}, ${text}`),
    })
    const open = await run.run(letters)
    print(`${letters.length} letters replayed: ${letters.length - open} settled, ${open} still open.`)
    if (open > 0 && !rebuild) print('Letters that need a rebuild are taken with --rebuild.')
  })
}

async function withReader<T>(work: (open: Pick<OpenLog, 'log' | 'codec'>) => Promise<T>): Promise<T> {
  const open = await openLogReader(readConfig(process.env))
  try {
    return await work(open)
  } finally {
    await open.log.close()
  }
}

function letterNamed(letters: readonly KnownLetter[], id: string): KnownLetter {
  const found = letters.filter((letter) => letter.id.startsWith(id))
  if (found.length === 1) return found[0]!
  throw new ConfigError(
    'invalid',
    found.length === 0
      ? `There is no dead letter ${id}; "pulse dead-letters list" shows them.`
      : `${found.length} dead letters begin with ${id}: give more of it.`,
  )
}

const lineOf = ({ id, code, source, position }: KnownLetter): string =>
  `${id.slice(0, 12)} ${code} ${source} ${position}`

const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
