import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseTradeDate, shanghaiTime } from '../../core/market/trade-date.ts'

/** `pulse dead-letters`: what could not be taken or processed, and how to take it again after a fix. */
export function addDeadLettersCommand(program: Command): void {
  const command = program
    .command('dead-letters')
    .description('list, show and replay records that could not be taken or processed')
    .addHelpText('after', EXAMPLES)
  command
    .command('list')
    .description('count letters by reason code, then show the newest; also while something is running')
    .option('--dataset <name>', 'of one data set')
    .option('--topic <name>', 'of one topic, or one file')
    .option('--code <code>', 'of one reason code')
    .option('--since <date>', 'whose records are of this day or later', sinceDay)
    .option('--open', 'only letters that are not settled')
    .option('--limit <n>', 'letters shown', wholeNumber, 20)
    .addOption(new Option('--format <format>').choices(['table', 'json']).default('table'))
    .action(async (options) => (await import('../commands/dead-letters.ts')).list(options))
  command
    .command('show')
    .argument('<id>', 'of the letter, or its beginning')
    .description('show one letter: reason, bytes, what they can be read as, and what to do')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async (id, options) => (await import('../commands/dead-letters.ts')).show(id, options))
  command
    .command('replay')
    .argument('[id...]', 'of letters, or their beginnings')
    .description('take the originals of open letters again, and write down what became of them')
    .option('--code <code>', 'letters of one reason code')
    .option('--topic <name>', 'letters of one topic, or one file')
    .option('--all', 'every open letter')
    .option('--dry-run', 'only say which letters it would be')
    .option('--rebuild', 'rebuild the data sets of letters that need it')
    .addHelpText('after', REPLAY_HELP)
    .action(async (ids, options) => (await import('../commands/dead-letters.ts')).replay(ids, options))
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.')
  return Number(text)
}

function sinceDay(text: string): number {
  const date = parseTradeDate(text)
  if (date === undefined) throw new InvalidArgumentError('It must be a date like 2022-04-27.')
  return shanghaiTime(date, 0, 0)
}

const EXAMPLES = `
Examples:
  pulse dead-letters list
  pulse dead-letters list --topic market.bars.1d --code unknownSchema --format json
  pulse dead-letters show 3f9c01d2
  pulse dead-letters replay --code unknownSchema       after the registry has learnt the schema
  pulse dead-letters replay --topic ~/bars/2025.csv    after its lines were corrected
  pulse dead-letters replay --all --dry-run`

const REPLAY_HELP = `
Each original goes through the door by which it came: a line of a file with its file, through format and ledger, so that
nothing is taken twice; a bar, close, release or fund share that can be read now through ingest, late where its session is
closed. What a processor refused still stands in the log and is taken again by a rebuild: with --rebuild at once. Settled
letters are left alone. Replay writes: embedded, stop what writes this PULSE_HOME (pulse start, ingest, simulate) before.

Examples:
  pulse dead-letters replay 3f9c01d2
  pulse dead-letters replay --code processingFailed --rebuild`
